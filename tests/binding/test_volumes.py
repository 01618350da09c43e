"""Volumes from a real workspace: every page opened again and read."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from binding_samples import County, blank, letter, photo, red, words
from click.testing import CliRunner

from scoring.binding import convert, volumes
from scoring.binding.recording import keep_numbers
from scoring.binding.volumes import Bound, Terms, bind
from scoring.cli.app import shifan
from scoring.evidence.model import read_register
from scoring.workspace.changes import Author
from scoring.yamlio import read

TODAY = date(2026, 11, 22)


def bound(county: County, folder: Path, terms: Terms | None = None) -> Bound:
    workspace = county.open()
    made = bind(workspace, workspace.assess(), folder, terms or Terms(ocr=False))
    keep_numbers(county.path, made.places, Author("王敏", TODAY))
    return made


@pytest.fixture
def county(tmp_path: Path) -> County:
    county = County(tmp_path / "county")
    proof = ", locate: 第2页, what: 全县办结一千二百项"
    county.add(
        "E0001",
        "办理通知.pdf",
        letter("示例县文件", "本年全县办结一千二百项，全部网上办理。"),
        "1.1",
        proof=proof,
    )
    caption = (
        "  caption: {时间: 2026年3月5日, 地点: 县礼堂, 人物: 干部群众, 主题: 普法活动, 背景: "
        "宪法宣传周, 事由: 宣讲}\n"
    )
    county.add("E0002", "普法照片.jpg", photo(), "2.1", more=caption)
    county.add("E0003", "公开截图.jpg", photo(turn=6), "1.2")
    return county


@pytest.mark.slow
def test_every_page_carries_its_number_and_the_contents_say_it(
    county: County, tmp_path: Path
) -> None:
    made = bound(county, tmp_path / "out")
    assert {ident: place.cited for ident, place in made.places.items()} == {
        "E0001": "第1卷第1—2页",
        "E0003": "第1卷第3页",
        "E0002": "第2卷第1页",
    }
    first, second = (words(volume.file) for volume in made.volumes)
    numbered = [page for page in first if "第1卷" in page and page.endswith("页")]
    assert [page.rsplit("第1卷", 1)[1] for page in numbered] == ["第1页", "第2页", "第3页"]
    assert any("卷内目录" in page and "E0001" in page and "第1—2页" in page for page in first)
    form = next(page for page in first if "佐证材料提交表" in page)
    assert "王敏2026-05-02" in form
    assert "全县办结一千二百项（原件第2页）" in form
    assert any("地点：县礼堂" in page and "事由：宣讲" in page for page in second)


@pytest.mark.slow
def test_the_number_in_the_register_is_the_page_that_the_report_cites(
    county: County, tmp_path: Path
) -> None:
    made = bound(county, tmp_path / "out")
    document, _ = read(county.path / "evidence/register.yaml", "evidence/register.yaml")
    records, problems = read_register(document)
    assert not problems
    place = next(record.bound for record in records if record.id == "E0001")
    assert place is not None
    assert place.cite() == "第1卷第1—2页"
    cited = place.cite(2)
    (page,) = [page for page in words(made.volumes[0].file) if page.endswith(cited)]
    assert "全县办结一千二百项" in page
    runner = CliRunner()
    result = runner.invoke(
        shifan, ["-w", str(county.path), "report", "self", "--to", "html", "--today", "2026-11-22"]
    )
    assert result.exit_code in (0, 1), result.output
    page = next((county.path / "reports").glob("*.html")).read_text("utf-8")
    assert f"{cited}（原件第2页）" in page


@pytest.mark.slow
def test_the_red_line_is_under_the_words(county: County, tmp_path: Path) -> None:
    made = bound(county, tmp_path / "out")
    file = made.volumes[0].file
    at = next(at for at, page in enumerate(words(file)) if page.endswith("第1卷第2页"))
    ink = red(file, at)
    assert ink
    assert max(y for _, y in ink) - min(y for _, y in ink) <= 3
    assert not red(file, at - 1)


@pytest.mark.slow
def test_words_that_are_not_there_mark_the_margin_of_the_page(
    county: County, tmp_path: Path
) -> None:
    county.add(
        "E0004",
        "另一通知.pdf",
        letter("甲", "乙"),
        "1.1",
        proof=", locate: 第2页, what: 完全不在这里的文字",
    )
    made = bound(county, tmp_path / "out")
    file = made.volumes[0].file
    at = next(at for at, page in enumerate(words(file)) if page.startswith("乙"))
    ink = red(file, at)
    assert max(y for _, y in ink) - min(y for _, y in ink) > 100
    assert len({x for x, _ in ink}) <= 4


@pytest.mark.slow
def test_a_photograph_is_upright_and_its_data_is_not_touched(
    county: County, tmp_path: Path
) -> None:
    made = bound(county, tmp_path / "out")
    original = (county.path / "evidence/files/普法照片.jpg").read_bytes()
    with pikepdf.open(made.volumes[1].file) as document:
        streams = [
            image.read_raw_bytes()
            for page in document.pages
            for image in page.resources.get("/XObject", pikepdf.Dictionary()).values()
            if image.get("/Subtype") == "/Image"
        ]
    assert original in streams


@pytest.mark.slow
def test_contents_lead_to_the_piece_and_its_number_leads_back(
    county: County, tmp_path: Path
) -> None:
    made = bound(county, tmp_path / "out")
    with pikepdf.open(made.volumes[0].file) as document:
        pages = [page.obj.objgen for page in document.pages]
        links = {
            (at, pages.index(note.Dest[0].objgen))
            for at, page in enumerate(document.pages)
            for note in page.obj.get("/Annots", [])
        }
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
    text = words(made.volumes[0].file)
    contents = next(at for at, page in enumerate(text) if "卷内目录" in page)
    form = next(at for at, page in enumerate(text) if "佐证材料提交表" in page)
    piece = next(at for at, page in enumerate(text) if page.endswith("第1卷第1页"))
    assert {(contents, piece), (form, piece), (piece, form)} <= links
    assert titles == ["卷内目录", "1.1 网上办理", "1.2 公开到位"]


@pytest.mark.slow
def test_the_same_evidence_gives_the_same_bytes_in_any_folder_and_is_not_bound_twice(
    county: County, tmp_path: Path
) -> None:
    first = bound(county, tmp_path / "out")
    other = County(tmp_path / "elsewhere")
    shutil.rmtree(other.path)
    shutil.copytree(county.path, other.path, ignore=shutil.ignore_patterns(".shifan"))
    again = bound(other, tmp_path / "second")
    for here, there in zip(first.volumes, again.volumes, strict=True):
        assert here.file.read_bytes() == there.file.read_bytes()
    assert [volume.fresh for volume in bound(county, tmp_path / "out").volumes] == [False, False]


@pytest.mark.slow
def test_a_piece_that_comes_later_moves_no_number(county: County, tmp_path: Path) -> None:
    first = bound(county, tmp_path / "out")
    county.add("E0009", "补充.pdf", letter("补充材料"), "1.1")
    again = bound(county, tmp_path / "out")
    assert {ident: again.places[ident] for ident in first.places} == dict(first.places)
    assert again.places["E0009"].labels == ("2-1",)
    assert [volume.fresh for volume in again.volumes] == [True, False]
    assert any(page.endswith("第1卷第2-1页") for page in words(again.volumes[0].file))
    new = bound(county, tmp_path / "out", Terms(ocr=False, renumber=True))
    assert new.places["E0009"].labels == ("3",)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("打不开.pdf", b"%PDF-1.7\nbroken", "损坏"),
        ("说明.xyz", b"\x00\x01\x02\x03" * 50, "不能排成页面"),
        ("坏图.jpg", photo()[:900], "损坏"),
    ],
)
def test_what_cannot_be_put_on_pages_has_a_sheet_that_says_why(
    county: County, tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    county.add("E0005", name, raw, "1.2")
    made = bound(county, tmp_path / "out")
    assert reason in made.sheets["E0005"]
    (sheet,) = [
        page for page in words(made.volumes[0].file) if "另附电子件" in page and name in page
    ]
    assert reason in sheet
    assert hashlib.sha256(raw).hexdigest()[:20] in sheet


@pytest.mark.slow
def test_a_locked_file_a_long_one_and_scripts(county: County, tmp_path: Path) -> None:
    with pikepdf.open(county.path / "evidence/files/办理通知.pdf") as document:
        document.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="x", user="y"))
        document.Root.OpenAction = document.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        )
        document.attachments["附件.txt"] = b"inside"
        document.save(tmp_path / "scripted.pdf")
    county.add("E0006", "加锁.pdf", (tmp_path / "locked.pdf").read_bytes(), "1.2")
    county.add("E0007", "一万页.pdf", blank(10_000), "1.2")
    county.add("E0008", "带脚本.pdf", (tmp_path / "scripted.pdf").read_bytes(), "2.1")
    made = bound(county, tmp_path / "out")
    assert "10000 页" in made.sheets["E0007"]
    assert "密码" in made.sheets["E0006"]
    raw = b"".join(volume.file.read_bytes() for volume in made.volumes)
    assert b"JavaScript" not in raw
    with pikepdf.open(made.volumes[-1].file) as document:
        assert not document.attachments
        assert "/OpenAction" not in document.Root
    assert any("附件1个未排入" in page for page in words(made.volumes[-1].file))


@pytest.mark.slow
@pytest.mark.parametrize("size", [(2384, 3370), (842, 595), (100, 100), (3, 14_000)])
def test_any_size_of_page_lies_inside_the_frame(
    county: County, tmp_path: Path, size: tuple[float, float]
) -> None:
    county.add("E0006", "图纸.pdf", blank(2, size), "1.2")
    made = bound(county, tmp_path / "out")
    with pikepdf.open(made.volumes[0].file) as document:
        sizes = {tuple(round(float(value)) for value in page.mediabox) for page in document.pages}
    assert sizes == {(0, 0, 595, 842)}
    assert len(made.places["E0006"].labels) == 2


@pytest.mark.slow
def test_a_converter_that_hangs_costs_its_file_only(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 300\n", "utf-8")
    hanging.chmod(0o755)
    monkeypatch.setattr(convert, "program", lambda: str(hanging))
    monkeypatch.setattr(convert, "SECONDS", 1)
    county.add("E0006", "说明.txt", "网上办理情况说明\n".encode(), "1.2")
    made = bound(county, tmp_path / "out")
    assert "超过 1 秒" in made.sheets["E0006"]
    assert set(made.places) == {"E0001", "E0002", "E0003", "E0006"}


@pytest.mark.slow
def test_a_converter_that_breaks_down_on_one_file_still_does_the_others(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.pdf").write_bytes(letter("转换好的页"))
    fake = tmp_path / "soffice"
    fake.write_text(
        "#!/bin/sh\n"
        'out=""; for word in "$@"; do [ "$last" = --outdir ] && out=$word; last=$word; done\n'
        'mkdir -p "$out"\n'
        'for word in "$@"; do case $word in */piece*) grep -q BAD "$word" && kill -9 $$;'
        f' name=$(basename "$word"); cp {tmp_path}/page.pdf "$out/${{name%.*}}.pdf";; esac; done\n',
        "utf-8",
    )
    fake.chmod(0o755)
    monkeypatch.setattr(convert, "program", lambda: str(fake))
    county.add("E0006", "甲.txt", "好\n".encode(), "1.2")
    county.add("E0007", "乙.txt", b"BAD\n", "1.2")
    county.add("E0008", "丙.txt", "也好\n".encode(), "1.2")
    made = bound(county, tmp_path / "out")
    assert set(made.sheets) == {"E0007"}
    assert sum("转换好的页" in page for page in words(made.volumes[0].file)) == 2


@pytest.mark.slow
def test_a_foreign_memory_is_not_believed(county: County, tmp_path: Path) -> None:
    bound(county, tmp_path / "out")
    memory = county.path / ".shifan" / "volumes"
    raw = bytearray(memory.read_bytes())
    raw[3] ^= 1
    memory.write_bytes(bytes(raw))
    assert [volume.fresh for volume in bound(county, tmp_path / "out").volumes] == [True, True]


@pytest.mark.slow
def test_verify_holds_the_volumes_against_the_register(county: County, tmp_path: Path) -> None:
    made = bound(county, tmp_path / "out")
    runner = CliRunner()
    call = ["-w", str(county.path), "evidence", "verify", str(tmp_path / "out"), "--format", "json"]

    def told() -> tuple[int, dict[str, list[str]]]:
        result = runner.invoke(shifan, call, standalone_mode=False)
        return result.return_value, json.loads(result.stdout)

    assert told() == (0, {"missing": [], "extra": [], "changed": []})
    county.add("E0010", "新的.pdf", letter("新"), "1.1")
    made.volumes[1].file.write_bytes(b"other")
    code, data = told()
    assert code == 1
    assert data == {"missing": ["E0010 新的"], "extra": [], "changed": [made.volumes[1].file.name]}


@pytest.mark.slow
def test_the_limits_of_a_portal(county: County, tmp_path: Path) -> None:
    for at in range(6):
        county.add(f"E01{at}0", f"照片{at}.jpg", photo(2000 + at, 1500), "1.2")
    limits = tmp_path / "portal.yaml"
    limits.write_text(
        'max_size: 60KB\nmax_files: 3\nmax_name: 12\nforbidden: "（）"\ntypes: [pdf, jpg]\n',
        "utf-8",
    )
    runner = CliRunner()
    result = runner.invoke(
        shifan,
        [
            "-w",
            str(county.path),
            "evidence",
            "bind",
            "--without-ocr",
            "--portal",
            str(limits),
            "-o",
            str(tmp_path / "o"),
        ],
        standalone_mode=False,
    )
    assert result.return_value == 1, result.output
    assert "最多收 3 个" in result.stderr
    sent = sorted((tmp_path / "o" / "上传").glob("*.pdf"))
    assert len(sent) > 3
    names = [file.name for file in sent]
    assert [name for name in names if len(name) > 12 or " " in name] == []
    pages = sum(len(pikepdf.open(file).pages) for file in sent)
    whole = sum(len(pikepdf.open(file).pages) for file in (tmp_path / "o").glob("*.pdf"))
    assert pages == whole


def test_faults_of_the_limits_are_told(county: County, tmp_path: Path) -> None:
    limits = tmp_path / "portal.yaml"
    limits.write_text("max_size: gross\nunknown: 1\n", "utf-8")
    result = CliRunner().invoke(
        shifan,
        ["-w", str(county.path), "evidence", "bind", "--portal", str(limits)],
        standalone_mode=True,
    )
    assert result.exit_code == 2
    assert "50MB" in result.output
    assert "unknown" in result.output


@pytest.mark.slow
def test_the_program_is_part_of_what_is_remembered(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(county, tmp_path / "out")
    monkeypatch.setattr(volumes, "program_digest", lambda: "another")
    assert [volume.fresh for volume in bound(county, tmp_path / "out").volumes] == [True, True]


@pytest.mark.slow
def test_a_volume_is_pdf_a_where_its_pieces_allow_it(county: County, tmp_path: Path) -> None:
    """The letter's face is embedded; a standard face that is not keeps its volume a plain PDF, and
    it says so."""
    made = bound(county, tmp_path / "out")
    assert [volume.plain for volume in made.volumes] == ["", ""]
    with pikepdf.open(made.volumes[0].file) as paper:
        assert b'pdfaid:part="2"' in paper.Root.Metadata.read_raw_bytes()
        assert paper.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert all(note.F == 4 for page in paper.pages for note in page.obj.get("/Annots", []))
    with pikepdf.new() as paper:
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        paper.add_blank_page(page_size=(595, 842))
        paper.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        paper.pages[0].obj.Contents = paper.make_stream(b"BT /F 12 Tf 100 700 Td (1200) Tj ET")
        paper.save(tmp_path / "plain.pdf")
    county.add("E0004", "外来.pdf", (tmp_path / "plain.pdf").read_bytes(), "2.1")
    again = bound(county, tmp_path / "out")
    assert [volume.plain for volume in again.volumes] == ["", "里有字体没有嵌入"]
