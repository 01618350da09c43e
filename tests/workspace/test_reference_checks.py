"""The register held against its files and the tree, and every unit's name against the list.

- id: E0001
  file: files/清单.pdf
  sha256: 0000…
  kind: 文件
  date: 2026-03-01
  proves:
  - {indicator: "1.1", item: 办理清单}
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import SOUND, Opener, changed

from scoring.engine import Units
from scoring.evidence.files import FileFact
from scoring.evidence.model import Window, read_register
from scoring.evidence.support import standing, supports
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.rectification.ledger import read_ledger
from scoring.workspace.reference_checks import (
    loose_faults,
    places_of,
    proof_faults,
    register_faults,
    unit_faults,
)
from scoring.yamlio import Document, parse

TREE = "indicators/sample.yaml"
NAME = "evidence/register.yaml"
SHA = "0" * 64
OK = FileFact("ok", SHA, 5)
DAY = date(2026, 11, 20)
WINDOW = Window.model_validate({"from": "2025-01-01", "to": "2026-10-31"})
SOUND_RECORD = f"""\
- id: E0001
  file: files/清单.pdf
  sha256: "{SHA}"
  kind: 文件
  date: 2026-03-01
  title: 清单
  proves:
  - {{indicator: "1.1", item: 办理清单}}
"""
LINK = """\
- id: E0002
  url: https://example.com/open
  seen: 2026-04-01
  title: 公开栏目
  proves:
  - {indicator: "1.2"}
"""
Told = list[tuple[str, int, str]]
"""Rule, line and words of each problem."""


def document(text: str, name: str) -> Document:
    data, root, problems = parse(text, name)
    assert root is not None, problems
    return Document(Path(name), name, data, root, text.encode())


@pytest.fixture
def tree(opened: Opener) -> IndicatorTree:
    return opened(SOUND).tree


def told(problems: Any) -> Told:
    items: list[Problem] = list(problems)
    return [(item.rule, item.where.line, item.what) for item in items]


def faults(tree: IndicatorTree, text: str = SOUND_RECORD, **facts: FileFact) -> list[Problem]:
    source = document(text, NAME)
    records, problems = read_register(source)
    assert problems == []
    files = {record.id: facts.get(record.id, OK) for record in records}
    standings = {
        record.id: standing(record, files[record.id], WINDOW, DAY, tree) for record in records
    }
    return list(register_faults(records, source, tree, files, standings))


def edited(old: str, new: str) -> str:
    assert old in SOUND_RECORD
    return SOUND_RECORD.replace(old, new)


def test_a_sound_register_has_no_problems(tree: IndicatorTree) -> None:
    assert faults(tree, SOUND_RECORD + LINK, E0002=FileFact("link")) == []


@pytest.mark.parametrize(
    ("fact", "rule", "line", "what"),
    [
        (FileFact("outside"), "E004", 2, "的路径“files/清单.pdf”不在工作区的 evidence/ 里"),
        (FileFact("missing"), "E007", 2, "的文件不在：files/清单.pdf"),
        (FileFact("unreadable", size=0), "E014", 2, "的文件是空的：files/清单.pdf"),
        (FileFact("unreadable", size=9), "E014", 2, "的文件打不开：files/清单.pdf"),
        (
            FileFact("unopened", SHA, 9, "文件有密码。"),
            "E014",
            2,
            "的文件打不开：files/清单.pdf（文件有密码）",
        ),
        (
            FileFact("changed", "1" * 64, 9),
            "E008",
            3,
            "的文件内容与登记的校验值不符：files/清单.pdf",
        ),
    ],
)
def test_what_is_wrong_with_a_file(
    tree: IndicatorTree, fact: FileFact, rule: str, line: int, what: str
) -> None:
    assert (rule, line, f"佐证 E0001“清单”{what}") in told(faults(tree, E0001=fact))


def test_a_path_with_backslashes_says_how_to_mend_it(tree: IndicatorTree) -> None:
    text = edited("files/清单.pdf", "..\\清单.pdf")
    first = faults(tree, text, E0001=FileFact("outside"))[0]
    assert (first.rule, first.fix) == ("E004", "路径里的 \\ 请改成 /")


def test_a_file_without_its_digest(tree: IndicatorTree) -> None:
    text = edited(f'  sha256: "{SHA}"\n', "")
    assert told(faults(tree, text)) == [("E012", 2, "佐证 E0001“清单”没有登记校验值")]


def test_a_link_that_only_has_a_date(tree: IndicatorTree) -> None:
    text = LINK.replace("seen:", "date:")
    what = "佐证 E0002“公开栏目”：链接没有写查看日期 seen，按 date 计"
    assert told(faults(tree, text, E0002=FileFact("link"))) == [("E021", 2, what)]


def test_one_file_under_two_records(tree: IndicatorTree) -> None:
    text = SOUND_RECORD + SOUND_RECORD.replace("E0001", "E0003")
    assert told(faults(tree, text)) == [("E018", 10, "佐证 E0003 与 E0001 登记的是同一个文件")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  date: 2026-03-01\n", "", ("E010", 1, "没有日期，不能用于有时间窗的佐证要求")),
        ("date: 2026-03-01", "date: 2020-03-01", ("E009", 5, "")),
        (
            "  title:",
            "  valid: {to: 2026-11-19}\n  title:",
            ("E011", 6, "已于 2026-11-19 失效"),
        ),
        ("  title:", "  review: {state: returned}\n  title:", ("E013", 6, "已退回")),
        (
            "  title:",
            "  review: {state: returned, note: 缺页}\n  title:",
            ("E013", 6, "已退回：缺页"),
        ),
        (
            "  title:",
            "  review: {state: accepted, stamp: 0123456789abcdef}\n  title:",
            ("E016", 6, "审核之后，文件或指标有变化，待复审"),
        ),
    ],
)
def test_why_a_piece_counts_for_less(
    tree: IndicatorTree, old: str, new: str, expected: tuple[str, int, str]
) -> None:
    ((rule, line, what),) = told(faults(tree, edited(old, new)))
    assert (rule, line) == expected[:2]
    assert expected[2] in what


@pytest.mark.parametrize(
    ("proof", "rule", "what", "fix"),
    [
        ('{indicator: "1.3"}', "E002", "指向不存在的指标“1.3”", "是不是“1.2”？"),
        ('{indicator: "甲"}', "E002", "指向不存在的指标“甲”", ""),
        ('{indicator: "1"}', "E019", "指向上级指标“1 依法履职”", ""),
        ('{indicator: "1.1", state: proposed}', "E017", "对“1.1”的对应关系尚未确认", ""),
        (
            '{indicator: "1.1", item: 办理清册}',
            "E003",
            "指标“1.1”没有名为“办理清册”的佐证要求",
            "是不是“办理清单”？",
        ),
        (
            '{indicator: "1.1", item: 照片}',
            "E003",
            "指标“1.1”没有名为“照片”的佐证要求",
            "该指标的佐证要求有：办理清单",
        ),
    ],
)
def test_what_is_wrong_with_a_proof(
    tree: IndicatorTree, proof: str, rule: str, what: str, fix: str
) -> None:
    source = document(edited('{indicator: "1.1", item: 办理清单}', proof), NAME)
    (record,), _ = read_register(source)
    (problem,) = proof_faults(record, source, 0, tree)
    assert (problem.rule, problem.where.line) == (rule, 8)
    assert problem.what in {f"佐证 E0001 {what}", f"佐证 E0001：{what}"}
    assert not fix or problem.fix == fix


def test_a_kind_that_the_requirement_does_not_ask_for(tree: IndicatorTree) -> None:
    found = told(faults(tree, edited("kind: 文件", "kind: 图片")))
    assert ("E015", 8, "佐证 E0001 是图片，“办理清单”要求文件") in found


def test_a_proof_under_another_edition_says_nothing_here(tree: IndicatorTree) -> None:
    other = '{indicator: "9.9", item: 无此项, tree: another}'
    text = edited('{indicator: "1.1", item: 办理清单}', other)
    assert faults(tree, text) == []


def test_any_name_will_do_where_nothing_is_required_by_name(tree: IndicatorTree) -> None:
    text = edited('{indicator: "1.1", item: 办理清单}', '{indicator: "1.2", item: 截图}')
    assert faults(tree, text) == []


def test_where_each_record_stands() -> None:
    assert places_of(document("- id: E0001\n- 一句话\n- id: ' E0002 '\n- id: E0001\n", NAME)) == {
        "E0001": 0,
        "E0002": 2,
    }
    assert places_of(document("id: E0001\n", NAME)) == {}


def test_a_piece_that_names_no_requirement_where_another_stays_unmet(opened: Opener) -> None:
    needs = "{name: 办理清单, kinds: [文件]}"
    more = f"{needs}\n    - {{name: 公开目录, kinds: [文件]}}"
    tree = opened(changed(TREE, needs, more)).tree
    source = document(edited(", item: 办理清单", ""), NAME)
    records, _ = read_register(source)
    standings = {"E0001": standing(records[0], OK, WINDOW, DAY, tree)}
    what = "佐证 E0001 没有写明证明“1.1”的哪一项要求，只算作“办理清单”；“公开目录”还缺"
    assert told(loose_faults(source, supports(tree, records, standings))) == [("E022", 8, what)]


UNITS = Units(
    ("县司法局", "县财政局", "两局"), {"两局": ("县司法局", "县水务局")}, {"司法局": "县司法局"}
)
LEDGER = """\
- id: R0001
  problem: 有一项没有上网
  lead: [县司法局]
  support: [县农业局]
  due: 2026-12-01
  events:
  - {on: 2026-09-01, do: open}
"""


def unknown_units(tree: IndicatorTree, register: str, units: Units = UNITS) -> list[Problem]:
    source, ledger_file = document(register, NAME), document(LEDGER, "rectification.yaml")
    ledger, _ = read_ledger(ledger_file, tree)
    records, _ = read_register(source)
    return list(unit_faults(units, tree, TREE, records, source, ledger, ledger_file))


def test_a_name_that_is_no_unit_is_told_where_it_stands(tree: IndicatorTree) -> None:
    text = edited("  title:", "  unit: 县财改局\n  title:")
    problems = unknown_units(tree, text)
    assert told(problems) == [
        ("W004", 6, "佐证 E0001提到的单位“县财改局”没有登记"),
        ("W004", 4, "整改事项 R0001提到的单位“县农业局”没有登记"),
    ]
    assert problems[0].fix == "是不是“县财政局”？"


@pytest.mark.parametrize("unit", ["县司法局", "司法局", "两局", "县水务局"])
def test_full_and_short_names_groups_and_their_members_are_known(
    tree: IndicatorTree, unit: str
) -> None:
    text = edited("  title:", f"  unit: {unit}\n  title:")
    assert [item.where.file for item in unknown_units(tree, text)] == ["rectification.yaml"]


def test_a_misspelt_unit_is_told_once_in_a_file(tree: IndicatorTree) -> None:
    one = edited("  title:", "  unit: 县财改局\n  title:")
    both = unknown_units(tree, one + one.replace("E0001", "E0003"))
    assert [item.where.file for item in both] == [NAME, "rectification.yaml"]


def test_a_workspace_that_registers_no_units_is_told_of_none(tree: IndicatorTree) -> None:
    text = edited("  title:", "  unit: 县财改局\n  title:")
    assert unknown_units(tree, text, Units()) == []
