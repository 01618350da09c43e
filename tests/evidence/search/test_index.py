"""The text store: what it finds, what it survives, and that it can always be made anew."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.evidence.search import EmptyQueryError, Entry, Known, TextIndex
from scoring.evidence.search.query import MOST_TERMS, parse

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def index(tmp_path: Path) -> TextIndex:
    return TextIndex.open(tmp_path)


def found(index: TextIndex, words: str) -> list[str]:
    texts = index.holding(*parse(words))
    ranked = index.ranked(parse(words), 10)
    assert set(ranked) == texts
    return sorted(texts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("信访", [A]),
        ("执法", [A, B]),
        ("行政执法", [A]),
        ("行政 执法", [A, B]),
        ("执法 信访", [A]),
        ("“综合行政”", [B]),
        ("综合行政执法", []),
        ("法", [A, B]),
        ("局", []),
        ("访", [A]),
        ("2026", [A]),
        ("2026年", [A]),
        ("026", []),
        ("示政发〔2026〕15号", [A]),
        ("示政发[2026]15 号", [A]),
        ("GB/T 9704", [B]),
        ("gb/t9704", []),
        ("ＧＢ", [B]),
        ("𬭚", [B]),
        ("⾏政", [A, B]),
    ],
)
def test_words_phrases_numbers_and_single_characters(
    index: TextIndex, words: str, expected: list[str]
) -> None:
    index.put(A, ["示政发〔2026〕15号 行政执法和信访", "2026年3月"])
    index.put(B, "综合行政。执法规范，GB/T 9704，𬭚")
    assert found(index, words) == expected


def test_a_line_break_inside_a_sentence_parts_no_word_but_a_comma_does(index: TextIndex) -> None:
    index.put(A, "重大行政决\n策程序")
    index.put(B, "行政，执法")
    assert found(index, "行政决策") == [A]
    assert found(index, "行政执法") == []
    assert found(index, "政执") == []


@pytest.mark.parametrize(
    "words",
    [
        "NEAR(行政 执法, 2)", "body:行政", "行政*", "-行政", "^行政", "行政 OR 信访", "行政 AND NOT 信访",
        "'; DROP TABLE texts; --",
        '"', '""', '"行政', "“行政", "行政\"执法", "{行政}", "行政\0执法", "\ud800行政", "行" * 50_000, "a" * 50_000,
        " ".join(["行政"] * 5_000),
        " ".join(f"词{n}" for n in range(2_000)), "(((((", "*", "\\", "%_", "🙂", "\u202e行政",
    ],
)  # fmt: skip
def test_nothing_typed_is_syntax(index: TextIndex, words: str) -> None:
    index.put(A, "行政执法")
    try:
        terms = parse(words)
    except EmptyQueryError:
        assert not any(char.isalnum() for char in words)
        return
    assert len(terms) <= MOST_TERMS
    assert index.holding(*terms) <= {A}
    assert index.text(A) == "行政执法"


def test_words_of_the_query_language_are_words(index: TextIndex) -> None:
    index.put(A, "行政 执法")
    index.put(B, "NEAR 行政 and 执法")
    assert found(index, "行政 AND 执法") == [B]
    assert found(index, "near") == [B]


@pytest.mark.parametrize(
    "text", ["", " \n\f", "\ud800\udfff", "\0\0", "字" * 300_000, "x" * 300_000, "\ufeff。，"]
)
def test_any_text_is_kept(index: TextIndex, text: str) -> None:
    index.put(A, text)
    index.put(A, text)
    assert index.has(A)
    assert index.holding(*parse("不在里面")) == set()


def test_a_text_is_replaced_whole(index: TextIndex) -> None:
    index.put(A, "旧的内容", state="unread")
    assert index.known() == {A: Known("unread", False, True)}
    index.put(A, "新的文字", ocr=True)
    assert found(index, "旧的") == []
    assert found(index, "新的") == [A]
    assert index.known() == {A: Known("ok", True, True)}
    assert (index.has(A), index.has(B), index.text(B)) == (True, False, "")


def test_several_arguments_with_a_blank_inside_are_phrases() -> None:
    assert [term.match for term in parse(["行政 执法"])] == [
        term.match for term in parse("“行政执法”")
    ]
    assert len(parse("行政 执法")) == 2
    assert len(parse(["行政", "执法"])) == 2


def test_what_was_kept_is_there_the_next_time(tmp_path: Path) -> None:
    with TextIndex.open(tmp_path) as index:
        index.put_many([Entry(A, "信访"), Entry(B, "复议")])
    with TextIndex.open(tmp_path) as index:
        assert found(index, "信访") == [A]


@pytest.mark.parametrize("damage", ["rubbish", "foreign", "newer", "cut", "gone", "empty"])
def test_a_damaged_or_foreign_store_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / ".shifan" / "text.sqlite"
    with TextIndex.open(tmp_path) as index:
        index.put_many([Entry(f"{n:064}", "信访" * 2_000) for n in range(50)])
    if damage == "rubbish":
        path.write_bytes(os.urandom(9_000))
    elif damage == "foreign":
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE texts (other TEXT)")
            other.execute("PRAGMA user_version = 1")
    elif damage == "newer":
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 99")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:20_000])
    elif damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"")
    with TextIndex.open(tmp_path) as index:
        index.put(A, "复议")
        assert found(index, "复议") == [A]
        assert found(index, "信访") == []


def test_damage_in_the_middle_of_a_run_is_survived(tmp_path: Path) -> None:
    with TextIndex.open(tmp_path) as index:
        index.put_many([Entry(f"{n:064}", "信访" * 2_000) for n in range(50)])
        path = tmp_path / ".shifan" / "text.sqlite"
        raw = path.read_bytes()
        path.write_bytes(raw[:100] + b"\xff" * (len(raw) - 100))
        index.put(A, "复议")
        assert found(index, "复议") == [A]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of files are different on Windows")
def test_a_folder_that_cannot_be_written_costs_only_the_keeping(tmp_path: Path) -> None:
    (tmp_path / ".shifan").write_text("a file where the folder should be")
    with TextIndex.open(tmp_path) as index:
        index.put(A, "信访")
        assert found(index, "信访") == [A]
    assert stat.S_ISREG((tmp_path / ".shifan").stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of files are different on Windows")
def test_a_store_that_may_only_be_read_is_still_searched(tmp_path: Path) -> None:
    with TextIndex.open(tmp_path) as index:
        index.put(A, "信访")
    with TextIndex.open(tmp_path) as index:
        index._db.execute("PRAGMA query_only = ON")
        index.put(B, "信访和复议")
        assert found(index, "信访") == [A, B]
    with TextIndex.open(tmp_path) as index:
        assert found(index, "信访") == [A]


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from scoring.evidence.search import TextIndex\n"
        "with TextIndex.open(Path(sys.argv[1])) as index:\n"
        "    for n in range(60): index.put(sys.argv[2] + f'{n:063}', f'信访{n}')\n"
    )
    root = str(Path(__file__).resolve().parents[3])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), name],
            env={**os.environ, "PYTHONPATH": root},
            stderr=subprocess.PIPE,
        )
        for name in "ab"
    ]
    assert [(process.communicate(timeout=600)[1], process.returncode) for process in running] == [
        (b"", 0)
    ] * 2
    with TextIndex.open(tmp_path) as index:
        assert len(index.holding(*parse("信访"))) == 120
