"""What a region prints: the same figures in every form, one page for each county, names of
strangers harmless."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from helpers_outputs import compact, page_text, word_text
from helpers_region import answer, collect, finding, office, packed, region

DAY = ("--today", "2026-11-28")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp = tmp_path_factory.mktemp("region")
    folder = office(tmp / "office")
    packed(tmp, folder, "甲子县")
    packed(tmp, folder, "乙丑县", finding("1.1", "{done: 7, of: 10}"))
    packed(tmp, folder, "丙寅县", finding("1.2", "{met: false}"))
    packed(tmp, folder, "</script><b>縣\u202e", file="stranger.zip")
    collect(folder)
    region(folder, "score", "--engine", "serial")
    return folder


def made(folder: Path, target: Path, *words: str) -> dict[str, Path]:
    code, out, err = region(folder, "report", *words, *DAY, "-o", str(target))
    assert code == 1, err  # somebody has not handed in
    return {path.name: path for path in map(Path, out.splitlines())}


def text_of(path: Path) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(path)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document), len(
        document
    )


@pytest.mark.slow
def test_every_document_is_made_and_says_the_scores_of_rank(place: Path, tmp_path: Path) -> None:
    files = made(place, tmp_path, "all")
    assert set(files) == {
        *("评估报告.pdf", "排名通报.pdf", "报送情况通报.pdf", "汇总表.xlsx", "网页.html"),
        *("990101-甲子县.pdf", "990102-乙丑县.pdf", "990103-丙寅县.pdf"),
    }
    rows = answer(place, "rank")["rows"]
    assert [(row["name"], row["score"]) for row in rows] == [
        ("甲子县", "9.40"),
        ("乙丑县", "8.20"),
        ("丙寅县", "5.40"),
    ]
    for name in ("评估报告.pdf", "排名通报.pdf"):
        text, _ = text_of(files[name])
        assert all(row["name"] in text and row["score"] in text for row in rows)
    totals = openpyxl.load_workbook(files["汇总表.xlsx"])["总表"]
    cells = {row[2].value: row[8].value for row in totals.iter_rows(min_row=3)}
    assert {name: f"{value:.2f}" for name, value in cells.items() if value is not None} == {
        row["name"]: row["score"] for row in rows
    }
    for row in rows:
        text, pages = text_of(files[f"{row['code']}-{row['name']}.pdf"])
        assert pages == 1
        assert row["score"] in text
        assert f"列第{row['rank']}名" in text


def test_the_exact_rate_stands_in_a_hidden_column_beside_what_is_printed(
    place: Path, tmp_path: Path
) -> None:
    page = openpyxl.load_workbook(made(place, tmp_path, "汇总表")["汇总表.xlsx"])["各指标得分率"]
    heads = {cell.value: cell.column_letter for cell in page[2]}
    exact = [head for head in heads if head.endswith("精确值")]
    assert [head.split()[0] for head in exact] == ["1.1", "1.2"]
    assert all(
        page.column_dimensions[letter].hidden == (head in exact) for head, letter in heads.items()
    )
    printed = {
        head.split()[0]: page[f"{letter}4"].value
        for head, letter in heads.items()
        if head not in exact
    }
    assert page["B4"].value == "乙丑县"
    assert (printed["1.1"], page[f"{heads[exact[0]]}4"].value) == ("70.00%", "7/10")


@pytest.mark.slow
def test_the_names_of_strangers_are_harmless_on_paper_and_on_the_page(
    place: Path, tmp_path: Path
) -> None:
    files = made(place, tmp_path, "报送情况通报", "网页")
    text, _ = text_of(files["报送情况通报.pdf"])
    assert "〓" in text
    page = files["网页.html"].read_text("utf-8")
    assert page.count("</script>") == 2
    assert "http" not in re.sub(r"http-equiv", "", page)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert [county["name"] for county in data["counties"]] == ["甲子县", "乙丑县", "丙寅县"]


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "json"])
def test_a_bulletin_comes_in_every_form(place: Path, tmp_path: Path, form: str) -> None:
    (path,) = made(place, tmp_path, "排名通报", "--to", form).values()
    assert path.suffix == f".{form}"
    if form in {"html", "json"}:
        assert "9.40" in path.read_text("utf-8")
    if form == "docx":
        (page,) = made(place, tmp_path / "page", "排名通报", "--to", "html").values()
        assert compact(word_text(path.read_bytes())) == page_text(page.read_text("utf-8"))


def test_a_page_for_one_county_alone_names_no_other(place: Path, tmp_path: Path) -> None:
    (path,) = made(place, tmp_path, "县页", "--county", "乙丑县", "--anonymous").values()
    text, _ = text_of(path)
    assert "乙丑县" in text
    assert "甲子县" not in text
    assert "丙寅县" not in text


def test_the_chart_of_a_county_page_names_that_county_alone(place: Path, tmp_path: Path) -> None:
    (path,) = made(place, tmp_path, "县页", "--county", "乙丑县", "--to", "html").values()
    (chart,) = re.findall(
        r"<svg[^>]*>(?:(?!</svg>).)*得分在全部单位中的位置.*?</svg>",
        path.read_text("utf-8"),
        re.DOTALL,
    )
    assert "乙丑县" in chart
    assert "甲子县" not in chart
    assert "丙寅县" not in chart


def test_an_unknown_document_is_told_with_those_there_are(place: Path) -> None:
    code, _, err = region(place, "report", "排名通表", *DAY)
    assert code == 2
    assert "是不是“排名通报”" in err


def test_receipt_and_return_letter_are_one_page_with_the_fingerprint(
    place: Path, tmp_path: Path
) -> None:
    target = tmp_path / "回执.pdf"
    assert region(place, "receipt", "甲子县", *DAY, "-o", str(target))[0] == 0
    text, pages = text_of(target)
    row = answer(place, "status")["rows"][0]
    assert pages == 1
    assert row["fingerprint"] in text
    assert region(place, "receipt", "丁卯县", *DAY)[0] == 2
