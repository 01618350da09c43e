"""Takes the pictures of the workbench in README, manual and help from the worked example, in a real
browser.

Run ``.venv/bin/python docs/make_pictures.py`` after a page has changed, and look at every picture.
Nothing leaves the machine; the day is the example's own, so that the same program gives the same
pictures.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from scoring.workbench.trial import PASSWORD

DOCS = Path(__file__).parent / "pictures"
HELP = Path(__file__).parent.parent / "scoring/workbench/static/help"
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
DESK, PHONE = (1366, 768), (390, 844)
COLOURS = 64
RUN = "from scoring.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which page, how large the window is, how wide the picture is kept,
    and where.
    """

    name: str
    login: str
    path: str
    window: tuple[int, int] = DESK
    width: int = 1100
    folder: Path = DOCS
    scroll: str = ""


SHOTS = (
    Shot("workbench-home", "tianbao", ""),
    Shot("workbench-fill", "tianbao", "i/4.2.2"),
    Shot("workbench-review", "zhuanban", "review?at=E0085"),
    Shot("workbench-overview", "zuzhang", "overview"),
    Shot("workbench-assign", "zuzhang", "assign"),
    Shot("workbench-phone", "tianbao", "i/4.2.2", PHONE, 390),
    Shot("unit-home", "tianbao", "", DESK, 900, HELP),
    Shot("unit-fill", "tianbao", "i/4.2.2", DESK, 900, HELP),
    Shot("unit-handin", "shenhe", "handin", DESK, 900, HELP),
)


def main(only: tuple[str, ...] = ()) -> list[Path]:
    """Takes the pictures named, or all; where they lie."""
    from playwright.sync_api import sync_playwright

    executable = next((path for path in BROWSERS if Path(path).exists()), None)
    wanted = [shot for shot in SHOTS if not only or shot.name in only]
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        server, address = _served(Path(folder))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=executable, args=["--no-sandbox"]
                )
                pages: dict[tuple[str, tuple[int, int]], Any] = {}
                for shot in wanted:
                    key = (shot.login, shot.window)
                    if key not in pages:
                        pages[key] = _entered(browser, address, shot)
                    taken.append(_take(pages[key], address, shot))
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)
    return taken


def _served(folder: Path) -> tuple[subprocess.Popen[str], str]:
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-c",
        RUN,
        "demo",
        str(folder / "demo"),
        "--serve",
        "--port",
        "0",
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    assert server.stdout is not None
    return server, next(line.strip() for line in server.stdout if line.startswith("http://"))


def _entered(browser: Any, address: str, shot: Shot) -> Any:
    width, height = shot.window
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{address}login")
    page.fill("#login", shot.login)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("header.top")
    return page


def _take(page: Any, address: str, shot: Shot) -> Path:
    page.goto(address + shot.path)
    page.wait_for_load_state("networkidle") if shot.path.startswith(
        "review"
    ) else page.wait_for_load_state()
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    height = round(picture.height * shot.width / picture.width)
    small = picture.resize((shot.width, height), Image.Resampling.LANCZOS)
    shot.folder.mkdir(parents=True, exist_ok=True)
    path = shot.folder / f"{shot.name}.png"
    # Coverage keeps the few red and green points that a median cut would turn grey.
    palette = small.quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
    )
    palette.save(path, optimize=True)
    return path


if __name__ == "__main__":
    for picture in main(tuple(sys.argv[1:])):
        print(f"{picture}  {picture.stat().st_size // 1024} KB")
