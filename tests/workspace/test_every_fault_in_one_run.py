"""A workspace in which every file is faulty: one opening tells all of it, each fault at its line and
column, and what is sound is read all the same.

What ``open_workspace`` may be told instead of looking for it (``facts``, ``tree``, ``rounds``,
``contents``, ``trees``) is tried here as well.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from samples import Opener, Opens

from scoring.evidence.files import FileFact
from scoring.indicators.loading import TreeMemo, load_tree
from scoring.problems import ScoringError, exit_code
from scoring.workspace import Opening, open_workspace

HEAD, REGISTER, LEDGER = "workspace.yaml", "evidence/register.yaml", "rectification.yaml"
ROUND, TREE = "rounds/2026-self.yaml", "indicators/sample.yaml"

Place = tuple[str, int | None, int | None]


def places(opening: Opening, file: str) -> list[Place]:
    return [
        (item.rule, item.where.line, item.where.column)
        for item in opening.problems
        if item.where.file == file
    ]


def test_all_files_are_faulty_and_what_is_sound_is_read(opening: Opens) -> None:
    """
    The first finding is above its whole (11 of 10), the second is sound; E0001 is of no kind that
    there is, E0002 sound; R0001 proposes an indicator that is not there.

    == workspace.yaml
    name: 示例县
    level: 县
    tree: sample
    round: 2026-self
    colour: 红
    units:
      县司法局: {aliases: [司法局]}
      县教育局: {aliases: [司法局]}
    == evidence/register.yaml
    - id: E0001
      file: files/清单.txt
      sha256: SHA
      kind: 传闻
      proves:
      - {indicator: "1.1"}
    - id: E0002
      url: https://example.com/open
      seen: 2026-04-01
      proves:
      - {indicator: "1.2"}
      - {indicator: "1.9"}
    == rectification.yaml
    - id: R0001
      indicator: "1.3"
      problem: 有一项没有上网
      lead: [县司法局]
      due: 明天
    == rounds/2026-self.yaml
    round: 2026-self
    kind: self
    as_of: 2026-11-20
    findings:
      "1.1": {done: 11, of: 10}
      "1.2": {met: true}
      "3": {met: true}
    vetoes: {V2: false}
    """
    described = test_all_files_are_faulty_and_what_is_sound_is_read.__doc__ or ""
    digest = hashlib.sha256(samples.PROOF.encode()).hexdigest()
    result = opening(described.replace("SHA", digest))
    assert places(result, HEAD) == [("S001", 5, 1), ("W005", 8, 20)]
    assert places(result, REGISTER) == [("S004", 4, 9), ("E002", 12, 17)]
    assert places(result, LEDGER) == [("L002", 2, 14), ("S004", 5, 8)]
    assert places(result, ROUND) == [("F003", 5, 10), ("F001", 7, 3), ("F005", 8, 10)]
    assert exit_code(result.problems) == 1
    workspace = result.whole()
    assert [record.id for record in workspace.records] == ["E0001", "E0002"]
    assert list(workspace.current.findings) == ["1.2"]
    assert workspace.current.faulty == {"1.1"}
    assert workspace.assess().root.claimed == Fraction(4)


def test_no_file_can_be_read_as_yaml_and_each_says_so(opening: Opens) -> None:
    """A quotation mark that is never closed, in five files: five faults, and nothing to score."""
    broken = 'a: "'
    files: dict[str, str | bytes] = dict.fromkeys(
        (REGISTER, LEDGER, ROUND, TREE, "bulletins/2026-01.yaml"), broken
    )
    result = opening({**samples.SOUND, **files})
    assert {item.where.file for item in result.problems if item.rule == "Y003"} == set(files)
    assert result.head is not None
    assert (result.workspace, result.tree, result.rounds) == (None, None, ())
    with pytest.raises(ScoringError) as caught:
        result.whole()
    assert str(caught.value) == f"{result.path} 不是可以评分的工作区，见 problems"
    assert (caught.value.kind, len(caught.value.problems)) == ("unreadable", 5)


@pytest.mark.parametrize(
    ("name", "raw", "rule", "line"),
    [
        (REGISTER, b"- id: E0001\n  title: \xb8\xa8\n", "Y002", 2),
        (LEDGER, "- {id: R0001, 题: a}\n".encode("utf-16"), "Y002", 1),
        (REGISTER, b"- id: &a E0001\n- id: *a\n", "Y006", 1),
        (LEDGER, b"- <<: {id: R0001}\n", "Y006", 1),
        (REGISTER, b"- id: !!python/object:os.system E0001\n", "Y006", 1),
        (ROUND, b"round: a\nround: 2026-self\nkind: self\nas_of: 2026-11-20\n", "Y005", 2),
        (ROUND, b"round: 2026-self\n\tkind: self\n", "Y012", 2),
        (REGISTER, b"- id: E0001\n---\n- id: E0002\n", "Y003", 2),
    ],
    ids=["gbk", "utf-16", "anchor", "merge", "tag", "key twice", "tab", "two documents"],
)
def test_what_is_no_plain_yaml_is_told_at_its_line(
    opening: Opens, name: str, raw: bytes, rule: str, line: int
) -> None:
    result = opening({**samples.SOUND, name: raw})
    assert (rule, line) in [
        (item.rule, item.where.line) for item in result.problems if item.where.file == name
    ]


# -- what the caller knows better


def test_states_of_files_that_the_caller_knows_are_not_looked_for(tmp_path: Path) -> None:
    """The file of E0001 lies there, but the caller knows of none: it proves nothing, so of the 9.4
    points that are claimed only the 4 of 1.2 are carried, which stand on a page (a link needs no
    file)."""
    samples.write(tmp_path, samples.SOUND)
    result = open_workspace(tmp_path, facts={"E0002": FileFact("ok")}).whole()
    assert result.files["E0001"].state == "missing"
    assert (result.assess().root.claimed, result.assess().root.supported) == (Fraction(47, 5), 4)
    looked = open_workspace(tmp_path).whole()
    assert looked.files["E0001"].state == "ok"
    assert looked.assess().root.supported == Fraction(47, 5)


def test_a_tree_that_the_caller_brings_is_taken_whatever_the_head_names(tmp_path: Path) -> None:
    samples.write(tmp_path, samples.changed(HEAD, "tree: sample", "tree: gone"))
    assert open_workspace(tmp_path).workspace is None
    tree, _ = load_tree(tmp_path / TREE, TREE)
    assert tree is not None
    workspace = open_workspace(tmp_path, tree=tree).whole()
    assert workspace.tree is tree
    assert workspace.problems == ()


def test_rounds_that_the_caller_brings_stand_behind_those_of_the_folder(tmp_path: Path) -> None:
    home = samples.write(tmp_path / "县", samples.SOUND)
    brought = samples.write(tmp_path / "交来", {"a.yaml": samples.MOCK, "b.yaml": "round: x\n"})
    result = open_workspace(
        home, rounds={"（交来）a.yaml": brought / "a.yaml", "（交来）b.yaml": brought / "b.yaml"}
    )
    assert [item.id for item in result.rounds] == ["2026-self", "2026-mock"]
    assert {item.where.file for item in result.problems} == {"（交来）b.yaml"}
    assert not (home / "rounds" / "a.yaml").exists()


def test_contents_stand_in_place_of_what_lies_there(tmp_path: Path) -> None:
    """``done: 5`` of 10 gives half of 6 points, with the 4 of 1.2 that is 7; on the disk 9 stands."""
    samples.write(tmp_path, samples.SOUND)
    planned = samples.SOUND[ROUND].replace("done: 9", "done: 5").encode()
    assert open_workspace(tmp_path, contents={ROUND: planned}).whole().assess().root.claimed == 7
    assert open_workspace(tmp_path).whole().assess().root.claimed == Fraction(47, 5)


def test_a_tree_that_was_read_before_is_the_same_object(tmp_path: Path) -> None:
    samples.write(tmp_path / "甲", samples.SOUND)
    memo = TreeMemo()
    first = open_workspace(tmp_path / "甲", trees=memo).whole().tree
    assert open_workspace(tmp_path / "甲", trees=memo).whole().tree is first


# -- rounds


def test_a_round_of_another_tree_is_told_and_left_alone(opened: Opener) -> None:
    other = samples.MOCK.replace("basis:", "tree: national-2021\nbasis:")
    workspace = opened({**samples.SOUND, "rounds/2026-mock.yaml": other})
    assert [item.id for item in workspace.rounds] == ["2026-self"]
    (problem,) = workspace.problems
    assert (problem.rule, problem.where.line, problem.where.column) == ("F007", 4, 7)
    assert problem.what == (
        "轮次“2026-mock”用的是“national-2021”，工作区用的是“sample”，没有读入它的认定"
    )


def test_the_current_round_is_read_whatever_tree_it_names(opened: Opener) -> None:
    """Else nobody could see and mend it."""
    workspace = opened(samples.changed(ROUND, "tree: sample", "tree: national-2021"))
    assert list(workspace.current.findings) == ["1.1", "1.2"]
    (problem,) = workspace.problems
    assert problem.what == "轮次“2026-self”用的是“national-2021”，工作区用的是“sample”"


def test_a_round_of_comments_alone_and_one_that_verifies_nothing(opening: Opens) -> None:
    """
    == rounds/2026-blank.yaml
    # 还没有写
    == rounds/2026-mock.yaml
    round: 2026-mock
    kind: mock
    as_of: 2026-11-25
    basis: 2026-slef
    """
    result = opening(test_a_round_of_comments_alone_and_one_that_verifies_nothing.__doc__)
    assert places(result, "rounds/2026-blank.yaml") == [("Y010", 1, 1)]
    (problem,) = [item for item in result.problems if item.rule == "F006"]
    assert (problem.where.line, problem.what) == (4, "找不到轮次“2026-slef”")
    assert problem.fix == "是不是“2026-self”？"


def test_without_a_current_round_the_files_are_checked_against_each_other(opening: Opens) -> None:
    """The round is misspelt, and a unit, a proof and an item are wrong besides: one run, four
    faults."""
    files = samples.changed(HEAD, "round: 2026-self", "round: 2027-self")
    files[REGISTER] = samples.SOUND[REGISTER].replace("unit: 县司法局", "unit: 县司法剧")
    files[REGISTER] = str(files[REGISTER]).replace('indicator: "1.2"', 'indicator: "1.8"')
    files[LEDGER] = samples.SOUND[LEDGER].replace('"1.1"', '"7"')
    result = opening(files)
    assert places(result, HEAD) == [("W003", 4, 8)]
    assert places(result, REGISTER) == [("W004", 7, 9), ("E002", 16, 17)]
    assert places(result, LEDGER) == [("L002", 2, 14)]


# -- what was opened


def test_an_indicator_that_is_not_there_is_refused_with_the_nearest(opened: Opener) -> None:
    workspace = opened(samples.SOUND)
    assert workspace.explain("1.1").marks.claimed == Fraction(27, 5)
    with pytest.raises(ScoringError, match=r"“1.3”不在指标体系里"):
        workspace.explain("1.3")
    with pytest.raises(ScoringError, match=r"“1.3”不在指标体系里"):
        workspace.finding("1.3")
    with pytest.raises(ScoringError, match=r"没有轮次“2026-slef”.*2026-self"):
        workspace.finding("1.1", "2026-slef")


def test_a_frame_is_drawn_for_what_verifies_another_round(opened: Opener) -> None:
    """Not for the round that claims, nor for a mock whose basis is not there."""
    files = {
        **samples.SOUND,
        "rounds/2026-mock.yaml": samples.MOCK,
        "rounds/lost.yaml": samples.MOCK.replace("2026-mock", "lost").replace(
            "basis: 2026-self", "basis: 2025-self"
        ),
    }
    workspace = opened(files)
    frames = {item.id: workspace.frame(item) for item in workspace.rounds}
    assert frames["2026-self"] is None
    assert frames["lost"] is None
    assert frames["2026-mock"] is not None
    assert frames["2026-mock"].basis == "2026-self"
