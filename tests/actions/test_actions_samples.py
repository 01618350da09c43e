"""抽样: a sample is drawn for a round and stands in its file with its seed; anybody draws it again.

sample:
  by: methods
  size: 1
  seed: '7'
  indicators: ["1.2"]
  frame: …
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import samples as workspaces
from helpers_office import DAY, ROUND, TREE, do, journal, office, put, refused, sound

from scoring.actions.drawing import draw_once, second_round
from scoring.actions.new_rounds import NewRound, begin_round
from scoring.actions.rounds import set_finding
from scoring.actions.samples import Draw, check_sample, draw_sample, try_out
from scoring.problems import ScoringError
from scoring.rounds.sampling import SampleRecord
from scoring.storage import Author
from scoring.workspace.changes import RefusedError, carry_out

INSPECTION = """\
round: {0}
kind: inspection
as_of: 2026-11-25
window: {{from: 2025-01-01, to: 2026-10-31}}
basis: 2026-self
group: 第一组
inspectors: [周敏]
findings:
"""
METHODS = workspaces.SOUND[TREE].replace(
    "    rule: {type: met}", "    methods: [网络检索]\n    rule: {type: met}"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One inspection that nobody has drawn for; 1.2 is looked at on the net."""
    return office(tmp_path, {"rounds/i.yaml": INSPECTION.format("甲组"), TREE: METHODS})


def wish(round_id: str | None = "甲组", size: int = 1, seed: str = "7", **more: Any) -> Draw:
    return Draw(round_id, "methods", size, seed, **more)


def sample(home: Path, name: str = "甲组") -> SampleRecord | None:
    return next(item for item in sound(home).rounds if item.id == name).head.sample


# -- drawing


def test_a_sample_stands_in_its_round(home: Path) -> None:
    drawing = do(home, "钱 立", draw_sample, wish())
    recorded = sample(home)
    assert recorded is not None
    assert recorded.indicators == tuple(leaf.code for leaf in drawing.leaves())
    assert (recorded.by, recorded.size, recorded.seed) == ("methods", 1, "7")
    entry = journal(home)[-1]
    assert (entry["by"], entry["round"]) == ("钱立", "甲组")


def test_the_same_seed_draws_the_same(home: Path) -> None:
    first = do(home, "钱立", draw_sample, wish())
    second = do(home, "钱立", draw_sample, wish(), again=True)
    assert first.sample == second.sample


def test_a_sample_is_drawn_over_only_when_asked(home: Path) -> None:
    do(home, "钱立", draw_sample, wish())
    sentence = refused(home, "钱立", draw_sample, wish(seed="8"))
    assert sentence == "甲组 已经抽过样（种子 7）；要重新抽，请加 --again"
    do(home, "钱立", draw_sample, wish(seed="8"), again=True)
    recorded = sample(home)
    assert recorded is not None
    assert recorded.seed == "8"


def test_a_draw_is_narrowed_to_methods_and_units(home: Path) -> None:
    drawing = do(home, "钱立", draw_sample, wish(methods=("网络检索",), units=("司法局",)))
    assert drawing.sample.indicators == ("1.2",)
    assert (drawing.sample.methods, drawing.sample.units) == (("网络检索",), ("县司法局",))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (wish(size=9), "可抽的指标只有 2 项，不够抽 9 项"),
        (wish(methods=("网络检查",)), "指标体系里没有测评方式“网络检查”，是不是“网络检索”"),
        (wish(units=("县教育局",)), "没有哪项指标由“县教育局”牵头"),
        (wish("乙组"), "没有轮次“乙组”；有：2026-self、甲组"),
        (wish("2026-self"), "2026-self 是自评轮次，不抽样"),
    ],
)
def test_what_cannot_be_drawn(home: Path, asked: Draw, why: str) -> None:
    assert why in refused(home, "钱立", draw_sample, asked)


@pytest.mark.parametrize("by", ["周敏", "李明", "王敏", "沈维"])
def test_only_who_leads_the_inspection_draws(home: Path, by: str) -> None:
    assert "可以的有：钱立" in refused(home, by, draw_sample, wish())


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("basis: 2026-self\n", "", "甲组 没有写 basis，不知道核验的是哪一轮"),
        ("basis: 2026-self", "basis: 2025-self", "找不到这个轮次，或者就是它自己"),
        ("basis: 2026-self", "basis: 甲组", "找不到这个轮次，或者就是它自己"),
        ("basis: 2026-self", "basis: 2026-mock", "basis“2026-mock”不是自评轮次"),
    ],
)
def test_a_round_that_verifies_nothing_is_not_drawn_for(
    home: Path, old: str, new: str, why: str
) -> None:
    (home / "rounds/m.yaml").write_text(workspaces.MOCK, "utf-8")
    put(home, "rounds/i.yaml", old, new)
    assert why in refused(home, "钱立", draw_sample, wish())


# -- which round


def test_the_only_round_is_meant_where_none_is_named(home: Path) -> None:
    do(home, "钱立", draw_sample, wish(None))
    assert sample(home) is not None
    item, _ = check_sample(sound(home), None)
    assert item.id == "甲组"


def test_of_several_rounds_the_one_is_meant_that_waits_for_a_draw(home: Path) -> None:
    (home / "rounds/j.yaml").write_text(INSPECTION.format("乙组"), "utf-8")
    sentence = refused(home, "钱立", draw_sample, wish(None))
    assert sentence == "有几个核验、模拟轮次，请写明是哪一个：甲组、乙组"
    do(home, "钱立", draw_sample, wish("甲组"))
    do(home, "钱立", draw_sample, wish(None))
    assert sample(home, "乙组") is not None


def test_without_a_round_of_inspectors_nothing_is_drawn(home: Path) -> None:
    (home / "rounds/i.yaml").unlink()
    assert "先用 shifan round new 名称 --kind inspection" in refused(
        home, "钱立", draw_sample, wish(None)
    )


# -- trying out, and checking


def test_a_draw_is_tried_out_and_only_the_journal_knows(home: Path) -> None:
    before = (home / "rounds/i.yaml").read_bytes()
    author = Author("", DAY)
    drawing = try_out(sound(home), wish(), author, tell=lambda _: None)
    assert drawing.sample.indicators
    assert (home / "rounds/i.yaml").read_bytes() == before
    entry = journal(home)[-1]
    assert (entry["do"], entry["by"]) == ("round sample preview", "系统")


def test_a_sample_is_checked_from_its_seed(home: Path) -> None:
    """From what it was drawn from then, which the journal keeps under the name of the command."""
    author = Author("钱立", DAY)
    carry_out(home, author, "round sample", lambda changes: draw_sample(changes, wish()))
    item, redrawn = check_sample(sound(home), "甲组")
    assert (item.id, redrawn.kept, redrawn.indicators.same) == ("甲组", True, True)


def test_what_was_not_drawn_is_not_checked(home: Path) -> None:
    with pytest.raises(RefusedError, match="甲组 还没有抽样"):
        check_sample(sound(home), "甲组")


# -- cases


def test_cases_are_drawn_from_a_list_and_checked_with_it(home: Path) -> None:
    listed = home / "案卷清单.csv"
    listed.write_text("案号,承办单位\n1号,甲\n2号,甲\n3号,乙\n", "utf-8")
    drawing = do(home, "钱立", draw_sample, wish(cases=listed, case_size=2))
    assert drawing.sample.cases is not None
    assert (drawing.sample.cases.of, len(drawing.sample.cases.numbers)) == (3, 2)
    _, redrawn = check_sample(sound(home), "甲组")
    assert redrawn.cases is not None
    listed.write_text("案号,承办单位\n1号,甲\n", "utf-8")
    _, redrawn = check_sample(sound(home), "甲组")
    assert redrawn.list_changed


def test_a_line_that_is_taken_for_a_title_is_said(home: Path) -> None:
    listed = home / "案卷清单.csv"
    listed.write_text("2026年案卷清单\n1号\n2号\n", "utf-8")
    sentences: list[str] = []
    do(home, "钱立", draw_sample, wish(cases=listed, case_size=1), tell=sentences.append)
    assert len(sentences) == 1
    assert "看作标题，没有计作案卷" in sentences[0]


@pytest.mark.parametrize(
    ("content", "size", "kind", "why"),
    [
        ("案号\n1号\n", 2, "refused", "案卷清单只有 1 件，不够抽 2 件"),
        ("案号\n1号\n2号\n1号\n", 1, "refused", "1 个重复的案号：1号（第2行、第4行）"),
        ("", 1, "unreadable", ""),
    ],
)
def test_a_list_that_cannot_be_drawn_from(
    home: Path, content: str, size: int, kind: str, why: str
) -> None:
    listed = home / "案卷清单.csv"
    listed.write_text(content, "utf-8")
    with pytest.raises(ScoringError) as caught:
        do(home, "钱立", draw_sample, wish(cases=listed, case_size=size))
    assert (caught.value.kind, why in str(caught.value)) == (kind, True)


# -- once, before anybody has marked


def test_the_draw_of_an_inspection_is_made_once(home: Path) -> None:
    do(home, "钱立", draw_once, wish(seed=" 省厅公布的号码 "))
    recorded = sample(home)
    assert recorded is not None
    assert recorded.seed == "省厅公布的号码"
    sentence = refused(home, "钱立", draw_once, wish(seed="8"))
    assert sentence == "甲组 已经抽过样（种子 省厅公布的号码），一个轮次只抽一次"


def test_the_draw_comes_before_the_marks_and_has_a_seed(home: Path) -> None:
    assert "先写种子" in refused(home, "钱立", draw_once, wish(seed=" "))
    said = {"score": 4, "reason": "属实"}
    do(home, "钱立", set_finding, "1.2", said, round_id="甲组")
    sentence = refused(home, "钱立", draw_once, wish())
    assert sentence == "甲组 已经有 1 项评分，不能再抽样"


# -- a second round


def test_a_second_group_looks_at_the_same_sample(home: Path) -> None:
    do(home, "钱立", draw_once, wish())
    assert do(home, "钱立", second_round, ["林知远", "林 知远"], round_id="甲组") == "甲组-2"
    first, second = (item for item in sound(home).rounds if item.id in ("甲组", "甲组-2"))
    assert (second.head.basis, second.head.group, second.head.inspectors) == (
        "2026-self",
        "第一组",
        ("林知远",),
    )
    assert second.head.sample == first.head.sample
    assert second.head.window == first.head.window
    assert not second.findings
    assert do(home, "钱立", second_round, ["周敏"], round_id="甲组") == "甲组-3"


def test_a_round_of_arbitration_has_no_sample_and_says_what_it_is(home: Path) -> None:
    do(home, "钱立", draw_once, wish())
    name = do(home, "钱立", second_round, ["钱立"], round_id="甲组", arbitration=True)
    assert name == "甲组-arbitration"
    third = next(item for item in sound(home).rounds if item.id == name)
    assert (third.head.group, third.head.arbitration, third.head.sample) == (
        "第一组（仲裁）",
        True,
        None,
    )
    again = do(home, "钱立", second_round, ["钱立"], round_id="甲组", arbitration=True)
    assert again == "甲组-arbitration-2"


def test_a_second_round_is_opened_by_who_leads_for_people_that_there_are(home: Path) -> None:
    for arbitration in (False, True):
        sentence = refused(
            home, "周敏", second_round, ["林知远"], round_id="甲组", arbitration=arbitration
        )
        assert "可以的有：钱立" in sentence
    assert "林知远" in refused(home, "钱立", second_round, ["林知元"], round_id="甲组")
    sentence = refused(home, "钱立", second_round, ["林知远"], round_id="2026-self")
    assert sentence == "2026-self 不是核验轮次，不能另开一轮"


def test_a_round_without_a_window_gets_the_usual_one(home: Path) -> None:
    put(home, "rounds/i.yaml", "window: {from: 2025-01-01, to: 2026-10-31}\n", "")
    name = do(home, "钱立", second_round, ["林知远"], round_id="甲组")
    window = next(item for item in sound(home).rounds if item.id == name).head.window
    assert window is not None
    assert (str(window.start), str(window.end)) == ("2025-01-01", "2026-11-25")


def test_a_second_round_is_as_of_a_day_not_before_it_is_opened(home: Path) -> None:
    later = DAY.replace(month=12)
    name = do(home, "钱立", second_round, ["林知远"], round_id="甲组", day=later)
    assert next(item for item in sound(home).rounds if item.id == name).head.as_of == later


def test_a_round_that_was_begun_is_drawn_for(home: Path) -> None:
    do(home, "李明", begin_round, NewRound("丙组", "inspection", DAY))
    do(home, "钱立", draw_once, wish("丙组"))
    assert sample(home, "丙组") is not None
    assert "findings" in (home / ROUND).read_text("utf-8")
