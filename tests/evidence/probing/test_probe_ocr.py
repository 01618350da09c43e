"""Scans: what happens without an engine, what the red channel does, and, where the extra is
installed, real reading."""

import datetime
import importlib.util

import probe_samples as make
import pytest

from scoring.evidence.probing import probe
from scoring.reading import ocr
from scoring.reading.placed_text import Box, to_lines

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="the optional extra ocr is not installed"
)


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: None)
    monkeypatch.setattr(ocr, "available", lambda: False)


@pytest.fixture
def counting_engine(monkeypatch):
    calls = []

    def read(image, *, first):
        calls.append((image.size, first))
        return "\n".join(make.LINES[:3] if first else make.LINES[3:])

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "read_page", read)
    return calls


def blank_pages(tmp_path, count):
    return make.scan_pdf(
        tmp_path / "扫描.pdf",
        [make.picture_of_page([f"第{at}页"]).resize((620, 877)) for at in range(count)],
    )


def test_without_an_engine_a_scan_waits(tmp_path, no_engine):
    result = probe(blank_pages(tmp_path, 2))
    assert (result.type, result.state, result.text_source, result.pages) == (
        "scan-pdf",
        "unread",
        "none",
        2,
    )
    assert "待识别" in result.reason
    picture = make.picture_of_page()
    picture.save(tmp_path / "扫描.jpg")
    assert probe(tmp_path / "扫描.jpg").state == "unread"
    assert probe(make.photo(tmp_path / "现场.jpg")).state == "ok", "a scene needs no reading"


def test_off_reads_nothing(tmp_path, counting_engine):
    assert probe(blank_pages(tmp_path, 1), ocr="off").state == "unread"
    assert counting_engine == []


def test_auto_reads_first_and_last_page_and_all_reads_all(tmp_path, counting_engine):
    path = blank_pages(tmp_path, 5)
    result = probe(path)
    assert (result.state, result.text_source, result.ocr_pages) == ("ok", "ocr", (1, 5))
    assert [first for _, first in counting_engine] == [True, False]
    assert "第 1、5 页" in result.reason
    assert (result.facts.doc_no.value, result.facts.doc_no.how) == (
        "示司发〔2026〕12号",
        "OCR，文头第2行",
    )
    assert (result.facts.date.value, result.facts.date.how) == (
        datetime.date(2026, 5, 18),
        "OCR，落款",
    )
    assert probe(path, ocr="all").ocr_pages == (1, 2, 3, 4, 5)


def test_scenes_are_read_only_when_everything_is(tmp_path, counting_engine):
    path = make.photo(tmp_path / "现场.jpg")
    assert probe(path).text == ""
    assert counting_engine == []
    assert probe(path, ocr="all").text_source == "ocr"


def test_a_text_with_a_scanned_page_in_it_is_no_scan(tmp_path, counting_engine):
    import pikepdf

    make.pdf(tmp_path / "a.pdf", [make.LINES, make.LINES])
    with pikepdf.open(tmp_path / "a.pdf") as book, pikepdf.open(blank_pages(tmp_path, 1)) as scan:
        book.pages.append(scan.pages[0])
        book.save(tmp_path / "b.pdf")
    result = probe(tmp_path / "b.pdf")
    assert (result.type, result.text_source, result.ocr_pages) == ("pdf", "layer", (3,))


def test_seals_vanish_and_red_heads_stay():
    page = make.seal(make.picture_of_page(["", "示"], colours={1: (214, 30, 38)}), (620, 1400))
    grey = ocr.without_seals(page, first=True).convert("L")
    assert min(grey.crop((0, 1200, 1240, 1600)).tobytes()) > 200, "the seal is as pale as paper"
    assert min(grey.crop((0, 250, 1240, 400)).tobytes()) < 130, "the red head is dark"
    assert min(ocr.without_seals(page, first=False).crop((0, 250, 1240, 400)).tobytes()) > 200


def test_ink_under_a_seal_stays_dark():
    page = make.seal(make.picture_of_page(["", "", "示例县"], size=60), (240, 410))
    grey = ocr.without_seals(page, first=False).convert("L").crop((150, 370, 340, 450))
    shades = sorted(grey.tobytes())
    assert shades[len(shades) // 50] < 90
    assert shades[len(shades) // 2] > 220


def test_tesseract_is_the_second_choice(tmp_path, monkeypatch):
    """Without RapidOCR the program on the path is asked, on one thread, for one block of simplified
    Chinese."""
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\ntest -s "$1" || exit 1\necho "示例县 $OMP_THREAD_LIMIT $*" | sed "s|$1 ||"\n'
        "echo\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(ocr.importlib.util, "find_spec", lambda name: None)
    ocr.engine.cache_clear()
    try:
        assert ocr.available()
        text = ocr.read_page(make.picture_of_page(["示例县"]), first=True)
    finally:
        ocr.engine.cache_clear()
    assert text == "示例县 1 stdout -l chi_sim --psm 6"


def test_boxes_become_lines():
    boxes = [
        Box(300, 12, 80, 20, "右"),
        Box(10, 10, 80, 20, "左"),
        Box(95, 11, 80, 20, "中"),
        Box(10, 50, 80, 20, "下"),
    ]
    assert to_lines(boxes) == ["左中\t右", "下"]
    assert to_lines([]) == []


def test_punctuation_of_print():
    assert ocr.full_width("清单(2026年版)的通知:") == "清单（2026年版）的通知："
    assert ocr.full_width("3.5(a), http://x") == "3.5(a), http://x"


def test_large_pages_are_shrunk():
    assert max(ocr.shrink(make.picture_of_page().resize((2480, 3508))).size) == ocr.SIDE


@pytest.mark.slow
@needs_engine
def test_a_sealed_scan_is_really_read(tmp_path):
    first = make.picture_of_page(make.LINES[:5], colours={0: (208, 2, 27)})
    last = make.seal(make.picture_of_page(make.LINES[5:]), (400, 340)).rotate(
        0.6, fillcolor=(250, 249, 245)
    )
    result = probe(make.scan_pdf(tmp_path / "扫描.pdf", [first, last]))
    assert (result.type, result.text_source) == ("scan-pdf", "ocr")
    facts = result.facts
    assert facts.doc_no.value == "示司发〔2026〕12号"
    assert facts.date.value == datetime.date(2026, 5, 18)
    assert facts.issuer.value == "示例县司法局"
    assert facts.title.value == make.LINES[2]
