"""Search over a register: fields and texts together, places, snippets, order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring.evidence.files import FileFact, look
from scoring.evidence.model import Evidence
from scoring.evidence.search import EmptyQueryError, Finder, TextIndex, fill


def record(ident: str, title: str, file: str | None = None, **more: object) -> Evidence:
    return Evidence.model_validate({"id": ident, "title": title, "file": file, **more})


RECORDS = (
    record("E1", "办理时限压缩清单", "files/a.pdf", doc_no="示政发〔2026〕15号"),
    record("E2", "信访工作总结", "files/b.pdf"),
    record("E3", "2026年4月9日，大厅照片", "files/c.jpg"),
    record(
        "E4",
        "公开栏目",
        url="https://example.com/a",
        proves=[{"indicator": "1", "what": "公开权责清单"}],
    ),
)
TEXTS = {
    "E1": "第一页讲审批\f第二页讲信访和复议，信访\f第三页",
    "E2": "没有页\n的正文，复议" + "，其他" * 200,
    "E3": "",
}


@pytest.fixture
def finder(tmp_path: Path) -> Finder:
    index = TextIndex.open(tmp_path)
    for ident, text in TEXTS.items():
        index.put(ident * 32, text)
    files = {item.id: FileFact("ok", item.id * 32 if item.file else None, 1) for item in RECORDS}
    return Finder(index, RECORDS, files)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("信访", ["E2", "E1"]),
        ("清单", ["E1", "E4"]),
        ("信访 复议", ["E2", "E1"]),
        ("信访 审批", ["E1"]),
        ("总结 复议", ["E2"]),
        ("示政发〔2026〕15号", ["E1"]),
        ("大厅", ["E3"]),
        ("不存在", []),
        ("大厅 复议", []),
    ],
)
def test_title_and_text_count_together_and_titles_come_first(
    finder: Finder, words: str, expected: list[str]
) -> None:
    found = finder.find(words)
    assert ([hit.id for hit in found.hits], found.total) == (expected, len(expected))


def test_the_place_is_the_page_and_the_words_are_marked(finder: Finder) -> None:
    hit = finder.find("信访 复议").hits[1]
    assert (hit.page, hit.place, hit.snippet) == (
        2,
        "第2页",
        "…第二页讲【信访】和【复议】，【信访】…",
    )
    assert finder.find("复议").hits[0].place in {"第2页", "正文"}
    hit = finder.find("大厅").hits[0]
    assert (hit.page, hit.place) == (None, "登记内容")
    assert hit.snippet == "2026年4月9日，【大厅】照片 ｜ c.jpg"


def test_a_snippet_is_one_short_line(finder: Finder) -> None:
    hit = next(hit for hit in finder.find("复议").hits if hit.id == "E2")
    assert hit.snippet.startswith("没有页的正文，【复议】")
    assert hit.snippet.endswith("…")
    assert "\n" not in hit.snippet
    assert len(hit.snippet) <= 120


def test_the_limit_cuts_the_list_and_not_the_total(finder: Finder) -> None:
    found = finder.find("信访", 1)
    assert ([hit.id for hit in found.hits], found.total) == (["E2"], 2)


def test_nothing_to_look_for_is_said(finder: Finder) -> None:
    with pytest.raises(EmptyQueryError):
        finder.find("，。*")


def test_filling_reads_each_file_once_and_again_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "files"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("关于信访工作的情况", "utf-8")
    (folder / "b.txt").write_text("关于信访工作的情况", "utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    records = [
        record(f"E{n}", "题", f"files/{name}")
        for n, name in enumerate(["a.txt", "b.txt", "bad.pdf", "no.txt"])
    ]
    heard: list[tuple[int, int]] = []
    with TextIndex.open(tmp_path) as index:
        facts = look(records, tmp_path)
        filled = fill(
            index,
            tmp_path,
            records,
            facts,
            progress=lambda done, whole: heard.append((done, whole)),
        )
        # Two files of the same content are one text; a file that is not there is nobody's business
        # here.
        assert (filled.read, filled.scans, filled.failed) == (2, (), ("E2",))
        assert heard == [(1, 2), (2, 2)]
        assert fill(index, tmp_path, records, facts).read == 0
        assert [hit.id for hit in Finder(index, records, facts).find("信访").hits] == ["E0", "E1"]
        (folder / "a.txt").write_text("关于复议工作的情况说明", "utf-8")
        facts = look(records, tmp_path)
        assert fill(index, tmp_path, records, facts).read == 1
        assert [hit.id for hit in Finder(index, records, facts).find("信访").hits] == ["E1"]
        assert [hit.id for hit in Finder(index, records, facts).find("复议").hits] == ["E0"]


def test_texts_that_a_scan_has_kept_are_not_read_again(tmp_path: Path) -> None:
    from scoring.evidence.intake import ProbeStore
    from scoring.evidence.probing import probe

    path = tmp_path / "evidence" / "files" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text("关于信访工作的情况", "utf-8")
    info = path.stat()
    kept = json.loads(json.dumps(probe(path).to_dict())) | {"text": "文字识别读出来的复议"}
    (tmp_path / ".shifan").mkdir()
    with ProbeStore(tmp_path) as store:
        store.keep(
            "files/a.txt", info.st_size, info.st_mtime_ns, "auto", type(probe(path)).from_dict(kept)
        )
        store.commit()
    records = [record("E1", "题", "files/a.txt")]
    with TextIndex.open(tmp_path) as index:
        facts = look(records, tmp_path)
        assert fill(index, tmp_path, records, facts).read == 0
        assert Finder(index, records, facts).find("复议").total == 1
