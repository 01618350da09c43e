"""四、逐项评查意见: what the card of an inspected indicator says."""

from __future__ import annotations

from datetime import date

import pytest
from helpers_inspection import verifying_round
from samples import SOUND, Opener

from scoring.documents.inspection.cards import chapters, offered_for, own_reason, reason_of
from scoring.documents.inspection.disputes import disputes_of
from scoring.documents.inspection.document import inspection_page
from scoring.documents.inspection.model import OpinionCard, OpinionChapter
from scoring.documents.inspection.process import photos_of
from scoring.documents.layout import html_page
from scoring.workspace import Workspace

TREE = SOUND["indicators/sample.yaml"]
FLAT = """\
id: sample
title: 单层体系
levels: [指标]
indicators:
- {code: "1.1", name: 网上办理, points: 6, rule: {type: ratio}}
- code: "1.2"
  name: 公开到位
  points: 4
  binding: true
  methods: [暗访, 材料审查]
  rule: {type: checklist, items: [{name: 目录}, {name: 指南}]}
  evidence: none
"""
OWN = """\
round: 2026-self
kind: self
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
findings:
  "1.2": {has: [目录, 指南]}
"""


def chapters_of(workspace: Workspace) -> tuple[OpinionChapter, ...]:
    by_id = {record.id: record for record in workspace.records}
    rounds = [item for item in workspace.rounds if item.kind != "self"]
    return chapters(workspace.assess(), by_id, disputes_of(workspace), photos_of(rounds))


def card_of(workspace: Workspace) -> OpinionCard:
    """The only card."""
    ((card,),) = (chapter.cards for chapter in chapters_of(workspace))
    return card


def flat(opened: Opener, findings: str) -> Workspace:
    """A tree of one level, in which 1.1 was never assessed."""
    files = {
        "indicators/sample.yaml": FLAT,
        "rounds/2026-self.yaml": OWN,
        "evidence/register.yaml": SOUND["evidence/register.yaml"].replace(", item: 办理清单", ""),
    }
    return opened({**SOUND, **files, **verifying_round("i", findings)})


def test_a_block_without_inspected_indicators_has_no_chapter(opened: Opener) -> None:
    assert chapters_of(opened(SOUND)) == ()
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}')})
    (chapter,) = chapters_of(workspace)
    assert (chapter.anchor, chapter.title) == ("b-1", "依法履职")
    assert [card.code for card in chapter.cards] == ["1.2"]


def test_a_tree_of_one_level_is_one_chapter(opened: Opener) -> None:
    workspace = flat(opened, '"1.1": {score: 3, reason: 只看到一半}\n"1.2": {has: [目录]}')
    (chapter,) = chapters_of(workspace)
    assert (chapter.anchor, chapter.title) == ("b-all", "各项指标")
    assert [card.code for card in chapter.cards] == ["1.1", "1.2"]


def test_the_card_says_rule_claim_and_figures(opened: Opener) -> None:
    """9 of 10 are 5.40 of six points; the inspector gives four."""
    finding = '"1.1": {score: 4, reason: 缺页。, by: 甲, opinion: 部分属实}'
    card = card_of(opened({**SOUND, **verifying_round("i", finding)}))
    assert card.rule == "达到 100% 得满分，不足的按比例得分"
    assert card.claim == "完成 9/10，即 90%，未到满分线 100%，按比例得 5.4 分（满分 6 分）"
    assert dict(card.figures) == {
        "满分": "6.00",
        "自评": "5.40",
        "佐证": "5.40",
        "核验": "4.00",
        "与自评相差": "-1.40",
    }
    assert card.why == "评查人员评分：缺页，得 4 分（满分 6 分）"
    assert (card.reason, card.opinion) == ("缺页", "部分属实")
    assert (card.who, card.marks, card.dispute) == ("核验轮次 i，甲", "", "")


def test_an_indicator_that_was_not_assessed_says_so_and_an_opinion_may_be_missing(
    opened: Opener,
) -> None:
    card = card_of(flat(opened, '"1.1": {score: 3, reason: 只看到一半}'))
    assert (card.claim, card.opinion) == ("自评没有填写", "没有写意见")
    assert dict(card.figures)["与自评相差"] == "+3.00"


def test_facts_that_the_sentence_only_counts_are_named(opened: Opener) -> None:
    card = card_of(flat(opened, '"1.2": {has: [目录], note: 指南已下架。}'))
    assert card.claim == "已具备：目录、指南；2 项具备 2 项，得 4 分（满分 4 分）"
    assert card.found == "已具备：目录"
    assert card.why == "2 项具备 1 项，缺“指南”，得 2 分（满分 4 分）"
    assert card.reason == "指南已下架"
    assert card.marks == "约束性，测评方式：暗访、材料审查"


@pytest.mark.parametrize("note", ["指南已下架", "指南已下架。"])
def test_a_note_that_stands_as_the_reason_is_printed_once(opened: Opener, note: str) -> None:
    workspace = flat(opened, f'"1.2": {{has: [目录], note: {note}}}')
    page = html_page(inspection_page(workspace, workspace.assess(), date(2026, 11, 22)))
    card = page[page.index('id="i-1.2"') :]
    assert card.count("指南已下架") == 1


def test_the_spot_and_the_people_stand_together(opened: Opener) -> None:
    place = '"1.2": {has: [目录], place: 政务大厅, people: [窗口人员, 群众]}'
    assert card_of(flat(opened, place)).spot == "地点：政务大厅；对象：窗口人员、群众"
    assert card_of(flat(opened, '"1.2": {has: [目录], people: [群众]}')).spot == "对象：群众"
    assert card_of(flat(opened, '"1.2": {has: [目录]}')).spot == ""


def test_what_was_opened_is_told_apart_from_what_lies_there(opened: Opener) -> None:
    """E0002 and, not in the register, E0009 were opened; of 1.1 nothing was."""
    card = card_of(flat(opened, '"1.2": {has: [目录], opened: [E0009, E0002]}'))
    assert [(line.id, line.label, line.date) for line in card.opened] == [
        ("E0002", "公开栏目", "2026年4月1日"),
        ("E0009", "登记表里没有这件材料", ""),
    ]
    assert card.others == ""
    other = card_of(flat(opened, '"1.1": {score: 3, reason: 只看到一半}'))
    assert (other.opened, other.others) == ((), "登记而没有查阅：E0001")


def test_a_piece_found_untrue_was_looked_at(opened: Opener) -> None:
    """It stands among the opened ones, marked, though nobody wrote ``opened``."""
    finding = '"1.1": {score: 4, reason: 缺页, untrue: [E0001], penalty: 1}'
    card = card_of(opened({**SOUND, **verifying_round("i", finding)}))
    assert [(line.id, line.untrue) for line in card.opened] == [("E0001", True)]
    assert card.others == ""
    assert card.why.endswith("佐证 E0001 不实，扣 1 分，得 3 分（满分 6 分）")


def test_an_undated_piece_says_so(opened: Opener) -> None:
    register = SOUND["evidence/register.yaml"].replace("  date: 2026-03-01\n", "")
    finding = '"1.1": {score: 4, reason: 缺页, opened: [E0001]}'
    files = {**SOUND, "evidence/register.yaml": register}
    card = card_of(opened({**files, **verifying_round("i", finding)}))
    assert card.opened[0].date == "无日期"


def test_in_a_folded_block_the_card_says_what_its_points_come_to(opened: Opener) -> None:
    """Ten points inside, folded to five: all figures halve."""
    folded = TREE.replace("  points: 10\n  lead", "  points: 5\n  fold: true\n  lead")
    files = {**SOUND, "indicators/sample.yaml": folded}
    card = card_of(opened({**files, **verifying_round("i", '"1.1": {score: 4, reason: 缺页}')}))
    assert card.rule.endswith(
        "；以上是板块自身分值，折合总分：满分 3.00，自评 2.70，佐证 2.70，核验 2.00"
    )


def test_beside_what_does_not_apply_the_scale_is_told(opened: Opener) -> None:
    """With ``block`` the four points of 1.2 go to 1.1: 6 becomes 10, 5.40 becomes 9, 4 becomes
    6.67."""
    own = SOUND["rounds/2026-self.yaml"].replace("{met: true}", "{not_applicable: 无此职权}")
    files = {
        **SOUND,
        "indicators/sample.yaml": f"not_applicable: block\n{TREE}",
        "rounds/2026-self.yaml": own,
    }
    mark = verifying_round("m", '"1.1": {score: 4, reason: 缺页}', kind="mock")
    card = card_of(opened({**files, **mark}))
    assert card.rule.endswith("；同级有不适用指标，应得 10.00 分")
    assert [value for _, value in card.figures] == ["6.00", "9.00", "9.00", "6.67", "-2.33"]
    assert card.who == "模拟轮次 m"


@pytest.mark.parametrize(
    ("finding", "own", "reason"),
    [
        ("{score: 4, reason: 缺页。, note: 已口头告知}", "缺页", "缺页"),
        ("{done: 5, of: 10, note: 少五项。}", "少五项", "少五项"),
        ("{not_applicable: 本级无此职权}", "本级无此职权", "本级无此职权"),
        ("{done: 5, of: 10}", "", "完成 5，总数 10"),
    ],
)
def test_a_reason_is_the_inspector_s_own_else_what_was_found(
    opened: Opener, finding: str, own: str, reason: str
) -> None:
    workspace = opened({**SOUND, **verifying_round("i", f'"1.1": {finding}')})
    (inspection,) = (item for item in workspace.rounds if item.kind == "inspection")
    mark = inspection.findings["1.1"]
    assert (own_reason(mark), reason_of(mark)) == (own, reason)


def test_what_is_registered_for_an_indicator_counts_whether_it_is_sound_or_not(
    opened: Opener,
) -> None:
    """The file of E0001 is not there: it supports nothing, and an inspector may ask for it."""
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    leaves = opened(files).assess()
    assert offered_for([leaves.by_code["1.1"]]) == {"E0001"}
    assert offered_for(leaves.leaves()) == {"E0001", "E0002"}
    assert offered_for([]) == set()
