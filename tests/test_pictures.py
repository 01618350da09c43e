"""The pictures of README, manual and help: taken by ``docs/make_pictures.py``, there, shown, and of
pages that still exist.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
HELP = ROOT / "scoring/workbench/static/help"
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+\.png)\)|<img[^>]+src=\"([^\"]+\.png)\"")
ASSET = re.compile(r"asset\('(help-[\w-]+\.png)'\)")


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", DOCS / "make_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


pictures = _loaded()
SHOTS = {shot.name: shot for shot in pictures.SHOTS}


@pytest.mark.parametrize("name", SHOTS)
def test_each_picture_is_there_in_the_width_that_is_asked_for(name: str) -> None:
    from PIL import Image

    shot = SHOTS[name]
    with Image.open(shot.folder / f"{name}.png") as picture:
        assert picture.width == shot.width
        assert picture.height == round(shot.window[1] * shot.width / shot.window[0])
        assert len(picture.getcolors(256) or ()) > 8  # a page, not an empty sheet


@pytest.mark.parametrize("name", SHOTS)
def test_each_picture_is_of_a_page_and_a_person_that_still_exist(name: str) -> None:
    from starlette.routing import Match, Route

    from scoring.data_files import data_folder
    from scoring.workbench.pages import SPOTS
    from scoring.workbench.trial import ACCOUNTS

    shot = SHOTS[name]
    assert shot.login in {account.login for account in ACCOUNTS}
    path = "/" + shot.path.partition("?")[0]
    scope = {"type": "http", "path": path, "method": "GET", "root_path": ""}
    routes = [Route(spot.path, lambda _: None, methods=list(spot.methods)) for spot in SPOTS]
    assert any(route.matches(scope)[0] is Match.FULL for route in routes), path
    code = re.fullmatch(r"/i/([\d.]+)", path)
    if code:
        tree = data_folder("indicators") / "national-2021.yaml"  # of the worked example
        assert f'code: "{code[1]}"' in tree.read_text("utf-8")


def test_every_picture_that_a_page_of_the_manual_shows_is_there() -> None:
    for page in (*ROOT.glob("README*.md"), *DOCS.glob("*.md")):
        for match in IMAGE.finditer(page.read_text("utf-8")):
            source = match[1] or match[2]
            if not source.startswith("http"):
                assert (page.parent / source).is_file(), (page.name, source)


def test_every_picture_of_the_guide_is_one_that_is_taken() -> None:
    shown = {
        name.removeprefix("help-").removesuffix(".png")
        for template in (ROOT / "templates/web").glob("*.html")
        for name in ASSET.findall(template.read_text("utf-8"))
    }
    taken = {shot.name for shot in SHOTS.values() if shot.folder == HELP}
    assert shown == taken


def test_no_picture_of_a_page_lies_about_that_nobody_takes_or_shows() -> None:
    texts = "".join(
        page.read_text("utf-8") for page in (*ROOT.glob("README*.md"), *DOCS.glob("*.md"))
    )
    pictures = list((DOCS / "pictures").glob("workbench-*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stem in SHOTS, picture.name
        assert picture.name in texts, picture.name
