"""From gaps to items: each loss of an indicator has one item, whatever happens, and a second run
changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from helpers_ledger import LEDGER, files, item
from samples import MOCK, SOUND, write

from scoring.documents.rectification.ledger import sync_text
from scoring.rectification.proposals import Proposals, lost_text, next_ids, propose
from scoring.rectification.writing import carry_out
from scoring.storage import Author, write_records
from scoring.workspace import open_workspace

TODAY = date(2026, 11, 21)
Files = Mapping[str, str | bytes]


def synced(folder: Path, due: date | None = None) -> Proposals:
    workspace = open_workspace(folder).whole()
    proposals = propose(
        workspace.assess(), workspace.ledger, today=TODAY, by="李明", due=due, taken=()
    )
    write_records(
        folder, Author("李明", TODAY), "rectify sync", lambda changes: carry_out(changes, proposals)
    )
    return proposals


def without_ledger(**changes: str) -> Files:
    made = dict(SOUND)
    del made[LEDGER]
    return {**made, **{name.replace("__", "/"): text for name, text in changes.items()}}


def test_the_record_of_a_gap(tmp_path: Path) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "    points: 6\n", "    points: 6\n    due: 2026-12-31\n"
    )
    write(tmp_path, {**without_ledger(), "indicators/sample.yaml": tree})
    synced(tmp_path)
    assert (tmp_path / LEDGER).read_text("utf-8") == (
        '- id: R0001\n  indicator: "1.1"\n  source: self\n  cause: standard\n'
        "  problem: 标准未达到：“网上办理”完成 9/10，即 90%，未到满分线 100%，按比例得 5.4 "
        "分（满分 6 分）\n"
        '  lost: "0.60"\n  lead: [县司法局]\n  support: []\n  due: 2026-12-31\n  measures:\n'
        "  - {text: 按标准补办，补足 1：由 9 提高到 10（总数 10）, due: 2026-12-31}\n"
        "  events:\n  - {on: 2026-11-21, do: open, by: 李明}\n"
    )
    workspace = open_workspace(tmp_path).whole()
    assert workspace.problems == ()
    assert workspace.ledger[0].lost == Fraction(3, 5)


def test_a_second_run_changes_no_byte(tmp_path: Path) -> None:
    write(tmp_path, files(item(), item("R0007", cause="evidence", status="已销号")))
    synced(tmp_path)
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (tmp_path / LEDGER, tmp_path / "journal.jsonl")
    }
    again = synced(tmp_path)
    assert not again.changes
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


ROUND = "rounds/2026-self.yaml"


@pytest.mark.parametrize(
    ("old", "new", "cause", "lost"),
    [
        ('  "1.1": {done: 9, of: 10}\n', "", "unassessed", "6.00"),
        ("done: 9", "done: 8", "standard", "1.20"),
    ],
)
def test_the_cause_decides_which_item(
    tmp_path: Path, old: str, new: str, cause: str, lost: str
) -> None:
    assert old in SOUND[ROUND]
    write(tmp_path, {**without_ledger(), ROUND: SOUND[ROUND].replace(old, new)})
    (record,) = synced(tmp_path).created
    assert (record["indicator"], record["cause"], record["lost"]) == ("1.1", cause, lost)


def test_missing_evidence_names_what_is_missing_and_what_does_not_count(tmp_path: Path) -> None:
    register = SOUND["evidence/register.yaml"].replace("date: 2026-03-01", "date: 2019-03-01")
    write(tmp_path, {**without_ledger(), "evidence/register.yaml": register})
    (first, second) = synced(tmp_path).created
    assert (first["cause"], first["lost"], second["cause"]) == ("evidence", "5.40", "standard")
    assert first["problem"].startswith(
        "佐证不足：缺“办理清单”；不作数的：E0001 日期 2019-03-01 不在时间窗"
    )
    assert first["measures"][0]["text"] == "补报“办理清单”1 件（文件）"


@pytest.mark.parametrize("kind", ["mock", "inspection"])
def test_what_an_inspector_cut(tmp_path: Path, kind: str) -> None:
    write(
        tmp_path,
        {**without_ledger(), "rounds/2026-mock.yaml": MOCK.replace("kind: mock", f"kind: {kind}")},
    )
    own, cut = synced(tmp_path).created
    assert (own["cause"], own["source"], own["lost"]) == ("standard", "self", "0.60")
    assert (cut["cause"], cut["source"], cut["lost"]) == ("inspection", kind, "0.40")
    assert cut["problem"] == ("模拟" if kind == "mock" else "") + "核验扣减：清单缺一页"
    assert not synced(tmp_path).changes


def test_an_open_item_gets_the_new_figure_and_nothing_else(tmp_path: Path) -> None:
    text = item(lost='"0.40"   # 九月的数', person="王敏")
    write(tmp_path, files(text))
    proposals = synced(tmp_path)
    assert [(update.id, update.before, update.after) for update in proposals.updated] == [
        ("R0001", "0.40", "0.60")
    ]
    assert (tmp_path / LEDGER).read_text("utf-8") == text.replace('"0.40"', '"0.60"')


def test_a_gap_that_is_gone_is_marked_and_the_item_stays(tmp_path: Path) -> None:
    write(tmp_path, files(item(cause="evidence", lost='"5.40"')))
    proposals = synced(tmp_path)
    assert proposals.cleared == ("R0001",)
    assert [record["cause"] for record in proposals.created] == ["standard"]
    assert open_workspace(tmp_path).whole().ledger[0].lost == Fraction("5.4")


def test_a_reopened_item_is_not_called_done_before_it_is_answered(tmp_path: Path) -> None:
    """Neither hinted at nor given a loss of nothing."""
    write(
        tmp_path,
        files(
            item(cause="evidence", lost='"5.40"', status="重新打开"), item("R0002", lost='"0.60"')
        ),
    )
    proposals = synced(tmp_path)
    assert (proposals.cleared, proposals.updated) == ((), ())
    assert open_workspace(tmp_path).whole().ledger[0].lost == Fraction("5.4")


def test_a_closed_item_whose_gap_is_back_is_not_opened_a_second_time(tmp_path: Path) -> None:
    write(tmp_path, files(item(status="已销号", lost='"0.60"')))
    proposals = synced(tmp_path)
    assert (proposals.back, proposals.created) == (("R0001",), ())


@pytest.mark.parametrize("source", ["supervision", "opinion", "superior"])
def test_items_from_outside_answer_for_no_gap(tmp_path: Path, source: str) -> None:
    write(tmp_path, files(item(source=source)))
    assert [record["id"] for record in synced(tmp_path).created] == ["R0002"]


def test_a_triggered_veto_comes_first_and_once(tmp_path: Path) -> None:
    write(tmp_path, {**without_ledger(), ROUND: SOUND[ROUND].replace("V1: false", "V1: true")})
    veto, gap = synced(tmp_path).created
    assert (veto["id"], veto["problem"], gap["id"]) == (
        "R0001",
        "一票否决 V1：发生重大负面舆情",
        "R0002",
    )
    assert not synced(tmp_path).changes


def test_binding_indicators_before_larger_losses(tmp_path: Path) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "name: 公开到位", "name: 公开到位\n    binding: true"
    )
    made = {**without_ledger(), "indicators/sample.yaml": tree}
    write(
        tmp_path,
        {
            **made,
            ROUND: SOUND[ROUND].replace("done: 9", "done: 1").replace("met: true", "met: false"),
        },
    )
    assert [record["indicator"] for record in synced(tmp_path).created] == ["1.2", "1.1"]


@pytest.mark.parametrize(
    ("stated", "given", "due"),
    [
        ("2026-12-31", None, "2026-12-31"),
        ("2026-12-31", "2027-01-31", "2026-12-31"),
        ("2026-09-30", None, ""),
        ("2026-09-30", "2027-01-31", "2027-01-31"),
        ("", "2027-01-31", "2027-01-31"),
        ("", None, ""),
        ("持续推进", "2027-01-31", "持续推进"),
    ],
)
def test_the_date_is_the_trees_unless_it_has_none_or_it_has_passed(
    tmp_path: Path, stated: str, given: str | None, due: str
) -> None:
    tree = SOUND["indicators/sample.yaml"]
    if stated:
        tree = tree.replace('- code: "1"\n', f'- code: "1"\n  due: {stated}\n')
    write(tmp_path, {**without_ledger(), "indicators/sample.yaml": tree})
    (record,) = synced(tmp_path, date.fromisoformat(given) if given else None).created
    assert str(record.get("due", "")) == due


def test_no_item_is_overdue_on_the_day_it_is_opened(tmp_path: Path) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        '- code: "1"\n', '- code: "1"\n  due: 2026-09-30\n'
    )
    write(tmp_path, {**without_ledger(), "indicators/sample.yaml": tree})
    proposals = synced(tmp_path)
    assert "due" not in proposals.created[0]
    assert all("due" not in measure for measure in proposals.created[0]["measures"])
    assert proposals.passed == ("R0001",)
    assert "1 个新事项在指标体系里的时限已过" in sync_text(proposals)
    assert synced(tmp_path, date(2027, 1, 31)).passed == ()


def test_points_given_by_a_policy_are_not_a_gap_to_mend(tmp_path: Path) -> None:
    tree = SOUND["indicators/sample.yaml"].replace(
        "points: 4", "points: 4\n    not_applicable: {give: 3}"
    )
    round_ = SOUND[ROUND].replace('"1.2": {met: true}', '"1.2": {not_applicable: 没有此项}')
    write(tmp_path, {**without_ledger(), "indicators/sample.yaml": tree, ROUND: round_})
    assert [record["indicator"] for record in synced(tmp_path).created] == ["1.1"]


@pytest.mark.parametrize(
    ("lost", "text"),
    [("3/5", "0.60"), ("1/3", "0.33"), ("1/300", "0.003333"), ("0", "0.00"), ("1/200", "0.01")],
)
def test_points_as_text(lost: str, text: str) -> None:
    assert lost_text(Fraction(lost)) == text


def test_a_number_is_never_given_twice() -> None:
    ids = next_ids(["R0002", "R12", "整改3", "r0099", "R0011"])
    assert [next(ids), next(ids)] == ["R0013", "R0014"]
    assert next(next_ids([])) == "R0001"


@pytest.mark.parametrize(
    ("finding", "problem", "lost"),
    [
        (
            "{done: 9, of: 10}",
            "标准未达到：“网上办理”完成 9/10，即 90%，未到满分线 100%，按比例得 5.4 分（{full}）",
            "10",
        ),
        (None, "尚未评分，得分待定（{full}）", "1"),
    ],
)
@pytest.mark.parametrize("scaled", ["fold", "block"])
def test_scaled_points_are_told_on_the_scale_of_the_loss(
    tmp_path: Path, scaled: str, finding: str | None, problem: str, lost: str
) -> None:
    """A folded block of 20 holds 6 + 4; or 1.2 is 不适用 and its 4 points go to 1.1."""
    tree, entry = SOUND["indicators/sample.yaml"], f'  "1.1": {finding}\n' if finding else ""
    round_ = SOUND[ROUND].replace('  "1.1": {done: 9, of: 10}\n', entry)
    if scaled == "fold":
        tree = tree.replace("  points: 10\n", "  points: 20\n  fold: true\n")
    else:
        tree = tree.replace("bonus: {cap: 5}\n", "bonus: {cap: 5}\nnot_applicable: block\n")
        round_ = round_.replace('"1.2": {met: true}', '"1.2": {not_applicable: 本级没有}')
    worth = Fraction(12) if scaled == "fold" else Fraction(10)
    write(tmp_path, {**without_ledger(), ROUND: round_, "indicators/sample.yaml": tree})
    (record,) = synced(tmp_path).created
    assert record["problem"] == problem.format(full=f"满分 6 分，折合总分 {worth}.00 分")
    assert Fraction(record["lost"]) == worth / int(lost)
