"""Characters in the files of a workspace that no face can print: told where they stand, once for a
file and line, and looked for again only in what is new."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.pieces.model import SourceFile
from scoring.pieces.reading import read_source
from scoring.workspace import open_workspace
from scoring.workspace.glyph_checks import MOST, glyph_faults, printable
from scoring.workspace.memory import Memory

REGISTER, HEAD = "evidence/register.yaml", "workspace.yaml"
LACKING = "\U00020bb7"
"""𠮷, a rare form of 吉 that the bundled faces do not have."""


def source_of(text: str, before: SourceFile | None = None) -> SourceFile:
    return read_source(Path(REGISTER), REGISTER, text.encode(), None, before, cut=True)


def record(ident: str, title: str) -> str:
    return f"- id: {ident}\n  url: https://example.com/{ident}\n  title: {title}\n"


def test_each_text_with_such_a_sign_is_told_where_it_stands(opened: Opener) -> None:
    files = samples.changed(REGISTER, "title: 公开栏目", f"title: 公开{LACKING}栏目{LACKING}")
    files[HEAD] = samples.SOUND[HEAD].replace("示例县依法治县办", f"{LACKING}办")
    told = [item for item in opened(files).problems if item.rule == "Y013"]
    places = [(item.where.file, item.where.line, item.where.column) for item in told]
    assert places == [(REGISTER, 14, 10), (HEAD, 9, 18)]
    assert all(item.what.endswith("在随软件提供的字体里没有") for item in told)
    assert told[0].what.count(LACKING) == told[1].what.count(LACKING) == 1, "each sign once"
    assert all(item.severity != "error" for item in told)


@pytest.mark.parametrize("text", ["“”—…·", "ａＡ１", "①㎡℃", "Ω≥", "\U0001f9ff"])
def test_what_the_faces_hold_and_what_is_printed_by_its_name_is_no_fault(
    text: str, opened: Opener
) -> None:
    workspace = opened(samples.changed(REGISTER, "title: 公开栏目", f'title: "{text}"'))
    assert [item for item in workspace.problems if item.rule == "Y013"] == []


def test_no_more_than_twenty_places_of_a_file_are_told(tmp_path: Path) -> None:
    """Who writes in another script knows after the first."""
    source = source_of("".join(record(f"E{at:04}", LACKING) for at in range(1, 31)))
    assert len(list(glyph_faults(source, tmp_path))) == MOST == 20


def test_a_file_that_cannot_be_read_tells_nothing_here(tmp_path: Path) -> None:
    source = source_of('- id: "' + LACKING)
    assert source.document is None
    assert list(glyph_faults(source, tmp_path)) == []


def test_after_an_edit_only_what_is_new_is_looked_at() -> None:
    """``printable`` relies on what it found of the earlier reading: a sign in an old record is not
    seen again, one in a new record is."""
    first = source_of(record("E0001", "甲") + record("E0002", LACKING))
    assert not printable(first, None)
    edited = source_of(record("E0001", "乙") + record("E0002", LACKING), first)
    assert printable(edited, first), "the caller says that the first one was printable"
    worse = source_of(record("E0001", LACKING) + record("E0002", LACKING), first)
    assert not printable(worse, first)
    longer = source_of(
        record("E0001", "甲") + record("E0002", LACKING) + record("E0003", "丙"), first
    )
    assert printable(longer, first)


def test_a_fault_is_told_at_its_new_line_and_gone_when_it_is_mended(tmp_path: Path) -> None:
    def lines() -> list[int | None]:
        opening = open_workspace(tmp_path, memory=memory)
        return [item.where.line for item in opening.problems if item.rule == "Y013"]

    memory = Memory()
    text = samples.SOUND[REGISTER].replace("title: 公开栏目", f"title: {LACKING}")
    samples.write(tmp_path, {**samples.SOUND, REGISTER: text})
    assert lines() == [14]
    samples.write(tmp_path, {REGISTER: "# 说明\n" + text})
    assert lines() == [15]
    assert lines() == [15], "asked again, told again"
    samples.write(tmp_path, {REGISTER: samples.SOUND[REGISTER]})
    assert lines() == []
