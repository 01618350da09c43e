"""What goes to the counties that were drawn: a list of evidence to ask for, and a review book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from scoring.documents.region.kinds import COUNTY_PAGES, KINDS, WORDS, county_files, produce
from scoring.documents.region.long_work import PrintTask, print_county, scan_file
from scoring.documents.region.visits import visit_files
from scoring.documents.region.words import Material
from scoring.region.drawing import DrawnCounty, DrawnLeaf, Sample, Wish
from scoring.region.receiving import place_of
from scoring.region.scoring_run import task_of
from scoring.submission import RefusedError

DAY = date(2026, 12, 1)
LEAVES = (
    DrawnLeaf("1.1", Fraction(1, 2), (("E0001", "a" * 64),)),
    DrawnLeaf("1.2", Fraction(1, 2), ()),
)


def sample(*counties: DrawnCounty) -> Sample:
    return Sample(Wish(len(counties), 2, "risk", "20261201"), "f" * 64, (), counties)


def drawn(code: str, name: str) -> DrawnCounty:
    return DrawnCounty(code, name, "前三分之一", Fraction(1, 3), LEAVES)


def visit(about: Material, folder: Path, *counties: DrawnCounty) -> dict[str, Path]:
    lines = {line.code: line for line in about.results.lines}
    made = visit_files(about.results.region, lines, sample(*counties), folder, DAY)
    return {path.name: path for path in made}


def test_each_drawn_county_gets_a_list_and_a_book(about: Material, tmp_path: Path) -> None:
    """A leaf for which nothing was registered stays in the list: this is what the visit looks
    into."""
    made = visit(about, tmp_path, drawn("990101", "甲子县"))
    assert list(made) == ["调阅清单-990101-甲子县.xlsx", "评查册-990101-甲子县.html"]
    sheet = openpyxl.load_workbook(made["调阅清单-990101-甲子县.xlsx"])["调阅清单"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "甲子县：调阅的佐证（按报送时的登记）"
    assert cells[1:4] == [
        ["指标", "名称", "佐证编号", "报送时的校验值"],
        ["1.1", "网上办理", "E0001", "a" * 64],
        ["1.2", "公开到位", "（没有登记）", None],
    ]


def test_the_book_is_of_the_office_s_own_round_over_the_claim(
    about: Material, tmp_path: Path
) -> None:
    made = visit(about, tmp_path, drawn("990102", "乙丑县"))
    html = made["评查册-990102-乙丑县.html"].read_text("utf-8")
    assert "2026-inspection" in html
    assert "乙丑县" in html
    assert "网上办理" in html


def test_who_has_handed_in_nothing_gets_the_list_alone(about: Material, tmp_path: Path) -> None:
    assert list(visit(about, tmp_path, drawn("990104", "丁卯县"))) == [
        "调阅清单-990104-丁卯县.xlsx"
    ]


def test_nobody_was_drawn(about: Material, tmp_path: Path) -> None:
    assert visit(about, tmp_path) == {}


def test_documents_come_in_the_form_that_is_asked_for(about: Material, tmp_path: Path) -> None:
    """A 汇总表 comes as a workbook alone, whatever is asked for; a word said twice is one
    document."""
    words = ["排名通报", "汇总表", "排名通报"]
    paths = list(produce(about.results, words, "json", DAY, tmp_path))
    assert [path.name for path in paths] == ["排名通报.json", "汇总表.xlsx"]
    assert "9.40" in paths[0].read_text("utf-8")


def test_county_pages_lie_in_a_folder_of_their_own(about: Material, tmp_path: Path) -> None:
    paths = list(
        produce(about.results, ["单位页"], "html", DAY, tmp_path, codes=["990102"], anonymous=True)
    )
    assert [str(path.relative_to(tmp_path)) for path in paths] == ["县页/990102-乙丑县.html"]
    assert "甲子县" not in paths[0].read_text("utf-8")


def test_a_name_of_a_county_leads_nowhere(about: Material, tmp_path: Path) -> None:
    rows = (replace(about.ranking.rows[0], name="../../甲/子"), *about.ranking.rows[1:])
    other = Material(about.results, replace(about.ranking, rows=rows), about.day)
    (path,) = county_files(other, tmp_path, "json", ["990101"], anonymous=False)
    assert path.parent == tmp_path
    assert path.exists()


def test_every_word_is_a_document_and_all_are_told() -> None:
    assert (*KINDS, COUNTY_PAGES, "all") == WORDS
    assert all(kind.forms for kind in KINDS.values())


def package_of(about: Material, code: str) -> bytes:
    counts = next(line.counts for line in about.results.lines if line.code == code)
    assert counts is not None
    folder = about.results.region.path
    return place_of(folder, code, int(counts["n"]), str(counts["fingerprint"])).read_bytes()


def test_a_county_s_documents_are_made_from_its_package_and_the_region_s_tree(
    about: Material,
) -> None:
    """Without a word nothing is printed; a tree that scores nothing refuses the package."""
    task = task_of(about.results.region, "990101", package_of(about, "990101"))
    assert print_county(PrintTask(task, (), DAY)) == {}
    broken = replace(task, tree=b"id: sample\n")
    with pytest.raises(RefusedError, match="报送包里的工作区无法计分"):
        print_county(PrintTask(broken, (), DAY))


def test_a_file_is_read_whatever_it_is_called() -> None:
    text = "".join(f"第{at}项，一次办清单，共 96 项。\n" for at in range(40))
    found = scan_file(("../../etc/清单.TXT", text.encode()))
    assert (found["name"], found["state"]) == ("../../etc/清单.TXT", "ok")
    assert "96 项" in found["text"]
    assert found["fingerprint"]
    torn = scan_file(("清单.pdf", b"%PDF-1.7 torn"))
    assert torn["state"] != "ok"
    assert torn["reason"]
