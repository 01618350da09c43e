"""A package as read: its claim about evidence files, and JSON of a stranger."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scoring.submission.model import (
    MOST_DEPTH,
    FileRecord,
    Package,
    RefusedError,
    Statement,
    TreeClaim,
    parse_json,
)

DIGEST, OTHER = "1" * 64, "2" * 64
STATEMENT = Statement(
    format="shifan-submission",
    version=1,
    program="0.2.0",
    name="示例县",
    round="2026-self",
    day=date(2026, 11, 22),
    tree=TreeClaim(id="sample", sha256=DIGEST),
    journal=DIGEST,
)


def claimed(**facts: FileRecord) -> Package:
    return Package(STATEMENT, DIGEST, {}, facts)


def test_the_day_is_that_of_the_statement() -> None:
    assert claimed().day == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("claim", "registered", "state"),
    [
        (FileRecord(state="ok", sha256=DIGEST, size=3), DIGEST, "ok"),
        (FileRecord(state="ok", sha256=DIGEST), None, "ok"),
        (FileRecord(state="ok", sha256=OTHER), DIGEST, "changed"),
        (FileRecord(state="ok"), DIGEST, "changed"),
        (FileRecord(state="link"), None, "link"),
        (FileRecord(state="missing"), DIGEST, "missing"),
        (FileRecord(state="changed", sha256=OTHER), DIGEST, "changed"),
        (FileRecord(state="unreadable", sha256=OTHER), DIGEST, "unreadable"),
        (None, DIGEST, "missing"),
    ],
)
def test_a_claim_is_held_against_the_register(
    claim: FileRecord | None, registered: str | None, state: str
) -> None:
    package = claimed(**({"E0001": claim} if claim else {}))
    fact = package.file_facts({"E0001": registered})["E0001"]
    assert fact.state == state
    if claim is not None:
        assert (fact.sha256, fact.size) == (claim.sha256, claim.size)


def test_a_claim_about_what_is_not_registered_says_nothing() -> None:
    assert claimed(E0009=FileRecord(state="ok")).file_facts({}) == {}


@pytest.mark.parametrize(
    ("raw", "value"), [(b'{"a": [1, "\xe7\x94\xb2"]}', {"a": [1, "甲"]}), (b"3", 3), (b"[]", [])]
)
def test_json_is_read(raw: bytes, value: Any) -> None:
    assert parse_json(raw, "files.json") == value


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b"NaN", b"[Infinity]", b"[" * 100_000, b'{"a": ' + b"1" * 5000 + b"}"],
    ids=["nothing", "torn", "no UTF-8", "no number", "endless", "nested", "a huge number"],
)
def test_what_is_no_json_is_refused_by_its_name(raw: bytes) -> None:
    with pytest.raises(RefusedError, match=r"files\.json 不是完整的 JSON") as refused:
        parse_json(raw, "files.json")
    assert refused.value.kind == "unreadable"
    assert "重新运行 shifan submit" in refused.value.fix


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_json_is_nested_so_deep_and_no_deeper(opening: bytes, closing: bytes) -> None:
    deep = opening * MOST_DEPTH + b"1" + closing * MOST_DEPTH
    parse_json(deep, "score.json")
    with pytest.raises(RefusedError, match="层次太深"):
        parse_json(opening + deep + closing, "score.json")
