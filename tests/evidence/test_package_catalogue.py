"""佐证材料目录: a row for each piece under each indicator, with its state there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.documents.catalogue import Catalogue, CatalogueRow, build_catalogue, catalogue_sheet
from scoring.evidence.intake import ProbeStore, counted_pages
from scoring.evidence.package import pages
from scoring.evidence.package.pages import page_counts
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
TWO_PAGES = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def catalogue(workspace: Workspace, **more: object) -> Catalogue:
    return build_catalogue(workspace, workspace.assess(), DAY, pages={}, **more)  # type: ignore[arg-type]


def rows(made: Catalogue) -> list[CatalogueRow]:
    return [row for section in made.sections for row in section.rows]


def test_rows_follow_the_tree_and_say_what_each_piece_is_worth_there(opened: Opener) -> None:
    """The same file stands under two indicators; what is not confirmed or mapped stands there too,
    without counting.

    == evidence/register.yaml
    - {id: E0010, file: files/清单.txt, title: 迟到的, date: 2026-03-02, proves: [{indicator: "1.1"}]}
    - id: E0002
      file: files/清单.txt
      title: 清单
      doc_no: 示政发〔2026〕1号
      issuer: 示例县人民政府
      date: 2026-03-01
      review: {state: accepted}
      proves:
      - {indicator: "1.2", locate: 第2页}
      - {indicator: "1.1", item: 办理清单, locate: 第1页}
      - {indicator: "1.1", locate: 附表}
    - {id: E0003, url: "https://example.com", seen: 2019-01-01, proves: [{indicator: "1.1"}]}
    - {id: E0004, file: files/没有.pdf, proves: [{indicator: "1.2", state: proposed}]}
    - {id: E0005, file: files/清单.txt, date: 2026-03-01, kind: 图片, proves: [{indicator: "1.1"}]}
    - {id: E0006, file: files/清单.txt, date: 2026-03-01, proves: [{indicator: "1"}]}
    - {id: E0007, file: files/清单.txt, date: 2026-03-01}
    """
    made = catalogue(
        opened(test_rows_follow_the_tree_and_say_what_each_piece_is_worth_there.__doc__)
    )
    assert [(section.code, section.name, section.path) for section in made.sections] == [
        ("1", "依法履职", ()),
        ("1.1", "网上办理", ("依法履职",)),
        ("1.2", "公开到位", ("依法履职",)),
        ("", "未对应指标", ()),
    ]
    assert [(row.number, row.indicator, row.inner, row.id, row.state) for row in rows(made)] == [
        ("1", "1", "1", "E0006", "不起作用：没有对应到末级指标"),
        ("2", "1.1", "1", "E0002", "有效"),
        ("3", "1.1", "2", "E0003", "不起作用：与佐证要求不符"),
        ("4", "1.1", "3", "E0005", "不起作用：与佐证要求不符"),
        ("5", "1.1", "4", "E0010", "有效，待审核"),
        ("6", "1.2", "1", "E0002", "有效"),
        ("7", "1.2", "2", "E0004", "不起作用：文件缺失；没有日期；对应关系尚未确认"),
        ("8", "", "1", "E0007", "不起作用：没有对应到指标"),
    ]
    row = rows(made)[1]
    assert (row.issuer, row.doc_no, row.title, row.date, row.place) == (
        "示例县人民政府",
        "示政发〔2026〕1号",
        "清单",
        "20260301",
        "第1页；附表",
    )
    assert ("有佐证的指标", "2 项") in made.counts
    assert ("没有佐证的指标", "1 项") in made.counts


def test_a_package_says_what_it_does_not_hold(opened: Opener) -> None:
    made = catalogue(
        opened(samples.SOUND),
        left_out={"E0001": "文件缺失"},
        remark=lambda code, ident: f"{code}/{ident}",
    )
    assert [(row.state, row.counts, row.remark) for row in rows(made)] == [
        ("未收入：文件缺失", False, "1.1/E0001"),
        ("有效，待审核", True, "1.2/E0002"),
    ]


def test_an_empty_register_has_a_catalogue_that_says_so(opened: Opener) -> None:
    made = catalogue(opened({**samples.SOUND, "evidence/register.yaml": ""}))
    assert made.sections == ()
    assert catalogue_sheet(made).rows[0][1] == "没有登记佐证"


@pytest.mark.slow
def test_pages_are_counted_for_pages_and_pictures(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but fixed pages has a number; a broken file has none either.

    == evidence/register.yaml
    - {id: E0001, file: files/两页.pdf, date: 2026-03-01, proves: [{indicator: "1.1"}]}
    - {id: E0002, file: files/坏.pdf, date: 2026-03-01, proves: [{indicator: "1.1"}]}
    - {id: E0003, file: files/图.png, date: 2026-03-01, proves: [{indicator: "1.1"}]}
    - {id: E0004, file: files/清单.txt, date: 2026-03-01, proves: [{indicator: "1.1"}]}
    """
    files = {
        **samples.SOUND,
        **samples.texts(test_pages_are_counted_for_pages_and_pictures.__doc__),
    }
    pictures: dict[str, str | bytes] = {
        "evidence/files/两页.pdf": TWO_PAGES,
        "evidence/files/坏.pdf": "no pdf",
        "evidence/files/图.png": b"\x89PNG",
    }
    workspace = opened({**files, **pictures})
    assert page_counts(workspace.records, workspace.files, tmp_path) == {"E0001": 2, "E0003": 1}
    assert not (tmp_path / ".shifan" / "probes.sqlite").exists(), "two files are not worth a write"
    monkeypatch.setattr(pages, "WORTH_KEEPING", 1)
    page_counts(workspace.records, workspace.files, tmp_path)
    kept = counted_pages(tmp_path)
    assert sorted(kept.values()) == [0, 2]
    with ProbeStore(tmp_path) as store:
        store.keep_pages({digest: 7 for digest, count in kept.items() if count})
    again = page_counts(workspace.records, workspace.files, tmp_path)
    assert again == {"E0001": 7, "E0003": 1}, "a file that has not changed is not counted twice"
    (tmp_path / ".shifan" / "probes.sqlite").unlink()
    shown = {row.id: row.pages for row in rows(build_catalogue(workspace, workspace.assess(), DAY))}
    assert shown == {"E0001": "2", "E0002": "", "E0003": "1", "E0004": ""}
