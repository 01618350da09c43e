"""The faces: what is bundled, what the fontconfig file shows, what a role is printed with."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from scoring.pdf import fonts

NAMES = "镕堃喆玥翀旸祎珺昇垚彧鹮禤䶮〇"
SIGNS = "■□√×●○—…“”‘’《》〔〕【】（）、。·％‰℃㎡①⑩→★"

OwnFace = Callable[[Path, str], Path]


@pytest.mark.parametrize(
    "name", ["ShifanSong-Regular", "ShifanSong-Bold", "ShifanHei-Regular", "ShifanKai-Regular"]
)
def test_bundled_faces_hold_gb2312_names_and_signs(name: str) -> None:
    cmap = TTFont(fonts.bundled_folder() / f"{name}.ttf", lazy=True).getBestCmap()
    level_1_and_2 = {
        character
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if (character := bytes((row, cell)).decode("gb2312", "ignore"))
    }
    assert len(level_1_and_2) == 6763
    assert not {
        character for character in level_1_and_2 | set(NAMES + SIGNS) if ord(character) not in cmap
    }


def test_latin_faces_leave_quotation_marks_and_dashes_to_the_chinese_face() -> None:
    for name in ("ShifanLatin-Regular", "ShifanSansLatin-Bold"):
        cmap = TTFont(fonts.bundled_folder() / f"{name}.ttf", lazy=True).getBestCmap()
        assert set(map(ord, "“”—…·")).isdisjoint(cmap)
        assert ord("8") in cmap


def test_bundle_is_small_and_carries_its_licences() -> None:
    folder = fonts.bundled_folder()
    assert sum(path.stat().st_size for path in folder.glob("*.ttf")) < 22_000_000
    notice = (folder / "README.md").read_text(encoding="utf-8")
    for licence in folder.glob("OFL-*.txt"):
        assert licence.name in notice
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


def test_no_reserved_name_is_used_and_names_match_the_code() -> None:
    families = fonts.families_in(fonts.bundled_folder())
    assert set(families) == set(fonts.BUNDLED)
    assert not any(
        word in family for family in families for word in ("Source", "LXGW", "Liberation", "Tinos")
    )


def test_config_shows_known_and_own_families_only(tmp_path: Path, own_face: OwnFace) -> None:
    own_face(tmp_path / "fonts", "本单位<仿宋>")
    text = fonts.config_text(tmp_path / "fonts", tmp_path / "cache", folders=[tmp_path / "system"])
    root = ElementTree.fromstring(text)  # the text is our own
    accepted = {
        entry.text for entry in root.findall("./selectfont/acceptfont/pattern/patelt/string")
    }
    assert {"本单位<仿宋>", "SimHei", "Shifan Song"} <= accepted
    assert "DejaVu Sans" not in accepted
    assert [Path(entry.text or "").name for entry in root.findall("dir")] == [
        "fonts",
        "system",
        "fonts",
    ]


def test_every_role_starts_with_its_latin_and_ends_in_a_bundled_face() -> None:
    for role in fonts.ROLES:
        families = fonts.stack(role)
        assert families[0] == role.latin
        assert families[-1] in fonts.BUNDLED
        assert len(families) == len(set(families))


def test_a_file_that_is_no_face_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    (tmp_path / "readme.txt").write_text("说明", encoding="utf-8")
    assert fonts.families_in(tmp_path) == []


def test_environment_is_stable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path / "cache"))
    first = fonts.environment(None)
    assert first == fonts.environment(None)
    assert Path(first["FONTCONFIG_FILE"]).is_relative_to(tmp_path / "cache")
    assert len(list((tmp_path / "cache").glob("fonts-*"))) == 1


def test_choose_names_the_stand_in() -> None:
    by_role = {status.role: status for status in fonts.choose(fonts.BUNDLED)}
    assert (by_role["仿宋"].family, by_role["仿宋"].stand_in) == ("Shifan Song", True)
    assert (by_role["黑体"].family, by_role["黑体"].stand_in) == ("Shifan Hei", False)
    by_role = {status.role: status for status in fonts.choose([*fonts.BUNDLED, "仿宋_gb2312"])}
    assert (by_role["仿宋"].family, by_role["仿宋"].stand_in) == ("仿宋_GB2312", False)


def test_survey_sees_the_face_that_the_office_brought(tmp_path: Path, own_face: OwnFace) -> None:
    own_face(tmp_path / "fonts", "仿宋_GB2312")
    by_role = {status.role: status for status in fonts.survey(tmp_path / "fonts")}
    assert by_role["仿宋"].family == "仿宋_GB2312"
    assert not by_role["仿宋"].stand_in
