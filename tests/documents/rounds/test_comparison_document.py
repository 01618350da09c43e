"""轮次对比: the document says what the comparison found, in every form, and is left out where there
is nothing."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from helpers_outputs import call, compact, pages_of, read_aloud
from samples import SOUND

from scoring.documents.layout import html_page
from scoring.documents.rounds.comparison_document import comparison_page, comparison_report
from scoring.inspection.history import Compared, compare_rounds
from scoring.inspection.trends import ranks, shorts, turned
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
ROUND = SOUND["rounds/2026-self.yaml"]
TREE = SOUND["indicators/sample.yaml"].replace("min: 60}", "min: 8}")


def earlier(year: int, done: int, more: str = "") -> str:
    made = ROUND.replace("2026-self", f"{year}-self").replace("as_of: 2026", f"as_of: {year}")
    return made.replace("{done: 9, of: 10}", f"{{done: {done}, of: 10}}") + more


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three rounds: 1.1 falls and rises and is never full; 1.2 is lost in the second; a veto stood
    in the first."""
    files = {
        **SOUND,
        "indicators/sample.yaml": TREE,
        "rounds/2024-self.yaml": earlier(2024, 6).replace("V1: false", "V1: {on: 2024-05-02}"),
        "rounds/2025-self.yaml": earlier(2025, 4).replace("{met: true}", "{met: false}"),
    }
    return samples.write(tmp_path / "home", files)


def compared(home: Path, *names: str) -> tuple[Workspace, Compared]:
    workspace = open_workspace(home).whole()
    return workspace, compare_rounds(workspace, names)


def test_the_summary_and_the_tables_say_the_same_numbers(home: Path) -> None:
    report = comparison_report(*compared(home), DAY)
    assert report.summary.startswith(
        "从2024年度自评到2026年度自评，总分由 7.60 分变为 9.40 分，提高 1.80 分："
        "认定变化使总分提高 1.80 分。"
        "得分上升的指标 1 项，下降的 0 项。短板：有改善 1 项。"
    )
    assert report.total[-1] == ("总分", "7.60", "9.40", "+1.80", "0.00", "+1.80", "0.00", "0.00")
    assert [row[:2] for row in report.steps] == [
        ("2024年度自评 → 2025年度自评", "-5.20"),
        ("2025年度自评 → 2026年度自评", "+7.00"),
    ]
    assert report.blocks == (
        (
            "依法履职",
            "76.00%",
            "94.00%",
            "+18.00",
            "1 → 1",
            "+1.80",
            "0.00",
            "+1.80",
            "0.00",
            "0.00",
        ),
    )
    assert report.rates[0].rows == (("依法履职", "76.00%", "24.00%", "94.00%"),)
    assert report.vetoes == ("V1 发生重大负面舆情：2024年度自评触发",)
    assert report.met == (
        "总分（现分）不低于 8 分：由未达到变为达到（要求 ≥ 8，由 7.60 变为 9.40）",
    )


def test_both_sentences_stand_beside_a_changed_indicator(home: Path) -> None:
    report = comparison_report(*compared(home, "2026-self", "2025-self"), DAY)
    assert [(item.code, item.change, item.causes) for item in report.worsened] == [
        ("1.2", "-4.00", "认定 -4.00"),
        ("1.1", "-3.00", "认定 -3.00"),
    ]
    assert [name for name, _ in report.worsened[0].why] == ["2026年度自评", "2025年度自评"]
    assert all("满分" in why for _, why in report.worsened[0].why)
    assert report.improved == ()


def test_short_boards_by_what_became_of_them(home: Path) -> None:
    found = compared(home, "2026-self", "2024-self", "2025-self")[1].found
    told = {
        item.line.last.node.code: (item.fate, item.always, item.stuck) for item in shorts(found)
    }
    assert told == {"1.1": ("worse", True, True), "1.2": ("new", False, False)}
    back = compared(home, "2025-self", "2026-self")[1].found
    assert {item.line.last.node.code: item.fate for item in shorts(back)} == {
        "1.1": "better",
        "1.2": "gone",
    }
    assert [turn.after.met for turn in turned(back)] == [True, True]


def test_ranks_share_a_place_and_skip_the_next() -> None:
    rates = [Fraction(1, 2), None, Fraction(3, 4), Fraction(1, 2), Fraction(0)]
    assert ranks(rates) == [2, 0, 1, 2, 4]


def test_html_says_what_the_report_says_and_holds_both_charts(home: Path) -> None:
    workspace, found = compared(home)
    page = html_page(comparison_page(workspace, found, DAY), home)
    said = compact(read_aloud(page))
    report = comparison_report(workspace, found, DAY)
    for text in (report.summary, *report.method, *report.met, *report.vetoes):
        assert compact(text) in said
    assert len(re.findall("<svg", page)) == 2
    assert "图2各一级指标得分率" in said


def test_many_rounds_are_told_in_several_tables(home: Path) -> None:
    for year in range(2010, 2020):
        samples.write(home, {f"rounds/{year}-self.yaml": earlier(year, 5)})
    report = comparison_report(*compared(home), DAY)
    assert [len(part.rounds) for part in report.rates] == [7, 6]
    assert [name for part in report.rates for name in part.rounds] == [
        row[0].split("（")[0] for row in report.rounds
    ]


def test_rounds_are_called_by_kind_year_and_place_and_told_with_their_id_once(home: Path) -> None:
    samples.write(
        home,
        {
            "rounds/late.yaml": earlier(2025, 7)
            .replace("2025-self", "late")
            .replace("-11-20", "-12-20"),
            "rounds/m1.yaml": samples.MOCK,
            "rounds/m2.yaml": samples.MOCK.replace("2026-mock", "2026-again").replace(
                "11-25", "11-24"
            ),
        },
    )
    report = comparison_report(*compared(home), DAY)
    assert [row[0] for row in report.rounds] == [
        "2024年度自评（2024-self）",
        "2025年第一次自评（2025-self）",
        "2025年第二次自评（late）",
        "2026年度自评（2026-self）",
    ]
    assert report.rounds[0][2] == "2024年11月20日"
    assert report.rounds[-1][4] == (
        "模拟核验：2026年第一次模拟测评（2026-again）、2026年第二次模拟测评（2026-mock）"
    ), "the earlier day first"
    (moved,) = [item for item in (*report.improved, *report.worsened) if item.code == "1.1"]
    assert "模拟核验（2026年第二次模拟测评）" in moved.why[1][1]
    said = compact(read_aloud(html_page(comparison_page(*compared(home), DAY), home)))
    for ident in ("2024-self", "2026-again", "2026-mock"):
        assert said.count(ident) == 1, ident


def test_what_mocks_alone_verified_is_labelled_and_an_inspection_is_not(home: Path) -> None:
    assert comparison_report(*compared(home), DAY).mock == ""
    samples.write(home, {"rounds/m.yaml": samples.MOCK})
    workspace, found = compared(home)
    report = comparison_report(workspace, found, DAY)
    assert report.mock == "模拟"
    assert "模拟核验变化使总分降低 0.40 分" in report.summary
    assert [label for label, _, _ in report.figures[3:]] == [
        "体系变化",
        "认定变化",
        "佐证变化",
        "模拟核验变化",
    ]
    page = comparison_page(workspace, found, DAY)
    assert [column.heading for column in page.sheets[0].columns][-1] == "模拟核验变化"
    assert "模拟核验变化" in call("-w", str(home), "round", "compare")[1]
    samples.write(home, {"rounds/i.yaml": samples.MOCK.replace("mock", "inspection")})
    report = comparison_report(*compared(home), DAY)
    assert report.mock == ""
    assert report.rounds[-1][4] == (
        "模拟核验：2026年模拟测评（2026-mock）；核验：2026年核验（2026-inspection）"
    )


def test_an_indicator_that_stays_short_and_its_change_are_linked_both_ways(home: Path) -> None:
    page = html_page(comparison_page(*compared(home, "2026-self", "2025-self"), DAY), home)
    assert page.count('id="i-1.1"') == page.count('href="#i-1.1"') == 1
    assert page.count('id="k-1.1"') == page.count('href="#k-1.1"') == 1
    assert 'href="#k-1.2"' not in page, "1.2 was full in the first round"


def test_words_from_the_files_are_escaped(home: Path) -> None:
    evil = TREE.replace("name: 网上办理", "name: <script>alert(1)</script>")
    samples.write(home, {"indicators/sample.yaml": evil})
    workspace, found = compared(home)
    page = html_page(comparison_page(workspace, found, DAY), home)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.slow
def test_the_same_totals_in_every_form(home: Path) -> None:
    forms = ("pdf", "html", "docx", "xlsx", "json")
    wanted = [word for form in forms for word in ("--to", form)]
    code, out, err = call("-w", str(home), "report", "comparison", *wanted, "--today", "2026-11-22")
    assert code == 0, err
    assert [Path(line).name for line in out.splitlines()] == [f"轮次对比.{form}" for form in forms]
    folder = home / "reports"
    pages = pages_of((folder / "轮次对比.pdf").read_bytes())
    paper = compact("".join(pages))
    data = json.loads((folder / "轮次对比.json").read_text("utf-8"))
    assert data["total"][-1][:4] == ["总分", "7.60", "9.40", "+1.80"]
    for text in (
        "7.60",
        "9.40",
        "+1.80",
        "一票否决V1发生重大负面舆情：2024年度自评触发",
        "没有改善的短板",
    ):
        assert text in paper
    assert "总体变化" in pages[2]
    terminal = call("-w", str(home), "round", "compare")[1]
    assert re.search(r"总分\s+7\.60\s+2\.40\s+9\.40\s+1\.80", terminal)


def test_all_makes_it_only_where_there_are_two_rounds(tmp_path: Path, home: Path) -> None:
    code, out, err = call(
        "-w", str(home), "report", "all", "--to", "json", "-o", str(tmp_path / "many")
    )
    assert code == 0, err
    assert "轮次对比.json" in out
    alone = samples.write(tmp_path / "alone", SOUND)
    code, out, err = call(
        "-w", str(alone), "report", "all", "--to", "json", "-o", str(tmp_path / "one")
    )
    assert code == 0, err
    assert "轮次对比" not in out
    assert "没有生成轮次对比：没有两个可以对比的自评轮次。" in err


@pytest.mark.slow
def test_same_input_same_bytes(home: Path) -> None:
    def made(form: str) -> bytes:
        target = home / f"x.{form}"
        assert (
            call(
                "-w",
                str(home),
                "round",
                "compare",
                "--to",
                form,
                "-o",
                str(target),
                "--today",
                "2026-11-22",
            )[0]
            == 0
        )
        return target.read_bytes()

    for form in ("html", "xlsx", "docx"):
        assert made(form) == made(form), form
