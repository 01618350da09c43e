"""``evidence search`` and ``evidence suggest`` as people type them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import EXAMPLES, call

from scoring.actions.evidence import propose
from scoring.storage import Author, verify_journal, write_records
from scoring.workspace import open_workspace

TODAY = "2026-11-22"


def answer(folder: Path, *args: str, expected: int = 0) -> Any:
    code, out, err = call("-w", str(folder), "evidence", *args, "--format", "json")
    assert code == expected, err
    return json.loads(out)


def unmapped(folder: Path) -> Path:
    """The sound workspace with one more record, which proves nothing yet."""
    (folder / "evidence/files/说明.txt").write_text(
        "网上办理情况说明：网上办理率百分之九十。", "utf-8"
    )
    register = folder / "evidence/register.yaml"
    more = (
        "- id: E0003  # 新收\n  file: files/说明.txt\n  kind: 说明\n  title: 网上办理情况说明\n  "
        "date: 2026-03-02\n"
    )
    register.write_bytes(register.read_bytes() + more.encode())
    return folder


def test_search_gives_records_places_and_snippets(sound: Path) -> None:
    data = answer(sound, "search", "一次办")
    assert data == {
        "total": 1,
        "hits": [
            {
                "id": "E0001",
                "title": "一次办清单",
                "page": 0,
                "place": "正文",
                "snippet": "【一次办】清单，共 96 项。",
                "indicators": ["1.1"],
            }
        ],
    }


def test_search_looks_into_titles_of_links_and_wants_all_words(sound: Path) -> None:
    assert [hit["id"] for hit in answer(sound, "search", "公开")["hits"]] == ["E0002"]
    assert answer(sound, "search", "公开", "清单")["total"] == 0
    assert answer(sound, "search", "清单", "96")["total"] == 1
    assert answer(sound, "search", "清单", "9")["total"] == 0


def test_search_prints_a_table_and_csv(sound: Path) -> None:
    code, out, _ = call("-w", str(sound), "evidence", "search", "清单")
    assert (code, "找到 1 件" in out, "【清单】" in out) == (0, True, True)
    code, out, _ = call("-w", str(sound), "evidence", "search", "清单", "--format", "csv")
    assert out.splitlines()[0] == "编号,题名,位置,内容,指标"


def test_the_index_may_be_deleted_or_broken_between_runs(sound: Path) -> None:
    store = sound / ".shifan" / "text.sqlite"
    first = answer(sound, "search", "96")
    store.unlink()
    assert answer(sound, "search", "96") == first
    store.write_bytes(b"nothing of ours" * 999)
    assert answer(sound, "search", "96") == first
    shutil.rmtree(sound / ".shifan")
    assert answer(sound, "search", "96") == first


def test_a_workspace_without_a_register_finds_nothing(sound: Path) -> None:
    (sound / "evidence/register.yaml").unlink()
    assert answer(sound, "search", "清单") == {"total": 0, "hits": []}
    assert answer(sound, "suggest", "--all") == {"files": []}
    assert answer(sound, "suggest", "--for", "1.1") == {"files": []}


@pytest.mark.parametrize("words", [["*"], [""], ["，"], ['"'], ["()", "-"]])
def test_a_query_without_letters_is_wrong_use(sound: Path, words: list[str]) -> None:
    code, out, err = call("-w", str(sound), "evidence", "search", "--", *words)
    assert (code, out) == (2, "")
    assert "可以查找的字" in err


@pytest.mark.parametrize(
    "words", [["NEAR(清单"], ['清单"'], ["清单*"], ["清单 OR x"], ["x" * 5_000], ["'; --清单"]]
)
def test_syntax_is_taken_as_words(sound: Path, words: list[str]) -> None:
    code, _, err = call("-w", str(sound), "evidence", "search", "--", *words)
    assert (code, err) == (0, "")


@pytest.mark.slow
def test_two_searches_at_once_on_a_fresh_workspace(sound: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from scoring.cli import main; main()",
        "-w",
        str(sound),
        "evidence",
        "search",
        "96",
    ]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent), "PYTHONUTF8": "1"}
    running = [
        subprocess.Popen(
            [*command, "--format", "json"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    results = [(process.communicate(timeout=60), process.returncode) for process in running]
    assert [(code, err, json.loads(out)["total"]) for (out, err), code in results] == [
        (0, b"", 1)
    ] * 2


def test_suggest_without_names_takes_what_is_unmapped(sound: Path) -> None:
    assert answer(sound, "suggest")["files"] == []
    data = answer(unmapped(sound), "suggest")
    assert [(item["id"], item["file"]) for item in data["files"]] == [("E0003", "files/说明.txt")]
    best = data["files"][0]["indicators"][0]
    assert set(best) == {"code", "score", "words"}
    assert best["code"] == "1.1"
    assert "网上办理" in best["words"]
    assert 0 <= float(best["score"]) <= 1


def test_suggest_takes_ids_registered_files_and_new_files(sound: Path, tmp_path: Path) -> None:
    unmapped(sound)
    new = tmp_path / "1-2 公开情况.txt"
    new.write_text("公开到位情况", "utf-8")
    named = answer(
        sound,
        "suggest",
        "E0003",
        str(sound / "evidence/files/说明.txt"),
        "files/清单.txt",
        str(new),
    )
    assert [(item["id"], item["file"]) for item in named["files"]] == [
        ("E0003", "files/说明.txt"),
        ("E0001", "files/清单.txt"),
        ("", "1-2 公开情况.txt"),
    ]
    best = named["files"][2]["indicators"][0]
    assert (best["code"], best["score"], best["words"][0]) == (
        "1.2",
        "1.00",
        "按文件名“1-2 公开情况”对应",
    )


def test_suggest_for_an_indicator_lists_files(sound: Path) -> None:
    data = answer(unmapped(sound), "suggest", "--for", "1.1")
    assert data["files"][0]["id"] == "E0003"
    assert {item["code"] for file in data["files"] for item in file["indicators"]} == {"1.1"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["E9999"], "不是登记表里的编号"),
        (["没有.pdf"], "不是登记表里的编号"),
        (["--for", "1"], "上级指标"),
        (["--for", "1.11"], "不在指标体系里"),
        (["--apply", "0"], "0 到 1"),
        (["--apply", "1.5"], "0 到 1"),
        (["--apply", "高"], "0 到 1"),
        (["E0001", "--all"], "--all"),
    ],
)
def test_wrong_use_of_suggest(sound: Path, args: list[str], said: str) -> None:
    before = (sound / "evidence/register.yaml").read_bytes()
    code, out, err = call("-w", str(sound), "evidence", "suggest", *args)
    assert (code, out) == (2, "")
    assert said in err
    assert (sound / "evidence/register.yaml").read_bytes() == before


def test_apply_writes_proposals_and_nothing_else(sound: Path) -> None:
    unmapped(sound)
    register = sound / "evidence/register.yaml"
    before = register.read_text("utf-8")
    score = call("-w", str(sound), "score", "--format", "json")[1]
    args = (
        "-w",
        str(sound),
        "evidence",
        "suggest",
        "--top",
        "1",
        "--apply",
        "0.1",
        "--by",
        "王敏",
        "--today",
        TODAY,
    )
    code, _, err = call(*args)
    assert code == 0, err
    added = '  proves:\n  - {indicator: "1.1", state: proposed}\n'
    assert register.read_text("utf-8") == before + added
    assert "已写入 1 项" in err
    line = json.loads((sound / "journal.jsonl").read_text("utf-8"))
    assert {key: line[key] for key in ("on", "do", "by", "records")} == {
        "on": TODAY,
        "do": "evidence suggest",
        "by": "王敏",
        "records": ["E0003"],
    }
    assert verify_journal(sound / "journal.jsonl") == []
    # Proposed supports nothing, a second run finds nothing to do, and the record is no longer
    # unmapped.
    assert call("-w", str(sound), "score", "--format", "json")[1] == score
    assert "已写入 0 项" in call(*args, "E0003")[2]
    assert register.read_text("utf-8") == before + added
    assert answer(sound, "suggest")["files"] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_proofs_stand_below_the_old_ones(tmp_path: Path, newline: str) -> None:
    text = (
        "# 登记表\n- id: E0001   # 一\n  title: 甲\n  proves:   # 证明\n"
        "  - {indicator: '1.1',   what: 甲}  # 已核\n  # 下面是第二件\n- id: E0002\n  title: 乙\n "
        " proves: []\n"
        '- {id: E0003, title: 丙}\n- id: E0004\n  proves:\n  - indicator: "1.1"\n    what: 丁\n'
        '- id: E0005\n  title: 戊\n  proves:\n  - {indicator: "1.2"}'
    ).replace("\n", newline)
    samples.write(tmp_path, {**samples.SOUND, "evidence/register.yaml": text})
    both: list[tuple[str, str | None]] = [("1.1", None), ("1.2", None)]
    wanted = {f"E000{n}": both for n in range(1, 6)} | {"E0099": both[:1]}
    author = Author("", date(2026, 11, 22))

    def proposed() -> dict[str, tuple[str, ...]]:
        return write_records(
            tmp_path, author, "evidence suggest", lambda changes: propose(changes, wanted)
        )

    written = proposed()
    assert written == {
        "E0001": ("1.2",),
        "E0002": ("1.1", "1.2"),
        "E0003": ("1.1", "1.2"),
        "E0004": ("1.2",),
        "E0005": ("1.1",),
    }
    after = (tmp_path / "evidence/register.yaml").read_bytes().decode()
    head = text.index("  # 下面")
    assert after[:head] == text[:head]
    assert after[head:].startswith(
        f'  - {{indicator: "1.2", state: proposed}}{newline}  # 下面是第二件{newline}- id: E0002'
    )
    assert after.count("\n") == after.count(newline)
    proofs = {
        record.id: [(proof.indicator, proof.state) for proof in record.proves]
        for record in open_workspace(tmp_path).whole().records
    }
    assert {ident: sorted(found) for ident, found in proofs.items() if ident != "E0001"} == {
        "E0002": [("1.1", "proposed"), ("1.2", "proposed")],
        "E0003": [("1.1", "proposed"), ("1.2", "proposed")],
        "E0004": [("1.1", "confirmed"), ("1.2", "proposed")],
        "E0005": [("1.1", "proposed"), ("1.2", "confirmed")],
    }
    assert proposed() == {}
    assert len((tmp_path / "journal.jsonl").read_text("utf-8").splitlines()) == 1


def test_apply_leaves_what_is_below_the_bound_and_what_is_not_registered(
    sound: Path, tmp_path: Path
) -> None:
    unmapped(sound)
    before = (sound / "evidence/register.yaml").read_bytes()
    new = tmp_path / "1-2 公开情况.txt"
    new.write_text("公开到位情况", "utf-8")
    code, _, err = call("-w", str(sound), "evidence", "suggest", str(new), "--apply", "0.5")
    assert (code, "已写入 0 项" in err, "还没有登记" in err) == (0, True, True)
    code, _, err = call("-w", str(sound), "evidence", "suggest", "--apply", "100%")
    assert (code, "已写入 0 项" in err) == (0, True)
    assert (sound / "evidence/register.yaml").read_bytes() == before
    assert not (sound / "journal.jsonl").exists()
