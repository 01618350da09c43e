"""What ``workspace.yaml`` says, read alone: the record, units with their short names and groups,
and the tree that it names.

```yaml
name: 示例县
tree: sample
round: 2026-self
units:
  县司法局: {aliases: [司法局]}
  各单位: {members: [县司法局]}
```
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from scoring.indicators.loading import TreeMemo
from scoring.problems import Problem, in_order
from scoring.workspace import WorkspaceRecord
from scoring.workspace.settings import (
    SETTINGS,
    missing_settings,
    read_parts,
    read_settings,
    read_tree_of,
    read_units,
    tree_path,
)
from scoring.yamlio import Document, read

HEAD = "name: 示例县\ntree: sample\nround: 2026-self\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path, samples.SOUND)


def document(home: Path, text: str) -> Document:
    samples.write(home, {SETTINGS: text})
    result, problems = read(home / SETTINGS, SETTINGS)
    assert problems == []
    assert result is not None
    return result


def settings(home: Path, more: str = "", head: str = HEAD) -> tuple[WorkspaceRecord, Document]:
    source = document(home, head + more)
    record, problems = read_settings(source)
    assert problems == []
    assert record is not None
    return record, source


def places(problems: list[Problem]) -> list[tuple[str, int | None, int | None]]:
    return [(item.rule, item.where.line, item.where.column) for item in problems]


# -- the record


def test_what_is_left_out_has_its_usual_value(home: Path) -> None:
    """Twice the same problem and 约谈 is proposed, three times and it is handed on; nobody sees
    what another unit scores, and no page for the seal is printed."""
    record, _ = settings(home)
    assert (record.name, record.tree, record.round) == ("示例县", "sample", "2026-self")
    assert (record.level, record.classes, record.target, record.deadline) == (None, {}, None, None)
    assert (record.units, record.people, record.approvers) == ({}, {}, ())
    assert (record.notices.same, record.notices.interview, record.notices.referral) == (
        "item",
        2,
        3,
    )
    assert (record.show_unit_scores, record.report.seal, record.report.parts) == (False, False, ())


def test_every_key_of_the_file_is_taken_as_it_is_meant(home: Path) -> None:
    record, _ = settings(
        home,
        "level: 县\n"
        'target: "90"\n'
        "code: X01\n"
        "show_unit_scores: true\n"
        "notices: {same: cause, interview: 3, referral: 5}\n"
        "report:\n"
        "  issuer: 示例县依法治县办\n"
        "  seal: true\n"
        "  parts:\n"
        "  - {title: 组织情况, file: texts/组织.docx, place: first}\n"
        "  - {title: 下一步打算, file: texts/打算.docx}\n",
    )
    assert (record.level, record.target, record.code) == ("县", "90", "X01")
    assert record.show_unit_scores
    assert (record.notices.same, record.notices.interview, record.notices.referral) == (
        "cause",
        3,
        5,
    )
    assert record.report.seal
    assert [(part.title, part.file, part.place) for part in record.report.parts] == [
        ("组织情况", "texts/组织.docx", "first"),
        ("下一步打算", "texts/打算.docx", "last"),
    ]


def test_a_file_of_comments_alone_is_empty(home: Path) -> None:
    record, problems = read_settings(document(home, "# 还没有写\n"))
    assert record is None
    assert [item.rule for item in problems] == ["Y010"]


def test_what_lacks_is_misspelt_or_of_another_kind_is_named_in_one_go(home: Path) -> None:
    """``tree`` lacks; ``rond`` is nobody's key; a first notice is never an interview."""
    text = "name: 示例县\nrond: 2026-self\nround: 2026-self\nnotices: {interview: 1}\n"
    record, problems = read_settings(document(home, text))
    assert record is None
    assert [
        (item.where.line, item.where.column, item.what, item.fix) for item in in_order(problems)
    ] == [
        (1, 1, "缺少指标体系“tree”", "补上 tree: …"),
        (2, 1, "不认识的键“rond”", "是不是“round”？"),
        (4, 22, "notices、interview：不能小于 2", "按提示改正这个值"),
    ]


def test_a_name_of_a_round_that_yaml_takes_for_a_number_is_to_be_quoted(home: Path) -> None:
    """``2026.10`` is read as written all the same; another program would make 2026.1 of it."""
    record, problems = read_settings(document(home, HEAD.replace("2026-self", "2026.10")))
    assert record is not None
    assert record.round == "2026.10"
    assert places(problems) == [("Y007", 3, 8)]
    assert problems[0].what == "编号 2026.10 没有加引号"


def test_a_folder_without_the_file_is_no_workspace(tmp_path: Path) -> None:
    (problem,) = missing_settings(tmp_path)
    assert (problem.rule, problem.where.file) == ("W001", SETTINGS)
    assert problem.what == f"{tmp_path} 里没有 workspace.yaml"
    (tmp_path / SETTINGS).symlink_to("nowhere")  # there, though it cannot be read
    assert missing_settings(tmp_path) == []


# -- units


def test_a_unit_with_nothing_behind_its_name_stands_in_the_order_of_the_file(home: Path) -> None:
    record, source = settings(
        home, "units:\n  县教育局:\n  县司法局: {aliases: [司法局]}\n  县公安局:\n"
    )
    units, problems = read_units(record, source)
    assert units.names == ("县教育局", "县司法局", "县公安局")
    assert units.aliases == {"司法局": "县司法局"}
    assert problems == []


def test_a_short_name_of_two_units_is_told_at_the_second(home: Path) -> None:
    """
    It goes on meaning the first, so that no loss changes hands by a line further down.

    units:
      县司法局: {aliases: [司法局, 局机关]}
      县教育局: {aliases: [教育局, 局机关]}
    """
    record, source = settings(
        home,
        "units:\n  县司法局: {aliases: [司法局, 局机关]}\n  县教育局: {aliases: [教育局, 局机关]}\n",
    )
    units, problems = read_units(record, source)
    assert places(problems) == [("W005", 6, 25)]
    assert problems[0].what == "简称“局机关”同时指“县司法局”和“县教育局”"
    assert units.name("局机关") == "县司法局"


def test_the_own_name_as_a_short_name_is_no_fault(home: Path) -> None:
    record, source = settings(home, "units:\n  县司法局: {aliases: [县司法局, 司法局]}\n")
    assert read_units(record, source)[1] == []


def test_groups_of_groups_expand_to_their_units_each_once(home: Path) -> None:
    record, source = settings(
        home,
        "units:\n"
        "  县司法局: {aliases: [司法局]}\n"
        "  县教育局:\n"
        "  政法口: {members: [司法局]}\n"
        "  各单位: {members: [政法口, 县教育局, 县司法局]}\n",
    )
    units, problems = read_units(record, source)
    assert problems == []
    assert units.expand("各单位") == ("县司法局", "县教育局")
    assert units.expand("政法口") == ("县司法局",)
    assert units.expand("县教育局") == ("县教育局",)


def test_a_circle_by_way_of_a_short_name_is_one(home: Path) -> None:
    """甲组 holds 乙, which is the short name of 乙组, which holds 甲组."""
    record, source = settings(
        home, "units:\n  甲组: {members: [乙]}\n  乙组: {aliases: [乙], members: [甲组]}\n"
    )
    problems = read_units(record, source)[1]
    assert places(problems) == [("W006", 5, 3), ("W006", 6, 3)]
    assert [item.what for item in problems] == [
        "单位组合“甲组”绕回到了自己",
        "单位组合“乙组”绕回到了自己",
    ]


# -- the tree


def test_a_tree_is_found_by_its_id_by_its_file_and_in_the_library(home: Path) -> None:
    own = (home / "indicators/sample.yaml", "indicators/sample.yaml")
    for named in ("sample", "indicators/sample.yaml"):
        record, _ = settings(home, head=HEAD.replace("tree: sample", f"tree: {named}"))
        assert tree_path(record, home) == own
    record, _ = settings(home, head=HEAD.replace("tree: sample", "tree: national-2021"))
    path, name = tree_path(record, home)
    assert path is not None
    assert path.name == "national-2021.yaml"
    assert name == "（内置）national-2021.yaml"


def test_a_tree_that_is_nowhere_is_told_where_it_is_named(home: Path) -> None:
    record, source = settings(home, head=HEAD.replace("tree: sample", "tree: smaple"))
    assert tree_path(record, home) == (None, "")
    tree, problems = read_tree_of(record, source, None, "", TreeMemo())
    assert tree is None
    assert places(problems) == [("W002", 2, 7)]
    assert problems[0].what == "找不到指标体系“smaple”"


KINDS = """\
id: kinds
title: 分市县
levels: [一级指标]
classes: {级别: [市, 县]}
points: {basis: estimate}
indicators:
- {code: "1", name: 网上办理, points: 6, rule: {type: met}}
- {code: "2", name: 立法质量, points: 4, rule: {type: met}, applies_to: {级别: [市]}}
"""


@pytest.mark.parametrize(
    ("level", "codes", "full", "fault"),
    [
        ("市", ["1", "2"], 10, []),
        ("县", ["1"], 6, []),
        ("州", ["1", "2"], 10, [("W008", 4, 8)]),
    ],
)
def test_a_tree_is_cut_to_the_level_that_is_assessed(
    home: Path, level: str, codes: list[str], full: int, fault: list[tuple[str, int, int]]
) -> None:
    """A county is not asked for 立法质量 (4 of 10 points); a level that the tree does not know cuts
    nothing off and is told."""
    samples.write(home, {"indicators/kinds.yaml": KINDS})
    record, source = settings(
        home, f"level: {level}\n", head=HEAD.replace("tree: sample", "tree: kinds")
    )
    path, name = tree_path(record, home)
    tree, problems = read_tree_of(record, source, path, name, TreeMemo())
    assert tree is not None
    assert list(tree.by_code) == codes
    assert sum(node.points for node in tree.leaves()) == full
    assert [one for one in places(problems) if one[0].startswith("W")] == fault


# -- parts that the office writes


def test_parts_of_the_report_are_read_in_their_order(home: Path) -> None:
    samples.write(
        home,
        {
            "texts/组织.md": "# 一、动员部署\n\n召开动员会 2 次。\n",
            "texts/打算.txt": "继续整改。\n",
        },
    )
    record, source = settings(
        home,
        "report:\n  parts:\n"
        "  - {title: 组织情况, file: texts/组织.md, place: first}\n"
        "  - {title: 下一步打算, file: texts/打算.txt}\n",
    )
    parts, problems = read_parts(home, record, source)
    assert problems == []
    assert [(part.title, part.first) for part in parts] == [
        ("组织情况", True),
        ("下一步打算", False),
    ]


def test_a_part_whose_file_is_not_there_is_told_at_its_line(home: Path) -> None:
    record, source = settings(
        home,
        "report:\n  parts:\n  - {title: 组织情况, file: texts/没有.docx}\n"
        "  - {title: 打算, file: ../../密.txt}\n",
    )
    parts, problems = read_parts(home, record, source)
    assert len(parts) == 2
    assert [item.where.line for item in problems] == [6, 7]
    assert {item.where.file for item in problems} == {SETTINGS}
    assert all(item.severity == "error" for item in problems)


def test_without_parts_nothing_is_read(home: Path) -> None:
    record, source = settings(home)
    assert read_parts(home, record, source) == ((), [])
