"""Two hands are two people, not two spellings; who stands in the list of people, and who is deputy
for whom."""

from __future__ import annotations

import pytest
from samples import SOUND, Opener

from scoring.people import People, PersonRecord, compile_people, spelling

LIST = """\
people:
  李明: {units: [县司法局], roles: [专班组长], aliases: [李主任]}
  王敏: {units: [县司法局], roles: [填报人]}
  赵倩: {units: [县教育局], roles: [督办], deputy_of: 李明}
approvers: [李明]
"""
PEOPLE = compile_people(
    {
        "李明": PersonRecord(units=("县司法局",), roles=("专班组长",), aliases=("李主任",)),
        "王敏": PersonRecord(units=("县司法局",), roles=("填报人",)),
        "赵倩": PersonRecord(units=("县教育局",), roles=("督办",), deputy_of="李 明"),
        "陈静（县司法局）": PersonRecord(units=("县司法局",)),
        "陈静（县教育局）": PersonRecord(units=("县教育局",)),
    }
)
SPELLINGS = [
    "李明",
    " 李明 ",
    "李 明",
    "李　明",
    "李\u200b明",
    "李明（县司法局）",
    "李明(县司法局)",
    "李明 【县司法局】",
    "李明〔县司法局（本级）〕",
    "（李明）",
    "李明。",
    "李-明",
]


@pytest.mark.parametrize("given", SPELLINGS)
def test_every_spelling_of_a_name_is_one_hand(given: str) -> None:
    assert spelling(given) == "李明"
    assert PEOPLE.name(given) == "李明"
    assert PEOPLE.same_hand(given, "李主任")
    assert compile_people({}).same_hand(given, "李明")


def test_latin_letters_and_the_dot_of_a_long_name() -> None:
    assert spelling("Ｌi Ming") == spelling("LI MING")
    assert spelling("买买提•吐尔逊") == spelling("买买提·吐尔逊") != spelling("买买提吐尔逊江")


def test_a_deputy_has_the_rights_and_is_the_same_hand() -> None:
    person = PEOPLE.find("赵倩")
    assert person is not None
    assert person.roles == {"督办", "专班组长"}
    assert PEOPLE.same_hand("赵倩", "李明")
    assert not PEOPLE.same_hand("赵倩", "王敏")
    assert not PEOPLE.same_hand(None, "王敏")


def test_deputies_in_a_circle_share_one_hand() -> None:
    circle = compile_people(
        {"甲": PersonRecord(deputy_of="乙"), "乙": PersonRecord(deputy_of="甲")}
    )
    assert circle.same_hand("甲", "乙")


def test_namesakes_are_told_apart_by_the_bracket() -> None:
    assert PEOPLE.name("陈静(县教育局)") == "陈静（县教育局）"
    assert not PEOPLE.knows("陈静")
    assert "请写全称" in PEOPLE.unknown("陈静")
    assert not PEOPLE.same_hand("陈静（县司法局）", "陈静（县教育局）")


def test_an_unknown_name_is_answered_by_the_nearest() -> None:
    assert "是不是“王敏”？" in PEOPLE.unknown("王闵")
    assert "有：李明、王敏" in PEOPLE.unknown("欧阳修文")


def test_approvers_are_the_stated_ones_else_those_who_lead() -> None:
    assert PEOPLE.approvers == ("李明", "赵倩")
    assert compile_people({"王敏": PersonRecord()}, ("王 敏",)).approvers == ("王敏",)


LEDGER = """\
- id: R0001
  problem: 有一项没有上网
  lead: [县司法局]
  person: 王敏（司法局）
  events:
  - {on: 2026-09-01, do: open, by: 系统}
  - {on: 2026-09-02, do: start, by: 王闵}
  - {on: 2026-09-03, do: extend, by: 李 明, to: 2026-12-31, note: 等, approved_by: 沈县长}
"""


def test_names_are_held_against_the_list_in_every_file(opened: Opener) -> None:
    register = SOUND["evidence/register.yaml"]
    reviewed = register.replace(
        "  unit: ", "  review: {state: accepted, by: 赵六, on: 2026-05-02}\n  unit: ", 1
    )
    workspace = opened(
        {
            **SOUND,
            "workspace.yaml": SOUND["workspace.yaml"] + LIST,
            "rectification.yaml": LEDGER,
            "evidence/register.yaml": reviewed,
        }
    )
    faults = [item.what for item in workspace.problems if item.rule == "W020"]
    assert faults == [
        "佐证 E0001 的审核人“赵六”不在人员名单里，是不是“赵倩”？",
        "R0001 的经过里“王闵”不在人员名单里，是不是“王敏”？",
        "R0001 的经过里“沈县长”不在人员名单里（workspace.yaml 的 people）；有：李明、王敏、赵倩",
    ]
    assert workspace.people.approvers == ("李明",)


def test_faults_of_the_list_itself(opened: Opener) -> None:
    text = """\
people:
  甲: {aliases: [老张], deputy_of: 乙}
  乙: {aliases: [老 张], deputy_of: 甲, units: [县司发局]}
  丙: {deputy_of: 丁一}
approvers: [戊]
"""
    workspace = opened({**SOUND, "workspace.yaml": SOUND["workspace.yaml"] + text})
    rules = sorted(item.rule for item in workspace.problems if item.where.file == "workspace.yaml")
    assert rules == ["W004", "W020", "W020", "W021", "W022", "W022"]


def test_without_a_list_any_name_may_stand(opened: Opener) -> None:
    workspace = opened({**SOUND, "rectification.yaml": LEDGER})
    assert not [item for item in workspace.problems if item.rule == "W020"]
    assert not workspace.people


@pytest.mark.parametrize(
    "other", ["县司法局李明", "县司法局 李 明", "李明同志", "李明主任", "李明（县司法局）"]
)
def test_without_a_list_a_unit_before_a_name_and_a_title_behind_it_hide_nobody(other: str) -> None:
    nobody = People({})
    assert nobody.same_hand("李明", other)
    assert nobody.same_hand(other, "李明")


@pytest.mark.parametrize(
    ("one", "other"),
    [("李明", "李明远"), ("阳明", "欧阳明"), ("专班", "县专班"), ("司法局", "县司法局")],
)
def test_without_a_list_other_names_stay_others(one: str, other: str) -> None:
    assert not People({}).same_hand(one, other)
