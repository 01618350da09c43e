"""现场照片 of inspectors: drawn anew, kept under their digest, with the mark, in the opinion paper."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import call
from PIL import Image
from sites import Site, SiteMaker, people_text

from scoring.problems import Problem
from scoring.workspace import open_workspace

ROUND = (
    "round: 2026-a\nkind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n"
    'assignments:\n  周远: ["1"]\n'
)
FILES = {
    "workspace.yaml": samples.SOUND["workspace.yaml"] + people_text(),
    "rounds/2026-a.yaml": ROUND,
}
MARK = {"score": "5", "reason": "终端停用一台", "opinion": "部分属实"}
CAPTION = {"时间": "2026年11月21日", "地点": "政务大厅", "事由": "实地核验"}


@pytest.fixture
def here(site: SiteMaker) -> Site:
    return site(FILES)


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240), note: bytes = b"") -> str:
    stream = io.BytesIO()
    image = Image.new("RGB", size, (90, 140, 90))
    if note:
        exif = Image.Exif()
        exif[0x010E] = note.decode()
        image.save(stream, kind, exif=exif)
    else:
        image.save(stream, kind)
    return base64.b64encode(stream.getvalue()).decode()


def sent(here: Site, data: str, login: str = "inspector") -> Any:
    return here.client(login).post("/v/2026-a/1.1/photos", json={"data": data})


def put(here: Site, **finding: Any) -> Any:
    return here.client("inspector").put("/v/2026-a/1.1", json={"finding": {**MARK, **finding}})


def stored(here: Site) -> list[Path]:
    return sorted((here.office.desk.path / "rounds" / "photos").glob("*"))


def test_a_photograph_is_drawn_anew_and_stays_with_the_mark(here: Site) -> None:
    answer = sent(here, picture(note=b"GPS 30.1, 120.2"))
    assert answer.status_code == 200, answer.text
    sha256 = answer.json()["sha256"]
    (file,) = stored(here)
    assert file.name == f"{sha256}.jpg"
    assert b"GPS" not in file.read_bytes()
    assert put(here, photos=[{"sha256": sha256, "caption": CAPTION}]).status_code == 200
    (round_,) = [
        one for one in open_workspace(here.office.desk.path).whole().rounds if one.id == "2026-a"
    ]
    (photo,) = round_.findings["1.1"].photos
    assert (photo.sha256, photo.captions) == (sha256, CAPTION)

    shown = here.client("inspector").get(answer.json()["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert here.client("inspectors").get(answer.json()["url"]).status_code == 200
    assert here.client("unit").get(answer.json()["url"]).status_code == 403
    assert put(here, reason="改一改").status_code == 200, "who says nothing of them leaves them"
    assert sha256 in (here.office.desk.path / "rounds/2026-a.yaml").read_text("utf-8")
    assert put(here, photos=[]).status_code == 200
    assert sha256 not in (here.office.desk.path / "rounds/2026-a.yaml").read_text("utf-8")


def test_one_taken_while_the_line_was_down_comes_with_the_mark(here: Site) -> None:
    data = "data:image/jpeg;base64," + picture()
    assert put(here, photos=[{"data": data, "caption": CAPTION}]).status_code == 200
    assert len(stored(here)) == 1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("", "不能超过"),
        ("####", "没有传完整"),
        (base64.b64encode(b"<svg onload=alert(1)>").decode(), "只收照片"),
        (base64.b64encode(b"%PDF-1.7\n").decode(), "只收照片"),
        (base64.b64encode(b"\xff\xd8\xff\xe0 broken").decode(), "打不开"),
        (base64.b64encode(b"\xff\xd8\xff" + b"x" * 500_000).decode(), "不能超过"),
    ],
    ids=["nothing", "no base64", "svg", "pdf", "broken", "large"],
)
def test_what_is_no_photograph_is_refused_and_leaves_nothing(
    here: Site, data: str, word: str
) -> None:
    answer = sent(here, data)
    assert answer.status_code == 422
    assert word in answer.json()["problem"]
    assert stored(here) == []
    assert list((here.office.desk.path / ".shifan").glob("photo-*")) == []


def test_only_who_marks_sends_and_no_digest_leads_out(here: Site) -> None:
    for login in ("unit", "group", "tracker"):
        assert sent(here, picture(), login).status_code == 403
    for sha256 in ("../../workspace", "0" * 64, "x"):
        assert put(here, photos=[{"sha256": sha256}]).status_code == 422
        assert here.client("inspector").get(f"/v/2026-a/1.1/photo/{sha256}.jpg").status_code == 404
    for text in ("[{", "[" * 100_000):
        answer = put(here, photos=text)
        assert answer.status_code == 422
        assert "照片没有传完整" in answer.json()["problem"]
    four = [{"data": picture(size=(40 + n, 40))} for n in range(4)]
    assert put(here, photos=four).status_code == 422


def faults(folder: Path) -> list[Problem]:
    return [one for one in open_workspace(folder).problems if one.rule == "F054"]


def test_the_opinion_paper_prints_them_and_check_misses_what_is_gone(here: Site) -> None:
    sha256 = sent(here, picture()).json()["sha256"]
    assert put(here, photos=[{"sha256": sha256, "caption": CAPTION}]).status_code == 200
    folder = here.office.desk.path
    paper = folder / "意见书.html"
    args = ("report", "inspection", "--to", "html", "-o", str(paper), "--today", "2026-11-22")
    assert call("-w", str(folder), *args)[0] in {0, 1, 3}
    text = paper.read_text("utf-8")
    assert "附件　现场照片" in text
    assert "地点：政务大厅" in text
    assert "data:image/jpeg;base64," in text
    assert faults(folder) == []
    (file,) = stored(here)
    file.write_bytes(b"other")
    assert "不一样" in faults(folder)[0].what
    file.unlink()
    assert "不在" in faults(folder)[0].what
    assert call("-w", str(folder), *args)[0] in {0, 1, 3}
    assert "附件　现场照片" not in paper.read_text("utf-8")
