"""The 迎检卷宗: what goes in and where, what stays out and why, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import samples
from filelock import FileLock
from samples import Opener

from scoring.documents.handover import Packed, pack, packing
from scoring.evidence.package import UnstableError, make_plan, new_bag, replaceable, verify_package
from scoring.evidence.package import bag as bag_module
from scoring.evidence.package.bag import sweep
from scoring.pdf.errors import RenderError
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
ONE = "data/1 依法履职/1.1 网上办理"
TWO = "data/1 依法履职/1.2 公开到位"


def packed(
    workspace: Workspace, target: Path, *, everything: bool = False, with_pdf: bool = False
) -> Packed:
    return pack(
        workspace, workspace.assess(), target, DAY, everything=everything, with_pdf=with_pdf
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def cells(path: Path, sheet: int = 0) -> list[str]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [
        str(cell.value)
        for row in page.iter_rows(min_row=3)
        for cell in row
        if cell.value is not None
    ]


def register(*records: str) -> dict[str, str | bytes]:
    return {**samples.SOUND, "evidence/register.yaml": "".join(records)}


def record(ident: str, file: str, proves: str, more: str = "") -> str:
    return (
        f"- id: {ident}\n  file: {file}\n  title: 材料{ident}\n  date: 2026-03-01\n{more}  "
        f"proves:\n{proves}"
    )


def proof(code: str, more: str = "") -> str:
    return f'  - {{indicator: "{code}"{more}}}\n'


@pytest.mark.slow
def test_a_package_holds_evidence_lists_and_manifests(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(samples.SOUND)
    done = packed(workspace, tmp_path / "卷宗", with_pdf=True)
    found = contents(tmp_path / "卷宗")
    assert set(found) == {
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "index.html",
        "README.txt",
        "data/总目录.pdf",
        "data/总目录.xlsx",
        "data/缺失清单.xlsx",
        "data/链接清单.xlsx",
        f"{ONE}/卷内目录.xlsx",
        f"{ONE}/卷内目录.pdf",
        f"{ONE}/E0001 清单.txt",
        f"{TWO}/卷内目录.xlsx",
        f"{TWO}/卷内目录.pdf",
        "data/2 创新做法/卷内目录.xlsx",
        "data/2 创新做法/卷内目录.pdf",
    }
    assert found[f"{ONE}/E0001 清单.txt"] == samples.PROOF.encode()
    assert found["data/总目录.pdf"].startswith(b"%PDF-")
    assert found["README.txt"].startswith(b"\xef\xbb\xbf")
    assert (done.files, done.links, done.left_out) == (1, 1, 0)
    assert done.fingerprint == hashlib.sha256(found["tagmanifest-sha256.txt"]).hexdigest()
    assert not verify_package(tmp_path / "卷宗")


@pytest.mark.slow
def test_the_catalogue_of_an_indicator_is_one_upright_page(opened: Opener, tmp_path: Path) -> None:
    files = register(
        record("E0001", "files/清单.txt", proof("1.2", ", locate: 第2页") + proof("1.1"))
    )
    packed(opened(files), tmp_path / "无", with_pdf=False)
    assert not list((tmp_path / "无").rglob("*.pdf"))
    packed(opened(files), tmp_path / "卷宗", with_pdf=True)
    home, other = (text(tmp_path / "卷宗" / folder / "卷内目录.pdf") for folder in (TWO, ONE))
    for printed in (
        "卷内目录",
        "1.2",
        "公开到位",
        "材料E0001",
        "20260301",
        "第2页",
        "E0001清单.txt",
    ):
        assert printed in home
    assert "原件在：data/1依法履职/1.2公开到位/E0001清单.txt" in other
    assert "本指标没有佐证材料" in text(tmp_path / "卷宗/data/2 创新做法/卷内目录.pdf")


def text(path: Path) -> str:
    """The text of a PDF of one upright page, without white space: where lines end is no matter
    here."""
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 1
        assert document[0].get_width() < document[0].get_height()
        return "".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.slow
def test_how_the_printing_is_shared_out_changes_no_byte(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(samples.SOUND)
    packed(workspace, tmp_path / "a", with_pdf=True)
    monkeypatch.setattr(packing, "BATCH", 1)
    packed(workspace, tmp_path / "b", with_pdf=True)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.slow
def test_a_file_called_like_the_printed_catalogue_gives_way(opened: Opener, tmp_path: Path) -> None:
    files = {
        **register(record("卷内目录", "files/卷内目录.pdf", proof("1.1"))),
        "evidence/files/卷内目录.pdf": "%PDF-1.4 原件",
    }
    packed(opened(files), tmp_path / "卷宗", with_pdf=True)
    found = [data for path, data in contents(tmp_path / "卷宗").items() if path.startswith(ONE)]
    assert found.count("%PDF-1.4 原件".encode()) == 1
    assert len(found) == 3
    assert not verify_package(tmp_path / "卷宗")


def test_the_manifests_are_those_of_rfc_8493(opened: Opener, tmp_path: Path) -> None:
    packed(opened(samples.SOUND), tmp_path / "卷宗")
    found = contents(tmp_path / "卷宗")
    assert found["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed: dict[str, str] = {}
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in found[name].decode().splitlines():
            digest, path = line.split("  ", 1)
            assert path.startswith("data/") == (name == "manifest-sha256.txt")
            listed[path] = digest
    assert listed == {
        path: hashlib.sha256(data).hexdigest()
        for path, data in found.items()
        if path != "tagmanifest-sha256.txt"
    }
    payload = [data for path, data in found.items() if path.startswith("data/")]
    assert (
        f"Payload-Oxum: {sum(map(len, payload))}.{len(payload)}\n" in found["bag-info.txt"].decode()
    )


def test_a_file_lies_once_and_other_indicators_point_to_it(opened: Opener, tmp_path: Path) -> None:
    files = register(
        record("E0001", "files/清单.txt", proof("1.2") + proof("1.1", ", item: 办理清单"))
    )
    packed(opened(files), tmp_path / "卷宗")
    found = contents(tmp_path / "卷宗")
    assert [path for path, data in found.items() if data == samples.PROOF.encode()] == [
        f"{TWO}/E0001 清单.txt"
    ]
    assert f"原件在：{TWO}/E0001 清单.txt" in cells(tmp_path / "卷宗" / ONE / "卷内目录.xlsx")
    assert "原件在 1.2" in cells(tmp_path / "卷宗/data/总目录.xlsx")
    assert "E0001 清单.txt" in cells(tmp_path / "卷宗" / TWO / "卷内目录.xlsx")


def test_two_records_of_one_file_share_it(opened: Opener, tmp_path: Path) -> None:
    files = register(
        record("E0001", "files/清单.txt", proof("1.1")),
        record("E0002", "files/./清单.txt", proof("1.2")),
    )
    workspace = opened(files)
    plan = make_plan(
        workspace.assess().tree,
        workspace.records,
        workspace.files,
        tmp_path / "evidence",
        everything=False,
    )
    assert [source.path for source in plan.sources] == [f"{ONE}/E0001 清单.txt"]
    assert plan.paths["E0001"] == plan.paths["E0002"]


def test_what_stays_out_is_listed_with_its_reason(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("外面的文件")
    files = {
        **register(
            record("E0001", "files/清单.txt", proof("1.1"), f"  sha256: {'0' * 64}\n"),
            record("E0002", "files/没有.pdf", proof("1.1")),
            record("E0003", "../secret.txt", proof("1.1")),
            record("E0004", "files/空.txt", proof("1.1")),
            record(
                "E0005", "files/退.txt", proof("1.1"), "  review: {state: returned, note: 缺页}\n"
            ),
            record("E0006", "files/未确认.txt", proof("1.1", ", state: proposed")),
            record("E0007", "files/无主.txt", "    []\n"),
        ),
        "evidence/files/空.txt": "",
        "evidence/files/退.txt": "退",
        "evidence/files/未确认.txt": "未",
        "evidence/files/无主.txt": "无",
    }
    workspace = opened(files)
    done = packed(workspace, tmp_path / "卷宗")
    assert (done.files, done.left_out) == (0, 7)
    listed = cells(tmp_path / "卷宗/data/缺失清单.xlsx", 1)
    texts = "\n".join(listed)
    for reason in (
        "文件内容与登记的校验值不符",
        "文件缺失",
        "路径不在工作区内",
        "文件是空的",
        "已退回：缺页",
        "对应关系尚未确认",
        "没有对应到指标",
    ):
        assert reason in texts
    everything = packed(workspace, tmp_path / "全部", everything=True)
    assert everything.files == 2
    assert not any("外面的文件".encode() == data for data in contents(tmp_path / "全部").values())


def test_the_list_of_what_is_missing_is_there_even_when_nothing_is(
    opened: Opener, tmp_path: Path
) -> None:
    files = {
        **samples.SOUND,
        "indicators/sample.yaml": samples.SOUND["indicators/sample.yaml"].replace(
            "  rule: {type: judged}\n", "  rule: {type: judged}\n  evidence: none\n"
        ),
    }
    done = packed(opened(files), tmp_path / "卷宗")
    assert done.lacking == 0
    assert cells(tmp_path / "卷宗/data/缺失清单.xlsx") == ["无缺失"]
    assert "无缺失" in (tmp_path / "卷宗/index.html").read_text("utf-8")


def test_a_missing_requirement_names_what_was_offered_in_vain(
    opened: Opener, tmp_path: Path
) -> None:
    workspace = opened(
        samples.changed("evidence/register.yaml", "date: 2026-03-01", "date: 2019-03-01")
    )
    packed(workspace, tmp_path / "卷宗")
    listed = "\n".join(cells(tmp_path / "卷宗/data/缺失清单.xlsx"))
    assert "办理清单" in listed
    assert "E0001 日期 2019-03-01 不在时间窗" in listed


@pytest.mark.slow
def test_same_input_same_day_same_bytes(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(samples.SOUND)
    packed(workspace, tmp_path / "a", with_pdf=True)
    packed(workspace, tmp_path / "b", with_pdf=True)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    packed(workspace, tmp_path / "a.zip")
    packed(workspace, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_order_of_records_changes_no_byte(opened: Opener, tmp_path: Path) -> None:
    one, two = (
        record("E0002", "files/二.txt", proof("1.1")),
        record("E0010", "files/十.txt", proof("1.1")),
    )
    more = {"evidence/files/二.txt": "二", "evidence/files/十.txt": "十"}
    packed(opened({**register(one, two), **more}), tmp_path / "a")
    packed(opened({**register(two, one), **more}), tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_zip_has_one_folder_and_holds_what_the_folder_holds(
    opened: Opener, tmp_path: Path
) -> None:
    workspace = opened(samples.SOUND)
    packed(workspace, tmp_path / "a")
    packed(workspace, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        assert {name.partition("/")[0] for name in archive.namelist()} == {
            "迎检卷宗-示例县-20261122"
        }
    assert found == contents(tmp_path / "a")


@pytest.mark.parametrize("name", ["卷宗", "卷宗.zip"])
def test_a_file_that_changes_after_the_workspace_was_read_stays_out(
    opened: Opener, tmp_path: Path, name: str
) -> None:
    workspace = opened(samples.SOUND)
    (tmp_path / "evidence/files/清单.txt").write_text("另一份")
    done = packed(workspace, tmp_path / name)
    assert (done.files, done.left_out) == (0, 1)
    assert not verify_package(tmp_path / name)


def test_a_large_file_that_changes_while_it_is_zipped_stops_the_packing(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(samples.SOUND)
    monkeypatch.setattr(bag_module, "HELD", 1)
    write = bag_module.ZipBag._stream

    def meddled(self: bag_module.ZipBag, *rest: object) -> None:
        (tmp_path / "evidence/files/清单.txt").write_bytes(b"x" * len(samples.PROOF.encode()))
        write(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(bag_module.ZipBag, "_stream", meddled)
    with pytest.raises(UnstableError):
        packed(workspace, tmp_path / "卷宗.zip")
    assert not (tmp_path / "卷宗.zip").exists()


def test_a_large_file_goes_into_a_zip_in_pieces(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(samples.SOUND)
    packed(workspace, tmp_path / "a.zip")
    monkeypatch.setattr(bag_module, "HELD", 1)
    packed(workspace, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_pipe_in_place_of_a_file_is_not_waited_for(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(samples.SOUND)
    (tmp_path / "evidence/files/清单.txt").unlink()
    os.mkfifo(tmp_path / "evidence/files/清单.txt")
    assert packed(workspace, tmp_path / "卷宗").left_out == 1


@pytest.mark.slow
def test_a_catalogue_that_cannot_be_printed_leaves_nothing_behind(
    opened: Opener, tmp_path: Path
) -> None:
    workspace = opened(
        samples.changed(
            "evidence/register.yaml", "title: 一次办清单", "title: 一次办清单\U00020bb7"
        )
    )
    before = set(tmp_path.iterdir())
    with pytest.raises(RenderError):
        packed(workspace, tmp_path / "卷宗", with_pdf=True)
    assert set(tmp_path.iterdir()) - before <= {tmp_path / ".shifan"}
    assert packed(workspace, tmp_path / "卷宗").files == 1


def test_only_a_package_may_be_replaced(opened: Opener, tmp_path: Path) -> None:
    packed(opened(samples.SOUND), tmp_path / "卷宗")
    (tmp_path / "空").mkdir()
    (tmp_path / "假.zip").write_bytes(b"no zip")
    assert replaceable(tmp_path / "卷宗")
    assert replaceable(tmp_path / "空")
    assert not replaceable(tmp_path / "evidence")
    assert not replaceable(tmp_path / "假.zip")


def test_a_failure_brings_the_old_package_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "卷宗"
    target.mkdir()
    (target / "bagit.txt").write_text("old")
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self.name == "package":
            raise OSError(28, "no space")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no space"), new_bag(target, DAY, "卷宗") as bag:
        bag.put("index.html", b"new")
    assert (target / "bagit.txt").read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_index_escapes_what_stands_in_records_and_opens_only_web_links(
    opened: Opener, tmp_path: Path
) -> None:
    text = samples.SOUND["evidence/register.yaml"]
    text = text.replace("title: 一次办清单", "title: '<script>alert(1)</script>'")
    text = text.replace("url: https://example.com/open", "url: 'javascript:alert(1)'")
    packed(opened({**samples.SOUND, "evidence/register.yaml": text}), tmp_path / "卷宗")
    page = (tmp_path / "卷宗/index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript:' not in page
    assert "src=" not in page


def test_hostile_names_are_packed_under_harmless_ones(opened: Opener, tmp_path: Path) -> None:
    names = ["CON", "a:b?.pdf", "尾点.", "长" * 80 + ".pdf", "😀.png", "Ab.txt", "aB.txt"]
    files: dict[str, str | bytes] = register(
        *(record(f"E{at:04d}", f"'files/{name}'", proof("1.1")) for at, name in enumerate(names, 1))
    )
    files |= {f"evidence/files/{name}": f"第{at}份" for at, name in enumerate(names)}
    done = packed(opened(files), tmp_path / "卷宗")
    assert done.files == len(names)
    found = [path.name for path in (tmp_path / "卷宗" / ONE).iterdir()]
    assert "E0001 CON" in found
    assert "E0002 a：b？.pdf" in found
    assert "E0003 尾点" in found
    assert not verify_package(tmp_path / "卷宗")
    page = (tmp_path / "卷宗/index.html").read_text("utf-8")
    assert "E0005%20%F0%9F%98%80.png" in page


@pytest.mark.slow
def test_progress_hears_of_every_list_once(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(samples.SOUND)
    heard: list[tuple[int, int]] = []
    pack(
        workspace,
        workspace.assess(),
        tmp_path / "卷宗",
        DAY,
        on_list=lambda done, whole: heard.append((done, whole)),
    )
    whole = heard[-1][1]
    assert heard == [(done, whole) for done in range(1, whole + 1)]


def left_behind(folder: Path, *, old: str = "") -> Path:
    """What a packing process that was killed leaves: a half-grown package, and an old one that was
    to give way."""
    draft = folder / ".shifan-pack-abcd1234"
    (draft / "package" / "data").mkdir(parents=True)
    (draft / "lock").touch()
    if old:
        (draft / "before" / old).mkdir(parents=True)
        (draft / "before" / old / "bagit.txt").write_text("旧")
    os.utime(draft, (1, 1))
    return draft


def test_what_a_killed_packing_left_goes_with_the_next_one(tmp_path: Path) -> None:
    draft = left_behind(tmp_path)
    sweep(tmp_path)
    assert not draft.exists()


def test_an_old_package_comes_back_when_the_new_one_never_came(tmp_path: Path) -> None:
    left_behind(tmp_path, old="卷宗")
    sweep(tmp_path)
    assert (tmp_path / "卷宗" / "bagit.txt").read_text() == "旧"
    assert [path.name for path in tmp_path.iterdir()] == ["卷宗"]


def test_a_new_package_is_not_replaced_by_the_old_one(tmp_path: Path) -> None:
    left_behind(tmp_path, old="卷宗")
    (tmp_path / "卷宗").mkdir()
    sweep(tmp_path)
    assert list((tmp_path / "卷宗").iterdir()) == []


def test_what_a_living_process_is_packing_stays(tmp_path: Path) -> None:
    draft = left_behind(tmp_path)
    with FileLock(draft / "lock"):
        os.utime(draft, (1, 1))
        sweep(tmp_path)
    assert draft.exists()


@pytest.mark.parametrize("link", ["", "lock", "before"])
def test_a_draft_with_a_link_in_it_is_none_of_ours(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "外面"
    (outside / "照片").mkdir(parents=True)
    folder = tmp_path / "reports"
    folder.mkdir()
    draft = folder / ".shifan-pack-abcd1234"
    if link:
        draft.mkdir()
        (draft / link).symlink_to(outside)
        os.utime(draft, (1, 1))
    else:
        draft.symlink_to(outside)
    sweep(folder)
    assert (outside / "照片").exists()
    assert [path.name for path in folder.iterdir()] == [draft.name]
