"""The sheets of a review book and what its script knows, as the functions make them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from helpers_inspection import verifying_round
from samples import SOUND, Opener, changed

from scoring.documents.review_book.making import CannotMake, UnsuitableRound, make, seen_by, select
from scoring.documents.review_book.making import Where as Target
from scoring.documents.review_book.model import (
    Book,
    Sheet,
    build_book,
    embedded,
    facts_of,
    sampled_of,
)
from scoring.documents.review_book.pieces import Shelf
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
TREE = SOUND["indicators/sample.yaml"]
MARKS = """\
"1.1": {done: 8, of: 10}
"1.2": {score: 3, reason: 缺一栏, note: 复看}
"2": {opinion: 无法核实, note: 没人在}
"""
HELD = {**SOUND, **verifying_round("i", MARKS)}
PEOPLE = """\
people:
  周启明: {roles: [评查人员]}
  吴晓岚: {roles: [评查人员]}
"""
DIVIDED = {
    **SOUND,
    "workspace.yaml": SOUND["workspace.yaml"] + PEOPLE,
    **verifying_round(
        "i",
        '"1.1": {score: 5, reason: 缺页, by: 周启明}\n"1.2": {score: 3, reason: 缺栏, by: 吴晓岚}',
        head='inspectors: [周启明, 吴晓岚]\nassignments: {周启明: ["1.1"], 吴晓岚: ["1.2", "2"]}\n',
    ),
}


def shelf_of(workspace: Workspace, *, embed: bool = False) -> Shelf:
    records = {record.id: record for record in workspace.records}
    round_, _ = select(workspace, None)
    return Shelf(
        workspace.path,
        records,
        workspace.files,
        workspace.standings,
        sampled_of(round_)[1],
        "evidence/",
        embed,
    )


def book_of(workspace: Workspace, inspector: str = "") -> Book:
    round_, basis = select(workspace, None)
    if inspector:
        round_ = seen_by(workspace, round_, inspector)
    return build_book(workspace, round_, basis, shelf_of(workspace), DAY)


def sheets_of(book: Book) -> dict[str, Sheet]:
    return {sheet.code: sheet for sheet in book.sheets}


def leaves_of(book: Book) -> dict[str, dict[str, Any]]:
    return {leaf["code"]: leaf for leaf in book.data["leaves"]}


def test_the_head_says_which_round_is_verified_and_by_which_window(opened: Opener) -> None:
    book = book_of(opened(HELD))
    assert (book.title, book.kind, book.round) == ("示例县核验评查册", "核验", "i")
    assert (book.basis, book.as_of) == ("2026-self", "2026-11-25")
    assert book.window == "2025-01-01 至 2026-10-31"
    assert (book.tree, book.points_basis) == ("示例指标体系（sample）", "测算分值")
    assert (book.made, book.sampled, book.inspector) == ("2026-11-22", False, "")


def test_without_a_window_any_day_will_do(opened: Opener) -> None:
    window = "window: {from: 2025-01-01, to: 2026-10-31}\n"
    files = {**HELD, **changed("rounds/2026-self.yaml", window, "")}
    files = {**files, **verifying_round("i", MARKS)}
    assert book_of(opened(files)).window == "不限"


def test_lines_go_down_the_tree_and_only_leaves_are_sheets(opened: Opener) -> None:
    book = book_of(opened(HELD))
    assert [(line.code, line.depth, line.leaf, line.points) for line in book.lines] == [
        ("1", 0, False, "10"),
        ("1.1", 1, True, "6"),
        ("1.2", 1, True, "4"),
        ("2", 0, True, "5"),
    ]
    assert list(sheets_of(book)) == ["1.1", "1.2", "2"]


def test_a_sheet_says_claim_rule_and_range(opened: Opener) -> None:
    sheet = sheets_of(book_of(opened(HELD)))["1.1"]
    assert (sheet.path, sheet.lowest, sheet.highest) == ("依法履职", "0", "6")
    assert (sheet.claimed, sheet.supported, sheet.claim) == ("5.40", "5.40", "完成 9，总数 10")
    assert sheet.rule == "按比例得分：达到 100% 得满分，不足的按比例得分"
    assert sheet.chips == ("牵头：县司法局",)


def test_what_was_not_claimed_says_so(opened: Opener) -> None:
    sheet = sheets_of(book_of(opened(HELD)))["2"]
    assert (sheet.claim, sheet.claimed, sheet.supported, sheet.why) == ("没有填写", "—", "—", "")
    assert sheet.chips == ("加分项", "牵头：未明确")
    (ask,) = sheet.asks
    assert (ask.name, ask.met, ask.pieces) == ("佐证材料", False, ())


def test_a_judged_indicator_has_the_range_of_its_rule(opened: Opener) -> None:
    tree = TREE.replace("rule: {type: judged}", "rule: {type: judged, min: 1, max: 3}")
    sheet = sheets_of(book_of(opened({**HELD, "indicators/sample.yaml": tree})))["2"]
    assert (sheet.lowest, sheet.highest) == ("1", "3")


def test_the_form_holds_what_the_round_holds_of_an_indicator(opened: Opener) -> None:
    leaves = leaves_of(book_of(opened(HELD)))
    assert leaves["1.2"]["form"] == {"score": "3", "reason": "缺一栏"}
    assert leaves["1.2"]["base"] == '{"note":"复看","reason":"缺一栏","score":"3"}'
    assert (leaves["1.2"]["verified"], leaves["1.2"]["held"]) == (True, False)
    assert leaves["2"]["form"] == {"reason": "没人在", "opinion": "无法核实"}


def test_facts_that_no_form_can_hold_are_told_and_kept(opened: Opener) -> None:
    leaf = leaves_of(book_of(opened(HELD)))["1.1"]
    assert leaf["known"] == (
        "轮次文件里已按规则核验：完成 8，总数 10。不改就不填；在这里评分，将替换它。"
    )
    assert (leaf["form"], leaf["held"]) == ({}, True)


def test_the_claim_is_exact_for_the_script_and_a_decimal_for_the_form(opened: Opener) -> None:
    """5.40 of six: 27/5, which a decimal says exactly."""
    leaf = leaves_of(book_of(opened(HELD)))["1.1"]
    assert (leaf["claim"], leaf["asked"], leaf["agree"]) == (["27", "5"], "5.4", "5.4")
    assert (leaf["low"], leaf["high"], leaf["range"]) == (["0", "1"], ["6", "1"], "0 至 6")
    assert leaf["values"] is None
    assert leaves_of(book_of(opened(HELD)))["1.2"]["values"] == ["0", "4"]
    assert leaves_of(book_of(opened(HELD)))["2"]["claim"] == []


@pytest.mark.parametrize(
    ("points", "done", "agree"),
    [
        ("1", "done: 2, of: 3", "0.67"),
        ("1", "done: 299, of: 300", "1"),
        ('"0.666"', "done: 1, of: 1", "0.666"),
    ],
)
def test_thirds_are_agreed_with_to_two_decimals(
    opened: Opener, points: str, done: str, agree: str
) -> None:
    """2/3 is 0.67, 299/300 is 1.00; and never above the highest score."""
    tree = TREE.replace("    points: 6\n", f"    points: {points}\n").replace("  points: 10\n", "")
    own = changed("rounds/2026-self.yaml", "done: 9, of: 10", done)
    files = {**own, "indicators/sample.yaml": tree, **verifying_round("i", MARKS)}
    leaf = leaves_of(book_of(opened(files)))["1.1"]
    assert leaf["agree"] == agree
    assert Fraction(leaf["agree"]) <= Fraction(int(leaf["high"][0]), int(leaf["high"][1]))


def test_a_sample_makes_the_book_small_and_marks_its_pieces(opened: Opener) -> None:
    sample = (
        "sample:\n  by: risk\n  size: 1\n  seed: '7'\n  frame: " + "0" * 64 + "\n  pieces: 5\n"
        '  indicators: ["1.1"]\n  evidence: [E0001]\n  strata:\n'
        '  - {block: "1", group: 高, of: 1, drawn: 1, codes: ["1.1"]}\n  chance: {"1.1": "1"}\n'
    )
    book = book_of(opened({**SOUND, **verifying_round("i", "", head=sample)}))
    assert [line.code for line in book.lines] == ["1", "1.1"]
    assert book.sampled
    (ask,) = sheets_of(book)["1.1"].asks
    assert [(piece.id, piece.sampled) for piece in ask.pieces] == [("E0001", True)]


def test_an_inspector_sees_the_own_task_and_nobody_else_s_marks(opened: Opener) -> None:
    book = book_of(opened(DIVIDED), "周启明")
    assert book.inspector == "周启明"
    leaves = leaves_of(book)
    assert list(leaves) == ["1.1"]
    assert leaves["1.1"]["form"] == {"score": "5", "reason": "缺页"}
    other = leaves_of(book_of(opened(DIVIDED), "吴晓岚"))
    assert list(other) == ["1.2", "2"]
    assert (other["1.2"]["form"]["score"], other["2"]["form"]) == ("3", {})


def test_who_has_no_part_of_a_divided_round_gets_no_book(opened: Opener) -> None:
    workspace = opened(DIVIDED)
    round_, _ = select(workspace, "i")
    with pytest.raises(UnsuitableRound) as refused:
        seen_by(workspace, round_, "郑一鸣")
    assert str(refused.value) == ("轮次“i”没有分给郑一鸣的指标；分工写在轮次文件的 assignments 里")


def test_while_colleagues_mark_there_is_no_book_of_all(opened: Opener, tmp_path: Path) -> None:
    with pytest.raises(CannotMake) as refused:
        make(opened(DIVIDED), "i", Target(output=tmp_path / "册.html"), DAY)
    assert str(refused.value) == (
        "轮次“i”分给了各人评，周启明、吴晓岚还没有交卷，全册会让人看到别人的意见。"
        "请一人做一本：--for 周启明"
    )


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("j", "没有轮次“j”；能做评查册的有：i"),
        ("2026-self", "“2026-self”是自评轮次；评查册用于核验（inspection）或模拟（mock）轮次"),
    ],
)
def test_a_round_that_nobody_inspects_is_refused(opened: Opener, named: str, sentence: str) -> None:
    with pytest.raises(UnsuitableRound) as refused:
        select(opened(HELD), named)
    assert str(refused.value) == sentence


def test_without_an_inspection_the_way_to_one_is_told(opened: Opener) -> None:
    with pytest.raises(CannotMake, match="还没有核验或模拟轮次，做不了评查册。先新建一轮"):
        select(opened(SOUND), None)


def test_of_one_day_the_inspection_goes_before_the_mock(opened: Opener) -> None:
    files = {**SOUND, **verifying_round("z", "", kind="mock"), **verifying_round("a", "")}
    round_, basis = select(opened(files), None)
    assert (round_.id, basis.id) == ("a", "2026-self")


def test_what_an_inspector_judges_by_is_told_in_brief(opened: Opener) -> None:
    """The digest changes with the piece; one without a digest, a link, has none."""
    workspace = opened(HELD)
    sheets = sheets_of(book_of(workspace))
    facts = facts_of(sheets["1.1"], workspace.tree.by_code["1.1"], None)
    assert (facts["claim"], facts["points"], facts["held"]) == ("5.40", "6", "")
    digest = workspace.files["E0001"].sha256
    assert digest is not None
    assert facts["pieces"] == {"E0001": digest[:12]}
    linked = facts_of(sheets["1.2"], workspace.tree.by_code["1.2"], {"score": "3"})
    assert linked["pieces"] == {"E0002": ""}
    assert linked["held"]


def test_a_book_that_is_made_again_another_day_is_the_same_book(opened: Opener) -> None:
    workspace = opened(HELD)
    round_, basis = select(workspace, None)
    first = build_book(workspace, round_, basis, shelf_of(workspace), DAY).data
    later = build_book(workspace, round_, basis, shelf_of(workspace), date(2026, 12, 1)).data
    assert first["build"] == later["build"]
    assert first["head"]["made"] != later["head"]["made"]
    other = book_of(opened({**HELD, **verifying_round("i", '"1.2": {met: false}')})).data
    assert other["build"] != first["build"]
    assert other["place"] == first["place"]


def test_what_untrue_evidence_costs_is_known_where_the_tree_says_so(opened: Opener) -> None:
    """A tenth of six points, of four and of five."""
    tree = TREE.replace("bonus: {cap: 5}\n", 'bonus: {cap: 5}\nuntrue: {deduct: "10%"}\n')
    files = {**HELD, "indicators/sample.yaml": tree}
    assert book_of(opened(files)).data["deduct"] == {"1.1": "0.6", "1.2": "0.4", "2": "0.5"}
    assert book_of(opened(HELD)).data["deduct"] == {}


def test_a_round_that_is_settled_takes_no_marks(opened: Opener) -> None:
    locked = verifying_round("i", MARKS, head="locked: {on: 2026-11-26, by: 李明}\n")
    assert book_of(opened({**SOUND, **locked})).data["closed"] == (
        "这一轮已由李明于 2026-11-26 定稿"
    )


def test_what_no_requirement_asks_for_is_offered_apart(opened: Opener) -> None:
    """E0003 proves 1.1, and is of another kind than is asked for."""
    more = (
        "- id: E0003\n  url: https://example.com/a\n  seen: 2026-04-01\n  kind: 链接\n"
        '  title: 网上大厅\n  proves: [{indicator: "1.1", locate: 首页, what: 办事入口}]\n'
    )
    register = SOUND["evidence/register.yaml"] + more
    book = book_of(opened({**HELD, "evidence/register.yaml": register}))
    named, *others = sheets_of(book)["1.1"].asks
    assert [piece.id for piece in named.pieces] in (["E0001"], ["E0001", "E0003"])
    offered = [piece for ask in (named, *others) for piece in ask.pieces]
    (third,) = (piece for piece in offered if piece.id == "E0003")
    assert (third.href, third.show, third.locate) == ("https://example.com/a", "link", "首页")
    assert third.what == "办事入口"


def test_a_file_is_shown_with_the_way_to_it(opened: Opener) -> None:
    (ask,) = sheets_of(book_of(opened(HELD)))["1.1"].asks
    (piece,) = ask.pieces
    assert (piece.show, piece.text) == ("text", "一次办清单，共 96 项。\n")
    assert piece.href == "evidence/files/%E6%B8%85%E5%8D%95.txt"
    assert piece.facts == "文件　2026-03-01　县司法局"
    assert (piece.state, piece.reason, piece.key) == ("", "", "")


def test_a_file_that_is_gone_has_no_way_to_it_and_says_why_it_does_not_count(
    opened: Opener,
) -> None:
    files = {name: text for name, text in HELD.items() if not name.endswith("清单.txt")}
    (ask,) = sheets_of(book_of(opened(files)))["1.1"].asks
    (piece,) = ask.pieces
    assert (ask.met, piece.show, piece.href) == (False, "none", "")
    assert piece.reason == "文件缺失"


def test_what_is_written_into_the_page_travels_with_the_data(opened: Opener) -> None:
    """A text is shown as text; only PDF files and pictures are written in."""
    workspace = opened(HELD)
    round_, basis = select(workspace, None)
    shelf = shelf_of(workspace, embed=True)
    book = embedded(build_book(workspace, round_, basis, shelf, DAY), shelf)
    assert book.data["files"] == {}
    shelf.embedded["E0001"] = "data:image/png;base64,AA=="
    assert embedded(book, shelf).data["files"] == {"E0001": "data:image/png;base64,AA=="}
