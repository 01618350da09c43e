"""Every view of the small sample, with its figures worked out by hand.

1.1 (6 points) claims 9 of 10 = 5.40 and loses 0.60 of standard; 1.2 (4 points) is met. With the mock
1.1 has 5.00, 0.40 less than was claimed. 2 is a bonus of up to 5 that nobody claims.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import samples
from samples import Opener

from scoring.engine import gaps
from scoring.evidence.model import Evidence
from scoring.rectification.ledger import Event, RectificationItem
from scoring.rectification.state import states
from scoring.views.columns import cells_of_line
from scoring.views.criterion import criterion_view
from scoring.views.evidence import evidence_view, type_of
from scoring.views.head import basis_words, head_view, issuer_of
from scoring.views.indicator import (
    indicator_view,
    partly_verified,
    score_view,
    verified_columns,
)
from scoring.views.item import event_words, item_view, measure_lines, progress_words
from scoring.views.loss import loss_view
from scoring.views.veto import blank, fact_words, veto_views
from scoring.views.words import identity, missing, share_of, track_label
from scoring.workspace import Workspace

ROUND, TREE, LEDGER = "rounds/2026-self.yaml", "indicators/sample.yaml", "rectification.yaml"
DAY = date(2026, 11, 22)
INSPECTION = samples.MOCK.replace("2026-mock", "2026-insp").replace(
    "kind: mock", "kind: inspection"
)


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    made: Workspace = opened({**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK})
    return made


# -- an indicator


def test_what_the_tree_says_of_a_leaf(workspace: Workspace) -> None:
    view = indicator_view(workspace.tree.by_code["1.1"])
    assert (view.titled, view.points, view.lead, view.support) == (
        "1.1 网上办理",
        "6",
        "县司法局",
        "",
    )
    assert (view.leader, view.number, view.due, view.sorts) == ("县司法局", "", "", ())
    assert view.rule.startswith("按比例得分：")


def test_everything_that_a_node_can_say(opened: Opener) -> None:
    """
    == indicators/sample.yaml
    id: sample
    title: 示例指标体系
    levels: [一级指标]
    points: {basis: estimate}
    indicators:
    - code: "1"
      number: 一、
      name: 公开到位
      points: 10
      binding: true
      methods: [材料审查, 网络检索]
      rule: {type: met}
      text: 及时公开
      basis: 实施纲要第六条
      lead: [县司法局]
      support: [县教育局, 各单位]
      due: 2026-12-31
    - {code: "2", name: 预期, points: 5, binding: false, rule: {type: met}, due: 持续推进}
    - {code: "3", name: 加分, kind: bonus, points: 5, rule: {type: judged}}
    - {code: "4", name: 倒扣, kind: penalty, points: 5, rule: {type: deduct, cases: [{name: 迟, points: 1}]}}
    """
    tree = opened(test_everything_that_a_node_can_say.__doc__).tree
    first, second, bonus, penalty = (indicator_view(node) for node in tree.walk())
    assert (first.number, first.starred, first.sorts) == ("一、", "公开到位★", ("约束性",))
    assert (first.methods, first.support) == ("材料审查、网络检索", "县教育局、各单位")
    assert (first.text, first.basis, first.due) == ("及时公开", "实施纲要第六条", "2026-12-31")
    assert (second.starred, second.sorts, second.due) == ("预期", ("预期性",), "持续推进")
    assert second.leader == "未明确"
    assert (bonus.sorts, penalty.sorts) == (("加分项",), ("倒扣项",))


def test_scores_with_a_mock(workspace: Workspace) -> None:
    assessment = workspace.assess()
    columns = verified_columns(assessment)
    assert [column.label for column in columns] == ["核验分（模拟）"]
    view = score_view(assessment.by_code["1.1"], columns)
    assert (view.full, view.applicable, view.lost) == ("6.00", "6.00", "1.00")
    assert view.losses == ("0.00", "0.60", "0.00", "0.40")
    assert view.tracks == ("5.40", "5.40", "5.00", "5.00")
    assert partly_verified(assessment), "1.2 was not looked at"


def test_a_mock_and_an_inspection_stand_side_by_side(opened: Opener) -> None:
    """The mock gives 5 and the inspection, which counts, 3."""
    workspace = opened({
        **samples.SOUND,
        "rounds/2026-mock.yaml": samples.MOCK,
        "rounds/2026-insp.yaml": INSPECTION.replace("score: 5", "score: 3"),
    })  # fmt: skip
    assessment = workspace.assess()
    columns = verified_columns(assessment)
    assert [column.kind for column in columns] == ["mock", "inspection"]
    view = score_view(assessment.by_code["1.1"], columns)
    assert (view.mock, view.verified, view.current) == ("5.00", "3.00", "3.00")
    assert view.tracks == ("5.40", "5.40", "5.00", "3.00", "3.00")


@pytest.mark.parametrize(
    ("files", "label"),
    [
        ({}, "核验分"),
        ({"rounds/2026-mock.yaml": samples.MOCK}, "核验分（模拟）"),
        ({"rounds/2026-insp.yaml": INSPECTION}, "核验分"),
    ],
    ids=["no verification", "a mock", "an inspection"],
)
def test_what_the_verified_track_is_called(
    opened: Opener, files: dict[str, str], label: str
) -> None:
    assessment = opened({**samples.SOUND, **files}).assess()
    assert track_label(assessment, "verified") == label
    assert track_label(assessment, "claimed") == "自评分"


# -- losses


def test_a_unit_and_what_it_loses_where(workspace: Workspace) -> None:
    (row,) = gaps(workspace.assess(), "unit", workspace.units)
    view = loss_view(row)
    assert cells_of_line(view) == (
        "县司法局", "1.00", "0.00", "0.60", "0.00", "0.40", "1.1（1.00）",
    )  # fmt: skip


def test_the_identity_says_where_rounded_figures_do_not_add_up(workspace: Workspace) -> None:
    """10 = 9 + 0 + 0.6 + 0 + 0.4; and thirds of 1, each 0.33, add up to 0.99."""
    from scoring.engine import Losses

    root = workspace.assess().root
    assert identity(root.applicable, root.current, root.losses) == (
        "应得 10.00 = 现分 9.00 + 未评 0.00 + 标准未达到 0.60 + 佐证不足 0.00 + 核验扣减 0.40"
    )
    third = Fraction(1, 3)
    text = identity(Fraction(1), third, Losses(standard=third, evidence=third))
    assert text.endswith("核验扣减 0.00（各数分别四舍五入，末位有出入）")


def test_what_is_lost_is_named_loss_by_loss(workspace: Workspace) -> None:
    first, second = missing(workspace.assess().by_code["1.1"])
    assert first.startswith("标准未达到，失 0.60 分。满分要求：")
    assert second == "核验扣减 0.40 分：清单缺一页。"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.33%"), (0, 5, "0.00%"), (5, 5, "100.00%"), (0, 0, "—")],
)
def test_a_share(part: int, whole: int, text: str) -> None:
    assert share_of(part, whole) == text


# -- evidence


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"file": "files/1/清单.PDF"}, "pdf"),
        ({"file": "files/v1.2/清单"}, ""),
        ({"file": "files/清单"}, ""),
        ({"url": "https://example.com/a.pdf", "seen": "2026-04-01"}, "link"),
    ],
    ids=["large letters", "a point in the folder", "no ending", "a page of the web"],
)
def test_the_type_that_a_name_promises(keys: dict[str, str], kind: str) -> None:
    assert type_of(Evidence.model_validate({"id": "E1", **keys})) == kind


def test_a_piece_in_words(workspace: Workspace) -> None:
    """The link has no issuer and no unit; its date is the day on which it was looked at."""
    file, link = (evidence_view(record) for record in workspace.records)
    assert (file.id, file.title, file.kind, file.date) == (
        "E0001",
        "一次办清单",
        "文件",
        "2026-03-01",
    )
    assert (file.issuer, file.unit, file.doc_no) == ("县司法局", "县司法局", "")
    assert (link.issuer, link.unit, link.date) == ("", "", "2026-04-01")
    assert link.place == "https://example.com/open"


# -- items of the ledger

ITEM = """\
- id: R0001
  indicator: "1.1"
  source: supervision
  cause: standard
  problem: 有一项没有上网
  lost: "0.60"
  lead: [县司法局]
  support: [县教育局]
  person: 王敏
  due: 2026-11-01
  measures:
  - {text: 导出清单, due: 2026-10-15, done: 2026-11-20}
  - {text: 公开}
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 王敏}
  - {on: 2026-10-01, do: progress, by: 王敏, unit: 县司法局, note: 已导出}
"""


def test_an_item_and_its_day(opened: Opener) -> None:
    """Due on the first of November, 21 days late on the 22nd."""
    workspace = opened({**samples.SOUND, LEDGER: ITEM})
    (state,) = states(workspace.ledger, workspace.assess().by_code, workspace.proofs, DAY)
    view = item_view(workspace.ledger[0], state)
    assert (view.lost, view.cause, view.source, view.reason) == (
        "0.60",
        "标准未达到",
        "督察反馈",
        "督察反馈",
    )
    assert (view.status, view.overdue, view.late) == ("整改中", "21", "逾期 21 天")
    assert (view.lead, view.support, view.answerable) == ("县司法局", "县教育局", "王敏")
    assert view.measures == ("导出清单", "公开")
    assert view.progress == ("2026-10-01 县司法局：已导出",)


def test_measures_as_they_stood_on_a_day(opened: Opener) -> None:
    """The first was done on the 20th: a paper of the 19th does not know that. The second has no
    date of its own."""
    item = opened({**samples.SOUND, LEDGER: ITEM}).ledger[0]
    now = [(line.text, line.due, line.done, line.state) for line in measure_lines(item, DAY)]
    assert now == [
        ("导出清单", "2026-10-15", "2026-11-20", "已完成"),
        ("公开", "", "", "未完成"),
    ]
    then = [line.state for line in measure_lines(item, date(2026, 11, 19))]
    assert then == ["未完成", "未完成"]


def test_an_item_that_says_little() -> None:
    view = item_view(RectificationItem.model_validate({"id": "R1", "problem": "有短板"}))
    assert (view.code, view.lost, view.lead, view.leader) == ("", "", "", "未明确")
    assert (view.due, view.term, view.answerable, view.cause) == ("", "未定", "未明确", "其他")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"do": "progress", "unit": "县司法局", "note": "已导出"}, "县司法局，已导出"),
        (
            {
                "do": "extend",
                "was": "2026-10-01",
                "to": "2026-11-15",
                "approved_by": "李明",
                "note": "汛期",
            },
            "原 2026-10-01，至 2026-11-15，李明批准，汛期",
        ),
        ({"do": "correct", "of": 2, "note": "记错了"}, "更正第 2 步，记错了"),
        ({"do": "review", "next": "2027-01-01"}, "下次 2027-01-01"),
        (
            {"do": "interview", "decided_by": "李明", "record": "约谈记录1号"},
            "李明决定，记录：约谈记录1号",
        ),
        ({"do": "start"}, ""),
    ],
    ids=lambda value: value["do"] if isinstance(value, dict) else "",
)
def test_what_a_step_says(event: dict[str, object], text: str) -> None:
    assert event_words(Event.model_validate({"on": "2026-10-02", "by": "王敏", **event})) == text


def test_progress_without_a_unit_stands_under_the_name() -> None:
    event = Event.model_validate(
        {"on": "2026-10-02", "do": "progress", "by": "王敏", "note": "办理中"}
    )
    assert progress_words(event) == "2026-10-02 王敏：办理中"


# -- vetoes, conditions, heads


@pytest.mark.parametrize(
    ("declared", "state", "told"),
    [
        ("vetoes: {V1: false}", "未触发", "未触发"),
        ("", "未填写", "未填写"),
        ("vetoes: {V1: true}", "已触发", "已触发"),
        (
            "vetoes: {V1: {on: 2026-03-02, authority: 省委, note: 通报}}",
            "已触发",
            "已触发：2026年3月2日，省委，通报",
        ),
    ],
)
def test_a_veto_and_its_state(opened: Opener, declared: str, state: str, told: str) -> None:
    files = samples.changed(ROUND, "vetoes: {V1: false}", declared)
    workspace = opened(files)
    (view,) = veto_views(workspace.assess())
    assert (view.code, view.state, view.told) == ("V1", state, told)
    assert view.effect == "不具备申报条件，得分照常计算"


def test_a_round_as_it_was_made_says_nothing_of_vetoes(opened: Opener) -> None:
    """A form that holds ``V1: false`` and no finding yet was not filled in by anybody."""
    files = samples.changed(ROUND, '  "1.1": {done: 9, of: 10}\n  "1.2": {met: true}\n', "")
    assessment = opened(files).assess()
    assert blank(assessment)
    assert [view.state for view in veto_views(assessment)] == ["未填写"]
    assert fact_words(None) == ""


def test_conditions_say_what_they_ask_and_what_there_is(workspace: Workspace) -> None:
    """9 of 60 points; and 9 of 10 = 90 % where 50 % are asked."""
    total, rate = (criterion_view(verdict) for verdict in workspace.assess().verdicts)
    assert (total.word, total.actual) == ("未达到", "9.00")
    assert (rate.word, rate.met) == ("达到", True)
    assert "90" in cells_of_line(rate)[-1]


def test_the_head_of_a_document(workspace: Workspace) -> None:
    view = head_view(workspace, workspace.assess())
    assert (view.county, view.issuer, view.author) == (
        "示例县",
        "示例县依法治县办",
        "示例县依法治县办",
    )
    assert (view.round, view.round_title, view.as_of) == (
        "2026-self",
        "2026年度自评",
        "2026年11月20日",
    )
    assert view.window == "2025年1月1日至2026年10月31日"
    assert view.basis == "测算（专班测算）"
    assert view.facts == (
        ("评查对象", "示例县"),
        ("指标体系", "示例指标体系"),
        ("轮次", "2026-self"),
    )


def test_who_issues_where_no_office_is_named(opened: Opener) -> None:
    workspace = opened(
        samples.changed("workspace.yaml", "report: {issuer: 示例县依法治县办}\n", "")
    )
    assert issuer_of(workspace, "第三方评查组") == "第三方评查组"
    assert issuer_of(workspace) == "示例县"


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("points: {basis: estimate, source: 专班测算}", "测算（专班测算）"),
        ("points: {basis: estimate}", "测算"),
        ("points: {basis: estimate, source: 测算}", "测算"),
        ("points: {basis: published, source: 省办发文}", "官方公布（省办发文）"),
        ("points: {basis: equal, source: 无}", "平均分配"),
    ],
)
def test_where_points_come_from(opened: Opener, points: str, words: str) -> None:
    files = samples.changed(TREE, "points: {basis: estimate, source: 专班测算}", points)
    assert basis_words(opened(files).tree) == words
