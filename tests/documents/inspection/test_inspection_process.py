"""三、评查过程: what was verified against, who inspected, how was drawn, what was opened, and where one
went."""

from __future__ import annotations

import hashlib

import pytest
from helpers_inspection import BY_METHODS, INSPECTED, verifying_round
from samples import SOUND, Opener, write

from scoring.documents.inspection.process import (
    all_findings,
    basis_facts,
    opened_pieces,
    people_of,
    photos_of,
    process_sentences,
    round_line,
    sample_line,
    standing_findings,
    visits_of,
)
from scoring.rounds.model import Round
from scoring.workspace import Workspace, open_workspace

SELF = SOUND["rounds/2026-self.yaml"]


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two inspections: one with a sample and two inspectors, one by 郑一鸣 alone."""
    folder = tmp_path_factory.mktemp("inspected")
    return open_workspace(write(folder, {**SOUND, **INSPECTED})).whole()


def verifying(workspace: Workspace) -> list[Round]:
    return [item for item in workspace.rounds if item.kind != "self"]


def test_what_was_verified_against_is_told_with_its_digests(inspected: Workspace) -> None:
    facts = dict(basis_facts(inspected.assess(), verifying(inspected)))
    assert facts["指标体系"] == "示例指标体系（sample）"
    assert facts["所核验的自评"] == "2026-self"
    assert facts["评估日"] == "2026年11月20日"
    assert facts["自评文件校验值"] == hashlib.sha256(SELF.encode()).hexdigest()
    assert facts["材料时间窗"] == "2025年1月1日至2026年10月31日"
    assert "抽样" not in facts


def test_a_self_assessment_names_its_assessor_and_what_is_not_stated_is_not_told(
    opened: Opener,
) -> None:
    """Without a window and without a sample."""
    plain = SELF.replace("window: {from: 2025-01-01, to: 2026-10-31}\n", "assessor: 县依法治县办\n")
    mock = verifying_round("m", '"1.1": {score: 5, reason: 缺页}', kind="mock")
    workspace = opened({**SOUND, "rounds/2026-self.yaml": plain, **mock})
    facts = dict(basis_facts(workspace.assess(), verifying(workspace)))
    assert facts["所核验的自评"] == "2026-self，县依法治县办"
    assert "材料时间窗" not in facts
    assert facts["抽样"] == "没有抽样记录，按核验轮次所列的指标核验"


def test_people_are_named_once_those_of_the_rounds_first(inspected: Workspace) -> None:
    assert people_of(verifying(inspected)) == ["周启明", "吴晓岚", "郑一鸣"]
    assert people_of([]) == []


def test_each_round_says_who_looked_at_how_much(inspected: Workspace) -> None:
    """The second inspection could not verify 1.2."""
    second, first = map(round_line, verifying(inspected))
    assert (first.id, first.kind, first.date) == ("2026-insp", "核验", "2026年11月25日")
    assert (first.who, first.count) == ("周启明、吴晓岚", "1 项，未评出 1 项")
    assert (second.who, second.count) == ("郑一鸣", "1 项")


def test_a_round_without_names_says_its_assessor_and_an_arbitration_says_so(
    opened: Opener,
) -> None:
    head = "assessor: 评查组\narbitration: true\n"
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}', head=head)})
    (line,) = map(round_line, verifying(workspace))
    assert (line.kind, line.who, line.count) == ("核验（仲裁）", "评查组", "1 项")


def test_the_draw_is_told_stratum_by_stratum(inspected: Workspace) -> None:
    """Two of two indicators were drawn, and one of them has a verified score."""
    line = sample_line(verifying(inspected)[1], inspected.assess())
    facts = dict(line.facts)
    assert facts["分层方式"] == "板块内按风险"
    assert (facts["抽取数量"], facts["随机种子"]) == ("2 项", "20261125")
    assert (facts["抽中指标"], facts["抽中佐证"]) == ("1.1、1.2", "E0001")
    assert "只抽测评方式" not in facts
    assert line.strata == (("1 依法履职（全部）", "2", "2", "1"),)


def test_a_narrowed_draw_says_to_what_and_case_files_are_counted(opened: Opener) -> None:
    drawn = INSPECTED["rounds/2026-insp.yaml"]
    drawn = drawn.replace(
        "  pieces: 10\n", "  methods: [暗访]\n  units: [县司法局]\n  pieces: 10\n"
    )
    drawn = drawn.replace("  evidence: [E0001]\n", "  evidence: []\n")
    cases = "  cases: {file: 案卷.csv, sha256: " + "0" * 64
    drawn = drawn.replace("  chance:", cases + ", of: 40, size: 2, numbers: [A3, A7]}\n  chance:")
    workspace = opened({**SOUND, **INSPECTED, "rounds/2026-insp.yaml": drawn})
    (sampled,) = (item for item in workspace.rounds if item.head.sample)
    facts = dict(sample_line(sampled, workspace.assess()).facts)
    assert (facts["只抽测评方式"], facts["只抽牵头单位"]) == ("暗访", "县司法局")
    assert facts["抽中佐证"] == "无"
    assert facts["抽中案卷"] == "案卷.csv：40 件中抽 2 件，A3、A7"


def test_remarks_without_a_score_are_findings_as_well(inspected: Workspace) -> None:
    codes = [(item.id, finding.code) for item, finding in all_findings(verifying(inspected))]
    assert codes == [("2026-b", "1.1"), ("2026-insp", "1.1"), ("2026-insp", "1.2")]


def test_of_several_findings_the_last_inspection_stands_before_a_mock(opened: Opener) -> None:
    """The mock is newer, and of 2 it is the only one that says anything."""
    workspace = opened(
        {
            **SOUND,
            **verifying_round("i", '"1.1": {score: 5, reason: 缺页}', day="2026-11-21"),
            **verifying_round(
                "m",
                '"1.1": {score: 6, reason: 齐全}\n"2": {score: 1, reason: 有}',
                kind="mock",
            ),
        }
    )
    standing = standing_findings(verifying(workspace))
    assert [(finding.code, finding.reason) for finding in standing] == [
        ("1.1", "缺页"),
        ("2", "有"),
    ]


def test_a_score_goes_before_a_remark_without_one(opened: Opener) -> None:
    workspace = opened(
        {
            **SOUND,
            **verifying_round("i-1", '"1.1": {score: 5, reason: 缺页}', day="2026-11-21"),
            **verifying_round("i-2", '"1.1": {opinion: 无法核实}'),
        }
    )
    (finding,) = standing_findings(verifying(workspace))
    assert finding.direct == 5


def test_what_was_opened_is_told_by_files_and_links(opened: Opener) -> None:
    """A piece that two findings name is one piece."""
    workspace = opened(
        {
            **SOUND,
            **verifying_round(
                "i",
                '"1.1": {score: 5, reason: 缺页, opened: [E0001]}\n'
                '"1.2": {met: true, opened: [E0001, E0002]}',
            ),
        }
    )
    rounds = verifying(workspace)
    assert opened_pieces(rounds) == {"E0001", "E0002"}
    (sentence,) = process_sentences(workspace, rounds)
    assert sentence == "查阅佐证材料 2 件，其中文件 1 件、链接 1 件。"


def test_where_nothing_is_said_to_be_opened_the_paper_says_that(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}')})
    assert list(process_sentences(workspace, verifying(workspace))) == [
        "评查记录里没有写查阅了哪些佐证。"
    ]


def test_methods_are_counted_by_indicator_however_often_each_was_used(opened: Opener) -> None:
    """Two rounds marked 1.1 by 材料审查: that is one indicator. With the third round all methods
    of it have a mark, and the indicator is verified."""
    marks = {
        "paper": "材料审查: {score: 80, reason: 缺页}",
        "paper2": "材料审查: {score: 60, reason: 又缺页}, 问卷: {score: 100, reason: 好}",
        "spot": "实地核验: {score: 3, of: 4, reason: 一处关闭}",
    }
    rounds = {}
    for day, (name, mark) in enumerate(marks.items(), 21):
        finding = f'"1.1": {{by_method: {{{mark}}}}}'
        rounds |= verifying_round(name, finding, day=f"2026-11-{day}")
    workspace = opened({**SOUND, "indicators/sample.yaml": BY_METHODS, **rounds})
    assert list(process_sentences(workspace, verifying(workspace)))[1:] == [
        "按测评方式分别评分：材料审查 1 项、问卷 1 项、实地核验 1 项。"
    ]


def test_methods_of_what_was_verified_are_told_each_indicator_once(opened: Opener) -> None:
    mark = '"1.1": {score: 5, reason: 缺页}'
    workspace = opened(
        {
            **SOUND,
            "indicators/sample.yaml": BY_METHODS,
            **verifying_round("i-1", mark, day="2026-11-24"),
            **verifying_round("i-2", mark),
        }
    )
    sentences = list(process_sentences(workspace, verifying(workspace)))
    assert sentences[1] == (
        "所核验指标的测评方式：材料审查 1 项、实地核验 1 项、问卷 1 项（一项指标有几种方式的各计一次）。"
    )


def test_one_visit_lists_all_that_was_looked_at_there(opened: Opener) -> None:
    """1.2 and 1.1 at the same counter with the same people; 2 by a telephone call."""
    there = "place: 大厅, people: [窗口人员, 群众]"
    findings = (
        f'"1.2": {{met: true, {there}}}\n'
        f'"1.1": {{score: 6, reason: 属实, {there}}}\n'
        '"2": {score: 3, reason: 有创新, people: [分管领导], by: 乙}'
    )
    workspace = opened({**SOUND, **verifying_round("i", findings, head="inspectors: [甲]\n")})
    visits = [
        (visit.place, visit.people, visit.indicators, visit.who)
        for visit in visits_of(verifying(workspace))
    ]
    assert visits == [("大厅", "窗口人员、群众", "1.1、1.2", "甲"), ("", "分管领导", "2", "乙")]


def test_nobody_went_anywhere(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}')})
    assert visits_of(verifying(workspace)) == ()
    assert photos_of(verifying(workspace)) == {}


def test_a_photograph_is_captioned_with_who_took_it(opened: Opener) -> None:
    """The elements of the caption stand in the order in which they are asked for."""
    digest = "a" * 64
    photo = f"{{sha256: {digest}, caption: {{地点: 大厅, 时间: 2026-11-25}}}}"
    finding = f'"1.2": {{met: true, place: 大厅, photos: [{photo}]}}'
    workspace = opened({**SOUND, **verifying_round("i", finding, head="inspectors: [甲, 乙]\n")})
    (line,) = photos_of(verifying(workspace))["1.2"]
    assert line.file.startswith("rounds/photos/")
    assert digest in line.file
    assert line.caption == "时间：2026-11-25；地点：大厅。甲、乙摄"
