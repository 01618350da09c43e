"""定稿 and 用印页: what is inside the file, byte for byte, and that its structure keeps to PDF/A-3
and PDF/UA-1.

Only what can be read from the file without a validator is held here; ``docs/final-copy.md`` names
the validator that was run over the example, and what neither looks at.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from helpers_outputs import EXAMPLES, TODAY, call
from pikepdf import Dictionary, Name, Object, Pdf

from scoring.documents import assets
from scoring.documents.final_copy import Ending, appended, scoped
from scoring.pdf import printer
from scoring.pdf.archive import About, Enclosed, finished
from scoring.workspace import open_workspace

ABOUT = About("归档件 <一>", "示例县 & 创建办", date(2026, 11, 20))
PAGE = "<!DOCTYPE html><html lang=zh-CN><head><title>标题</title></head><body>{}</body></html>"
RARE = "𬭚镕㙦"


@dataclass(frozen=True)
class Copy:
    """A workspace with its final copies."""

    folder: Path
    plain: bytes
    tagged: bytes


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The one-level example, with a page for the seal and a mark; one piece has rare characters in
    its title."""
    folder = Path(
        shutil.copytree(EXAMPLES / "one-level", tmp_path_factory.mktemp("final") / "work")
    )
    register = folder / "evidence" / "register.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace("编制事项的批复", f"编制事项的批复（{RARE}）", 1), "utf-8")
    head = folder / "workspace.yaml"
    content = head.read_text("utf-8")
    head.write_text(content.replace("report:\n", "report:\n  seal: true\n", 1), "utf-8")
    assert open_workspace(folder).whole().head.report.seal  # type: ignore[union-attr]
    return Copy(folder, made(folder, "--mark", "内部资料"), made(folder, "--tagged"))


def made(folder: Path, *options: str) -> bytes:
    code, out, err = call(
        "-w", str(folder), "report", "self", "--final", "--today", TODAY, *options
    )
    assert code == 0, err
    assert "自评报告（定稿）.pdf" in out
    return Path(out.strip()).read_bytes()


def opened(data: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(data))


def files_of(paper: Pdf) -> dict[str, Object]:
    names = list(paper.Root.Names.EmbeddedFiles.Names)
    return {str(key): value for key, value in zip(names[::2], names[1::2], strict=True)}


def elements(paper: Pdf) -> Iterator[Object]:
    for item in paper.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.StructElem:
            yield item


def printed(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_the_evidence_inside_is_that_of_the_register_byte_for_byte(copy: Copy) -> None:
    workspace = open_workspace(copy.folder).whole()
    registered = {record.id: record for record in workspace.records}
    text = printed(copy.plain)
    with opened(copy.plain) as paper:
        there = files_of(paper)
        assert list(there) == sorted(there)
        assert all(name.isascii() for name in there)
        ids = [
            name.split("-")[1].split(".")[0]
            for name in there
            if name.startswith("FJ") and "E0" in name
        ]
        counting = {
            i for s in workspace.supports.values() for met in s.requirements for i in met.carried_by
        }
        assert set(ids) == {ident for ident in counting if registered[ident].file}
        for name, spec in there.items():
            if "data" in name:
                continue
            record = registered[name.split("-")[1].split(".")[0]]
            digest = hashlib.sha256(spec.EF.F.read_bytes()).hexdigest()
            assert digest == record.sha256
            assert digest in text
            assert str(spec.UF).startswith(name.split("-")[0])
            assert record.label[:6] in str(spec.UF)
            assert record.label in str(spec.Desc)


def test_every_attachment_is_associated_dated_and_typed(copy: Copy) -> None:
    with opened(copy.plain) as paper:
        there = files_of(paper)
        assert {spec.objgen for spec in paper.Root.AF} == {spec.objgen for spec in there.values()}
        kinds = {str(spec.AFRelationship) for spec in there.values()}
        assert kinds == {"/Source", "/Data", "/Supplement"}
        for spec in there.values():
            stream = spec.EF.F
            assert stream.Params.Size == len(stream.read_bytes())
            assert (
                str(stream.Params.ModDate) == str(stream.Params.CreationDate) == "D:20261122000000Z"
            )
            assert re.fullmatch(r"/\w+/[\w.+-]+", str(stream.Subtype))


def test_ids_in_the_text_lead_to_the_list(copy: Copy) -> None:
    with opened(copy.plain) as paper:
        targets = {str(name) for name in list(paper.Root.Names.Dests.Names)[::2]}
        wanted = {
            str(link.Dest if "/Dest" in link else link.A.D)
            for page in paper.pages
            for link in page.obj.get("/Annots", [])
            if "/Dest" in link or "/D" in link.get("/A", {})
        }
    assert "f-E0001" in wanted & targets
    assert "e-E0001" not in wanted
    assert wanted <= targets


def test_both_have_what_an_archive_asks_for(copy: Copy) -> None:
    for data, conformance in ((copy.plain, "U"), (copy.tagged, "A")):
        with opened(data) as paper:
            assert not paper.is_encrypted
            (intent,) = paper.Root.OutputIntents
            assert (intent.S, intent.DestOutputProfile.N) == (Name.GTS_PDFA1, 3)
            assert "/Filter" not in paper.Root.Metadata
            with paper.open_metadata() as said:
                assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", conformance)
                assert said["dc:title"] == str(paper.docinfo.Title)
                assert said["dc:creator"] == [str(paper.docinfo.Author)]
            assert len(paper.trailer.ID) == 2
            fonts = [
                item
                for item in paper.objects
                if isinstance(item, Dictionary) and "/FontDescriptor" in item
            ]
            assert fonts
            for font in fonts:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
            assert all("/ToUnicode" in item for item in paper.objects if _composite(item))
            # Nothing is see-through: no mark may hang over the text when it is printed by an old
            # machine.
            states = [item for item in paper.objects if isinstance(item, Dictionary)]
            assert all(float(state.get(key, 1)) == 1 for state in states for key in ("/ca", "/CA"))
            assert not any("/JS" in item for item in paper.objects if isinstance(item, Dictionary))
            for link in (link for page in paper.pages for link in page.obj.get("/Annots", [])):
                assert int(link.F) & 4


def _composite(item: Object) -> bool:
    return isinstance(item, Dictionary) and item.get("/Subtype") == Name.Type0


def test_the_tagged_one_can_be_read_aloud(copy: Copy) -> None:
    with opened(copy.tagged) as paper:
        assert bool(paper.Root.MarkInfo.Marked)
        assert str(paper.Root.Lang) == "zh-CN"
        assert bool(paper.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.obj.Tabs == Name.S for page in paper.pages)
        with paper.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
        roles = [str(item.S) for item in elements(paper)]
        levels = [int(role[2]) for role in roles if re.fullmatch("/H[1-6]", role)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert {"/L", "/LI", "/Table", "/TH", "/Figure", "/Link"} <= set(roles)
        figures = [item for item in elements(paper) if str(item.S) == "/Figure"]
        assert all(len(str(item.Alt)) > 10 for item in figures)
        heads = [item for item in elements(paper) if str(item.S) == "/TH"]
        assert {str(item.A.Scope) for item in heads} == {"/Column", "/Row"}
        assert all(
            len(item.A.Headers) for item in elements(paper) if "/Headers" in item.get("/A", {})
        )


def test_the_stated_length_of_a_stream_cannot_be_mistaken(copy: Copy) -> None:
    for data in (copy.plain, copy.tagged):
        assert b"\r\nendstream" not in data
        with opened(data) as paper:
            assert not any(
                b"endstream" in item.read_raw_bytes()
                for item in paper.objects
                if isinstance(item, pikepdf.Stream)
            )


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(copy: Copy) -> None:
    assert made(copy.folder, "--tagged") == copy.tagged


def test_rare_characters_are_printed_and_stand_in_the_names(copy: Copy) -> None:
    assert RARE in printed(copy.plain)
    with opened(copy.tagged) as paper:
        assert any(RARE in str(spec.UF) for spec in files_of(paper).values())


@pytest.mark.slow
def test_a_character_without_a_glyph_is_refused_by_name_in_every_variant() -> None:
    for variant in ("pdf/a-3u", "pdf/a-3a"):
        with pytest.raises(printer.RenderError, match=r"U\+20BB7"):
            printer.render(
                PAGE.format("<p>司法局𠮷</p>"), css=assets.print_sheets(), variant=variant
            )


def test_the_page_for_the_seal_is_the_last_and_says_who_and_when(copy: Copy) -> None:
    with pypdfium2.PdfDocument(copy.plain) as document:
        page = document[len(document) - 1]
        text = page.get_textpage()
        last = "".join(text.get_text_bounded().split())
        assert last.startswith("用印页")
        assert "承诺" in last
        assert "2026年11月22日" in last
        found = text.search("2026")
        index, _ = found.get_next()
        right = text.get_charbox(index + len("2026年11月22日") - 1)[2]
        inner = page.get_size()[0] - (26 if len(document) % 2 else 28) * 72 / 25.4
    # Four characters of 16 pt are left free on the right; the page before the body moves the side
    # that is bound.
    assert 64 - 8 < inner - right < 64 + 8


def test_a_draft_is_no_final_copy_but_its_mark_keeps_to_the_archive() -> None:
    html = PAGE.format("<h1>一</h1>").replace("<body>", '<body data-draft="草稿">')
    made = finished(
        printer.render(html, css=assets.print_sheets(), variant="pdf/a-3u"), ABOUT, tagged=False
    )
    with opened(made) as paper:
        assert "/Group" not in paper.pages[0].obj
        assert not any(
            "/SMask" in item
            for item in paper.objects
            if isinstance(item, (Dictionary, pikepdf.Stream))
        )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--final", "--draft"], "只能要一种"),
        (["--final", "--to", "docx"], "只有 pdf"),
        (["--tagged"], "--final"),
        (["--max-size", "5"], "--final"),
        (["tree", "--final", "--attach", "all"], "catalogue"),
        (["tree", "--seal"], "用印页只用于"),
    ],
)
def test_wishes_that_do_not_go_together(copy: Copy, options: list[str], said: str) -> None:
    code, _, err = call("-w", str(copy.folder), "report", *options)
    assert code == 2
    assert said in err


def test_data_with_errors_give_no_final_copy(tmp_path: Path, copy: Copy) -> None:
    folder = Path(shutil.copytree(copy.folder, tmp_path / "work"))
    head = folder / "workspace.yaml"
    head.write_text(head.read_text("utf-8") + "unknown_key: 1\n", "utf-8")
    shutil.rmtree(folder / "reports")
    code, out, err = call("-w", str(folder), "report", "self", "--final", "--today", TODAY)
    assert (code, out) == (1, "")
    assert "处错误" in err
    assert "shifan check" in err
    assert not (folder / "reports").exists()


def test_too_much_evidence_is_refused_with_the_ways_out(tmp_path: Path, copy: Copy) -> None:
    folder = Path(shutil.copytree(copy.folder, tmp_path / "work"))
    big = next((folder / "evidence" / "files").rglob("*.txt"))
    content = big.read_bytes() + b" " * 1_100_000
    digest = hashlib.sha256(big.read_bytes()).hexdigest()
    big.write_bytes(content)
    register = folder / "evidence" / "register.yaml"
    text = register.read_text("utf-8").replace(digest, hashlib.sha256(content).hexdigest())
    register.write_text(text, "utf-8")
    code, _, err = call("-w", str(folder), "report", "--final", "--max-size", "1", "--today", TODAY)
    assert code == 4
    assert "超过 1 MB" in err
    assert "--max-size" in err
    assert "evidence pack" in err


@pytest.mark.slow
def test_without_attachments_there_is_no_list(copy: Copy, tmp_path: Path) -> None:
    target = tmp_path / "自评.pdf"
    args = ("report", "self", "--final", "--attach", "none", "--today", TODAY, "-o", str(target))
    assert call("-w", str(copy.folder), *args)[0] == 0
    assert "附件清单" not in printed(target.read_bytes())
    with opened(target.read_bytes()) as paper:
        assert "/AF" not in paper.Root


@pytest.mark.slow
def test_all_lists_what_could_not_go_in(copy: Copy, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(copy.folder, tmp_path / "work"))
    register = folder / "evidence" / "register.yaml"
    lost = "- id: E0999\n  file: files/没有.txt\n  kind: 文件\n  title: 找不到的文件\n"
    register.write_text(register.read_text("utf-8").rstrip() + "\n" + lost, "utf-8")
    workspace = open_workspace(folder).whole()
    if workspace.errors:
        pytest.fail("\n".join(item.what for item in workspace.errors))
    text = printed(made(folder, "--attach", "all"))
    assert "没有装进来" in text
    assert "文件不在" in text


def test_two_names_for_one_content_are_written_once() -> None:
    html = PAGE.format("<p>字</p>")
    paper = printer.render(html, css=assets.print_sheets(), variant="pdf/a-3u")
    twice = [
        Enclosed(f"FJ00{n}.txt", f"FJ00{n}_甲.txt", "text/plain", b"x" * 999, "Supplement", "甲")
        for n in (2, 1)
    ]
    with opened(finished(paper, ABOUT, twice, tagged=False)) as made:
        there = files_of(made)
        assert list(there) == ["FJ001.txt", "FJ002.txt"]
        assert len({spec.EF.F.objgen for spec in there.values()}) == 1
        with made.open_metadata() as said:
            assert said["dc:title"] == ABOUT.title
            assert said["dc:creator"] == [ABOUT.author]


def test_a_file_that_contains_the_end_of_a_stream_comes_out_whole() -> None:
    paper = printer.render(PAGE.format("<p>字</p>"), css=assets.print_sheets(), variant="pdf/a-3u")
    noise = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(3000))
    content = noise[:40_000] + b"\nendstream\n" + noise[40_000:]
    item = Enclosed("FJ001.pdf", "FJ001_甲.pdf", "application/pdf", content, "Supplement", "甲")
    data = finished(paper, ABOUT, [item], tagged=False)
    with opened(data) as made:
        stream = files_of(made)["FJ001.pdf"].EF.F
        assert stream.read_bytes() == content
        assert b"endstream" not in stream.read_raw_bytes()


def test_header_cells_outside_a_head_stand_before_a_row() -> None:
    rows = "<tr><th>乙</th><th class=x>丙</th><th scope=col>丁</th></tr>"
    html = f"<table><thead><tr><th>甲</th></tr></thead>{rows}</table>"
    found = scoped(html)
    assert "<thead><tr><th>甲</th></tr></thead>" in found
    assert '<th scope="row">乙' in found
    assert '<th scope="row" class=x>丙' in found
    assert "<th scope=col>丁" in found


def test_a_table_without_header_cells_is_no_table_to_a_reader() -> None:
    body = (
        "<h2>二</h2><h4>四</h4><table><tr><td>得分<td>88</table><table><tr><th>得分<td>88</table>"
    )
    raw = printer.render(scoped(PAGE.format(body)), css=assets.print_sheets(), variant="pdf/a-3a")
    with opened(finished(raw, ABOUT, tagged=True)) as made:
        roles = [str(item.S) for item in elements(made)]
    assert roles.count("/Table") == 1
    assert [role for role in roles if role.startswith("/H")] == ["/H1", "/H2"]


def test_no_row_of_a_table_is_short() -> None:
    rows = "<tr><td rowspan=9>级别<td>1</tr><tr><td>2</tr><tr></tr><tr><td colspan=2>3</tr>"
    body = f"<table class=grid><thead><tr><th>甲<th>乙<th>丙</thead><tbody>{rows}</table>"
    raw = printer.render(PAGE.format(body), css=assets.print_sheets(), variant="pdf/a-3a")
    with opened(finished(raw, ABOUT, tagged=True)) as made:
        (group,) = [item for item in elements(made) if str(item.S) == "/TBody"]
        spans = [
            [(int(c.A.get("/ColSpan", 1)), int(c.A.get("/RowSpan", 1))) for c in row.K]
            for row in group.K
        ]
    assert spans == [[(1, 4), (1, 1), (1, 1)], [(1, 1), (1, 1)], [(2, 1)], [(2, 1)]]


def test_what_stands_behind_is_listed_and_the_attachments_are_named_above_the_signature(
    copy: Copy,
) -> None:
    text = printed(copy.plain)
    with opened(copy.plain) as paper:
        files = sum("data" not in name for name in files_of(paper))
        with paper.open_outline() as outline:
            marks = [item.title for item in outline.root]
    assert marks[-2:] == ["附件清单", "用印页"]
    contents = text[text.index("目录") : text.index("先看结论")]
    assert re.search(r"附件清单\.{9,}\d+用印页\.{9,}\d+", contents)
    note = f"附件：佐证材料（{files}件，清单附后）"
    assert 0 < text.index(note) < text.index("以下", text.index(note))


@pytest.mark.slow
def test_an_office_that_ends_its_documents_in_another_way_lists_what_is_there(copy: Copy) -> None:
    own = copy.folder / "templates" / "macros" / "final.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("<section class=rest><h1 id=x>本单位的末页</h1></section>", "utf-8")
    try:
        text = printed(made(copy.folder, "--attach", "none"))
    finally:
        own.unlink()
    assert "本单位的末页" in text
    assert "用印页" not in text


def test_a_template_without_an_end_still_gets_its_last_page() -> None:
    ending = Ending("题名", "示例县", "2026年11月22日", seal=True)
    assert appended("<p>字", "<i>尾</i>", ending) == "<p>字<i>尾</i>"
    assert appended("<p></body></html>", "<i>尾</i>", ending) == "<p><i>尾</i></body></html>"
    assert ending.date_width == 7
