"""文件索引: every file that was made with its pages, size and digest, links that travel, and what
was left out."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from helpers_outputs import call, pages_of
from samples import SOUND, Opener

from scoring.documents import registry
from scoring.documents.index_document import FILE, index_page, made_of, size_text
from scoring.documents.registry import Wishes, produce
from scoring.workspace import Workspace

WISHES = Wishes(date(2026, 11, 22))


def index_of(workspace: Workspace, forms: list[str], folder: Path) -> str:
    made = list(produce(workspace, ["all"], forms, WISHES, folder))
    assert made[-1] == folder / FILE
    return made[-1].read_text("utf-8")


def test_every_file_is_listed_with_its_digest_and_a_relative_link(
    opened: Opener, tmp_path: Path
) -> None:
    folder = tmp_path / "出"
    text = index_of(opened(None), ["json", "html"], folder)
    files = [path for path in folder.iterdir() if path.name != FILE]
    assert len(files) == len(re.findall(r"<a href=", text))
    for path in files:
        assert f'<a href="{path.name}">' in text
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text
    assert f"文件 {len(files)} 个" in text


def test_inputs_and_what_was_left_out_are_told(opened: Opener, tmp_path: Path) -> None:
    bare = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    workspace = opened(bare)
    text = index_of(workspace, ["json"], tmp_path / "出")
    for name in ("短板整改清单", "整改通报", "销号单"):
        assert f"没有生成{name}：还没有整改清单" in text
    assert "没有生成轮次对比：" in text
    for digest in (workspace.tree.sha256, workspace.rounds[0].sha256, workspace.register_sha256):
        assert digest in text
    assert hashlib.sha256((workspace.path / "workspace.yaml").read_bytes()).hexdigest() in text


def test_only_all_makes_an_index_and_it_goes_where_the_documents_go(
    opened: Opener, tmp_path: Path
) -> None:
    sound = opened(None).path
    call("-w", str(sound), "report", "self", "brief", "--to", "json")
    assert not (sound / "reports" / FILE).exists()
    out = call("-w", str(sound), "report", "all", "--to", "json", "-o", str(tmp_path / "别处"))[1]
    assert out.splitlines()[-1] == str(tmp_path / "别处" / FILE)


def test_the_same_input_and_date_give_the_same_index(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {name: registry.DOCUMENTS[name] for name in ("brief", "criteria")}
    monkeypatch.setattr(registry, "DOCUMENTS", small)
    workspace = opened(None)
    assert index_of(workspace, ["json"], tmp_path / "甲") == index_of(
        workspace, ["json"], tmp_path / "乙"
    )


def test_pages_are_counted_on_paper_only(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(None)
    folder = tmp_path / "出"
    (path,) = produce(workspace, ["brief"], ["pdf"], WISHES, folder)
    made = made_of("一页简报", "pdf", path, path.read_bytes())
    assert made.pages == len(pages_of(path.read_bytes())) == 1
    other = made_of("一页简报", "json", folder / "一页简报.json", b"{}")
    page = index_page(workspace, [made, other], ["<b>没有</b>"], date(2026, 11, 22))
    assert [line.pages for line in page.data.documents[0].files] == ["1 页", "—"]
    assert page.data.summary.startswith("文书 1 种，文件 2 个，PDF 共 1 页")
    html = registry.rendered(page, "html", WISHES, None).decode()
    assert "<b>没有" not in html


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 字节"), (1023, "1023 字节"), (1024, "1.0 KB"), (1025, "1.1 KB"), (1048577, "1.1 MB")],
)
def test_sizes_are_rounded_up(size: int, text: str) -> None:
    assert size_text(size) == text
