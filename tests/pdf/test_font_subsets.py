"""The faces of a whole document from what its parts used: each once, cut to the union."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from scoring.pdf.parts.font_subsets import digest, union


def face(name: str, glyphs: dict[int, str], width: int = 1000, **missing: str) -> dict[str, Any]:
    return {
        "hash": name,
        "file": f"{name}.otf",
        "widths": [(glyph, width) for glyph in glyphs],
        "texts": list(glyphs.items()),
        "missing": missing,
    }


def part(*faces: dict[str, Any]) -> dict[str, Any]:
    return {"faces": list(faces)}


def test_a_face_of_two_parts_is_embedded_once_with_the_characters_of_both() -> None:
    (only,) = union([part(face("a", {5: "法", 2: "依"})), part(face("a", {9: "治", 2: "依"}))])
    assert only["file"] == "a.otf"
    assert only["texts"] == [(2, "依"), (5, "法"), (9, "治")]
    assert only["widths"] == [(2, 1000), (5, 1000), (9, 1000)]


def test_faces_stand_in_the_order_of_their_digests_whatever_part_came_first() -> None:
    parts = [part(face("b", {1: "乙"})), part(face("a", {1: "甲"}), face("b", {2: "丙"}))]
    assert [one["hash"] for one in union(parts)] == ["a", "b"]
    assert union(parts) == union(list(reversed(parts)))


def test_where_two_parts_disagree_the_first_counts() -> None:
    (only,) = union([part(face("a", {1: "甲"})), part(face("a", {1: "乙"}, width=500))])
    assert (only["texts"], only["widths"]) == ([(1, "甲")], [(1, 1000)])


def test_what_was_missing_in_any_part_is_missing() -> None:
    (only,) = union([part(face("a", {}, x="1")), part(face("a", {}, y="2"))])
    assert only["missing"] == {"x": "1", "y": "2"}


def test_the_parts_are_left_as_they_are() -> None:
    first = part(face("a", {1: "甲"}))
    union([first, part(face("a", {2: "乙"}))])
    assert first == part(face("a", {1: "甲"}))
    assert union([]) == []


def test_a_face_that_an_office_adds_changes_or_takes_away_is_noticed(tmp_path: Path) -> None:
    config, own = tmp_path / "fonts.conf", tmp_path / "fonts"
    config.write_text("<fontconfig/>", "utf-8")
    own.mkdir()
    environment = {"FONTCONFIG_FILE": str(config)}
    bare = digest(environment, own)
    assert digest(environment, own) == bare
    (own / "own.ttf").write_bytes(b"1")
    added = digest(environment, own)
    os.utime(own / "own.ttf", ns=(1, 1))
    touched = digest(environment, own)
    assert len({bare, added, touched}) == 3
    (own / "own.ttf").unlink()
    assert digest(environment, own) == bare
    config.write_text("<fontconfig></fontconfig>", "utf-8")
    assert digest(environment, own) != bare
