"""Tagged files: nothing on a page is loose, everything is reached once, and in the order in which
it is read."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from helpers_outputs import EXAMPLES, TODAY, call
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from scoring.documents import assets
from scoring.pdf import printer

PAGE = "<!DOCTYPE html><html lang=zh-CN><head><title>标题</title><style>{}</style></head><body>{}</body></html>"
PAINTING = frozenset(
    ["Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"]
)
Place = tuple[tuple[int, int], int]
"""The page or the group that holds a piece of content, and its number there."""


@dataclass
class Reading:
    """All content of a file as its streams hold it, and as the structure tree reaches it."""

    paper: Pdf
    faults: Counter[str] = field(default_factory=Counter)
    texts: dict[Place, str] = field(default_factory=dict)
    artifacts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    reached: Counter[Place] = field(default_factory=Counter)
    elements: list[Object] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read aloud, from the first piece to the last."""
        return "".join(self.lines)

    def roles(self, *wanted: str) -> list[Object]:
        return [element for element in self.elements if str(element.S) in wanted]

    def of(self, subtype: str) -> set[str]:
        """The texts of the artifacts of a kind."""
        return {text for kind, text in self.artifacts if kind == subtype}


def read(data: bytes) -> Reading:
    """Read a tagged file without a word from the module that is tested here."""
    paper = pikepdf.open(io.BytesIO(data))
    found = Reading(paper)
    for page in paper.pages:
        _content(page.obj, page.obj.Resources, _unicode(page.obj.Resources), found)
    for stream in (item for item in paper.objects if isinstance(item, Stream)):
        if stream.get("/PatternType") == 1 and re.search(rb"\bB(DC|MC)\b", stream.read_bytes()):
            found.faults["marks in a pattern"] += 1
    root = paper.Root.StructTreeRoot
    parents = dict(
        zip(map(int, root.ParentTree.Nums[::2]), root.ParentTree.Nums[1::2], strict=True)
    )
    _tree(root.K[0], None, parents, found)
    elements = [
        item
        for item in paper.objects
        if isinstance(item, Dictionary) and item.get("/S") is not None
    ]
    known = {element.objgen for element in found.elements}
    found.faults["orphan"] += sum(
        item.objgen not in known for item in elements if item.get("/Type") == Name.StructElem
    )
    for page in paper.pages:
        for link in page.obj.get("/Annots", []):
            owner = parents[int(link.StructParent)]
            found.faults["link outside"] += not any(
                kid.get("/Type") == Name.OBJR and kid.Obj.objgen == link.objgen
                for kid in owner.K
                if isinstance(kid, Dictionary)
            )
            found.faults["link elsewhere"] += owner.objgen not in known or str(owner.S) != "/Link"
    found.faults += Counter(
        "never reached" if place in found.texts else "no content"
        for place in set(found.texts) ^ set(found.reached)
    )
    found.faults["reached twice"] += sum(count > 1 for count in found.reached.values())
    found.faults = +found.faults
    return found


def _unicode(resources: Object) -> dict[str, dict[int, str]]:
    tables = {}
    for name, font in resources.Font.items():
        pairs = re.findall(
            r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", font.ToUnicode.read_bytes().decode("latin-1")
        )
        tables[name] = {
            int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs
        }
    return tables


def _content(
    holder: Object, resources: Object, faces: dict[str, dict[int, str]], found: Reading
) -> None:
    """Go through one stream: each painting operator in exactly one marked piece, none within
    another."""
    stack: list[tuple[str, object]] = []
    face: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(holder):
        name = str(step.operator)
        if name == "Tf":
            face = faces[str(step.operands[0])]
        elif name in ("BDC", "BMC"):
            about = step.operands[1] if name == "BDC" else Dictionary()
            if stack:
                found.faults["nested"] += 1
            if "/MCID" in about:
                place = (holder.objgen, int(about.MCID))
                found.faults["number used twice"] += place in found.texts
                found.texts[place] = ""
                stack.append(("", place))
            else:
                found.faults["mark of no kind"] += str(step.operands[0]) != "/Artifact"
                found.artifacts.append((str(about.get("/Subtype", about.get("/Type", ""))), ""))
                stack.append(found.artifacts[-1])
        elif name == "EMC":
            stack.pop()
        elif (
            name == "Do"
            and (form := resources.XObject[str(step.operands[0])]).get("/Subtype") == Name.Form
        ):
            if not stack:
                _content(form, form.Resources, faces, found)
            elif re.search(rb"\bB(DC|MC)\b", form.read_bytes()):
                found.faults["nested in a group"] += 1
        elif name in PAINTING or isinstance(step, pikepdf.ContentStreamInlineImage):
            found.faults[f"loose {name}"] += len(stack) != 1
            if name in ("Tj", "TJ") and stack:
                said = _said(step.operands[0], face)
                if isinstance(stack[-1][1], tuple):
                    found.texts[stack[-1][1]] += said
                else:
                    kind, before = found.artifacts[-1]
                    found.artifacts[-1] = (kind, before + said)
    assert not stack


def _said(operand: Object, face: dict[int, str]) -> str:
    pieces = [
        bytes(item)
        for item in (operand if isinstance(operand, Array) else [operand])
        if _is_text(item)
    ]
    return "".join(
        face[int.from_bytes(raw[at : at + 2], "big")]
        for raw in pieces
        for at in range(0, len(raw), 2)
    )


def _is_text(item: object) -> bool:
    return isinstance(item, pikepdf.String)


def _tree(element: Object, page: Object | None, parents: dict[int, Object], found: Reading) -> None:
    """Go down the structure in the order of reading; the parent tree has to lead back for each
    piece."""
    found.elements.append(element)
    page = element.get("/Pg", page)
    for kid in element.get("/K", []):
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            continue
        if isinstance(kid, Dictionary) and kid.get("/Type") != Name.MCR:
            found.faults["wrong parent"] += kid.P.objgen != element.objgen
            _tree(kid, page, parents, found)
            continue
        reference = kid if isinstance(kid, Dictionary) else Dictionary(MCID=kid)
        holder = reference.get("/Stm", reference.get("/Pg", page))
        place = (holder.objgen, int(reference.MCID))
        found.reached[place] += 1
        found.lines.append(found.texts.get(place, ""))
        found.faults["parent tree"] += (
            parents[int(holder.StructParents)][int(reference.MCID)].objgen != element.objgen
        )


def tagged(body: str, style: str = "", variant: printer.Variant = "pdf/ua-1") -> Reading:
    return read(
        printer.render(PAGE.format(style, body), css=assets.print_sheets(), variant=variant)
    )


RUNNING = """
@page { @top-center { content: element(top) } @left-middle { content: "侧边" }
        @top-right { content: "页眉"; border-bottom: 1px solid; background: #eee } }
.top { position: running(top) }
.every { position: fixed; top: -20mm; right: 0; white-space: nowrap }
.every b { position: absolute; top: 5mm }
"""


def test_what_stands_in_the_margins_is_no_content() -> None:
    body = (
        "<p class=top>内部 <a href='#z'>去</a></p><p class=every>每页<b>都有</b></p>"
        "<h1>一、甲</h1><p>正文一</p><h1 style='break-before:page' id=z>二、乙</h1><p>正文二</p>"
    )
    found = tagged(body, RUNNING)
    assert not found.faults
    assert found.text == "一、甲正文一二、乙正文二"
    assert found.of("/Footer") == {"— 1 —", "— 2 —"}
    assert {"页眉", "内部 ", "去"} <= found.of("/Header")
    assert {"侧边", "每页", "都有"} <= found.of("/Pagination")
    # The link in the running head works, so it is in the tree, with its text as description.
    assert len(found.roles("/Link")) == 1


def test_the_mark_across_the_page_is_a_watermark() -> None:
    html = PAGE.format("", "<p>一</p>").replace("<body>", "<body data-draft=草稿>")
    found = read(printer.render(html, css=assets.print_sheets(), variant="pdf/ua-1"))
    assert not found.faults
    assert found.of("/Watermark") == {"草稿"}
    assert found.text == "一"


def test_leaders_are_not_read_and_a_line_of_contents_is_one_link() -> None:
    body = (
        "<div class=toc><a href='#a'>一、得分<br>情况</a></div><main><h1 id=a>一、"
        "得分情况</h1></main>"
    )
    found = tagged(body)
    assert not found.faults
    assert found.text == "一、得分情况1一、得分情况"
    assert any(set(text) <= {".", " "} and text for text in found.of("/Layout"))
    assert len(found.roles("/Link")) == 1


def test_a_link_says_its_text_and_not_the_name_of_its_target() -> None:
    body = (
        "<p>见 <a href='#i-1'>1.1.1\n 办理时限</a>，<a "
        "href='https://example.cn/'>公开网址</a></p><p id=i-1>字</p>"
    )
    raw = printer.render(PAGE.format("", body), css=assets.print_sheets(), variant="pdf/ua-1")
    with pikepdf.open(io.BytesIO(raw)) as paper:
        assert [str(link.Contents) for link in paper.pages[0].obj.Annots] == [
            "1.1.1 办理时限",
            "公开网址",
        ]
        assert paper.pages[0].obj.Tabs == Name.S


PIECES = """
<p style='text-decoration:underline overline line-through'>划线</p>
<p style='outline:2px dashed; box-shadow:2px 2px 3px red; border:3px groove; border-radius:4px'>框</p>
<div style='columns:2; column-rule:1px solid; background:linear-gradient(red,blue)'><p>左</p><p>右</p></div>
<p style='background:linear-gradient(45deg,red,blue) 0 0/5mm 5mm'>底纹</p>
<div style='opacity:.5'>淡<b style='opacity:.5'>更淡</b><a href='#x'>去</a></div>
<div style='transform:rotate(3deg); overflow:hidden; border:1px dotted'>斜<b style='display:inline-block'>块</b></div>
<p style='visibility:hidden'>不见</p><ul><li>点<ul><li>里</li></ul></li></ul>
<p style='float:right; width:4em; background:#eee'>浮</p><p style='position:relative; z-index:2'>叠</p>
<p style='overflow:hidden; white-space:nowrap; text-overflow:ellipsis; width:5em'>很长很长很长的一行字</p>
<figure><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 30' width=60 height=30><title>图的说明</title>
<defs><pattern id=h width=4 height=4 patternUnits=userSpaceOnUse><path d='M0 0L4 4' stroke='#000'/></pattern></defs>
<g opacity='.5'><rect width=40 height=20 fill='url(#h)'/></g><text x=2 y=12 font-size=6>字</text></svg>
<figcaption>图1</figcaption></figure>
<table style='border-collapse:collapse'>
<tr><th style='border:1px solid'>头</th><td style='border:1px solid; background:#eee'>格</td></tr></table>
<p id=x>末</p>
"""


@pytest.mark.parametrize("variant", ["pdf/ua-1", "pdf/a-3a"])
def test_whatever_is_painted_is_tagged_once_or_an_artifact(variant: printer.Variant) -> None:
    found = tagged(PIECES, variant=variant)
    assert not found.faults
    assert [
        text for text in ("淡", "更淡", "去", "斜", "块", "头", "末") if text not in found.text
    ] == []
    (figure,) = found.roles("/Figure")
    assert str(figure.Alt) == "图的说明"
    assert "字" in found.text  # the text of a drawing is a part of its figure


def test_what_a_group_holds_is_reached_through_it() -> None:
    raw = printer.render(
        PAGE.format("", "<p>前</p><p style='opacity:.5'>淡</p>"),
        css=assets.print_sheets(),
        tagged=True,
    )
    with pikepdf.open(io.BytesIO(raw)) as paper:
        (form,) = [
            item for item in paper.objects if isinstance(item, Stream) and "/StructParents" in item
        ]
        assert form.Subtype == Name.Form
        assert int(form.StructParents) != int(paper.pages[0].obj.StructParents)
    assert read(raw).text == "前淡"


def test_the_box_of_a_figure_is_where_the_figure_is() -> None:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width=80 height=40><title>图</title><rect "
        "width=80 height=40 /></svg>"
    )
    style = "@page{size:400px 800px; margin:0} body{margin:0}"
    found = tagged(f"<div style='height:100px'></div><div style='line-height:0'>{svg}</div>", style)
    (figure,) = found.roles("/Figure")
    assert [round(float(side)) for side in figure.A.BBox] == [0, 495, 60, 525]


def long_table(count: int, *, foot: str = "") -> str:
    rows = "".join(f"<tr><td>{n}</td><td>值{n}</td></tr>" for n in range(2, count + 1))
    head = "<thead><tr><th>编号</th><th>得分</th></tr></thead>"
    first = f"<tr><td rowspan=3>首</td><td>值1</td></tr><tr><td>值a</td></tr><tr><td>值b</td></tr>{rows}"
    return (
        f"<table class=grid><caption>表1</caption>{head}<tbody "
        f"class=long>{first}</tbody>{foot}</table>"
    )


def test_a_table_over_several_pages_is_one_table_with_one_head() -> None:
    found = tagged(
        "<p>前</p>"
        + long_table(90, foot="<tfoot><tr><td colspan=2>合计</td></tr></tfoot>")
        + "<p>后</p>"
    )
    assert not found.faults
    values = "值1值a值b" + "".join(f"{n}值{n}" for n in range(2, 91))
    assert found.text == f"前表1编号得分首{values}合计后"
    assert (
        len(found.roles("/Table")) == len(found.roles("/THead")) == len(found.roles("/TFoot")) == 1
    )
    assert len(found.roles("/TR")) == 1 + 92 + 1
    assert {"编号", "得分", "合计"} <= found.of("/Pagination")
    assert not any("/Headers" in cell.get("/A", {}) for cell in found.roles("/TD"))


def test_a_merged_cell_that_a_page_cuts_keeps_its_rows() -> None:
    rows = "<tr><td rowspan=60>级别<td>1</tr>" + "".join(f"<tr><td>{n}</tr>" for n in range(2, 61))
    found = tagged(
        f"<table class=grid><thead><tr><th>甲<th>乙</thead><tbody class=long>{rows}</table>"
    )
    assert not found.faults
    (group,) = found.roles("/TBody")
    assert len(group.K) == 60
    spans = [int(cell.A.RowSpan) for cell in found.roles("/TD") if "/RowSpan" in cell.A]
    assert spans == [60]


@pytest.mark.slow
def test_what_a_page_break_cuts_is_one_paragraph_one_item_one_cell() -> None:
    words = "".join(f"第{n}句话说完了。" for n in range(300))
    links = "<a href='#x'>" + "很长的链接" * 150 + "</a>"
    body = (
        f"<p>{words}</p><ul><li>{words}</li><li>后</li></ul><div>头<p>段</p>尾{links}</div>"
        f"<table class=grid><tr style='break-inside:auto'><td>{words}</td><td>右</td></tr></table><p id=x>末</p>"
    )
    found = tagged(body)
    assert not found.faults
    assert found.text == f"{words}• {words}• 后头段尾{'很长的链接' * 150}{words}右末"
    counts = {
        role: len(found.roles(role))
        for role in ("/P", "/L", "/LI", "/Lbl", "/LBody", "/TR", "/TD", "/Link")
    }
    assert counts == {
        "/P": 3,
        "/L": 1,
        "/LI": 2,
        "/Lbl": 2,
        "/LBody": 2,
        "/TR": 1,
        "/TD": 2,
        "/Link": 1,
    }


def test_a_space_that_stands_alone_is_said() -> None:
    raw = printer.render(
        PAGE.format("", "<p><b>满分</b> <b>自评</b></p>"),
        css=assets.print_sheets(),
        variant="pdf/ua-1",
    )
    with pikepdf.open(io.BytesIO(raw)) as paper:
        steps = [
            step
            for step in pikepdf.parse_content_stream(paper.pages[0])
            if str(step.operator) == "BDC"
        ]
    assert [
        str(step.operands[1].ActualText) for step in steps if "/ActualText" in step.operands[1]
    ] == [" "]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The self-assessment of the smallest example, tagged and not."""
    folder = Path(shutil.copytree(EXAMPLES / "one-level", tmp_path_factory.mktemp("tags") / "work"))
    made = []
    for options in (["--tagged"], []):
        code, out, err = call(
            "-w",
            str(folder),
            "report",
            "self",
            "--final",
            "--attach",
            "none",
            "--today",
            TODAY,
            *options,
        )
        assert code == 0, err
        made.append(Path(out.strip()).read_bytes())
    return made[0], made[1]


def test_nothing_of_a_whole_report_is_loose(report: tuple[bytes, bytes]) -> None:
    found = read(report[0])
    assert not found.faults
    assert {"— 1 —", "— I —"} <= found.of("/Footer")
    assert "二、得分情况" in found.of("/Header")
    assert not re.search(r"— [0-9IVX]+ —|\.\.\.", found.text)
    assert "评分对象示例区指标体系行政复议规范化单项示范指标（参考）评分轮次" in found.text
    assert (
        "编号评价指标满分应得自评佐证核验现分状态1机构人员经费保障8.008.008.008.00—8.00"
        in found.text
    )
    assert found.text.count("编号评价指标满分应得自评佐证核验现分状态") == 1


def test_tags_change_nothing_that_is_seen(report: tuple[bytes, bytes]) -> None:
    for with_tags, without in zip(pictures(report[0]), pictures(report[1]), strict=True):
        assert with_tags == without


def pictures(data: bytes) -> Iterator[bytes]:
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            yield page.render(scale=0.5).to_pil().tobytes()
