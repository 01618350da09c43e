"""The spool of results, and the tables of a round written from it.

.shifan/spool/<package>-<terms>.nodes.jsonl  .evidence.jsonl  .counties.jsonl  .mark
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region.scored import Scored, Task
from scoring.region.store import (
    COUNTY_COLUMNS,
    EVIDENCE_COLUMNS,
    NODE_COLUMNS,
    Spool,
    count_rows,
    key_of,
    read_rows,
    repeated_rows,
    sql_list,
    sql_text,
    write_tables,
)
from scoring.region.terms import Terms

TERMS = Terms(date(2026, 11, 20), None, None, "县", ())
TASK = Task("990101", b"package", "sample.yaml", b"tree", TERMS, "2026")
FINGERPRINT = "f" * 64


def node(code: str, at: int, **values: Any) -> dict[str, Any]:
    """One row of an indicator."""
    texts = dict.fromkeys(NODE_COLUMNS, "0")
    typed = {"depth": 1, "leaf": True, "rate_shown": 0.5, "verified": None, "kind": "base"}
    return {**texts, **typed, "code": code, "at": at, **values}


def piece(ident: str, sha256: str, at: int = 0) -> dict[str, Any]:
    texts = dict.fromkeys(EVIDENCE_COLUMNS, "")
    del texts["county"]
    return {**texts, "id": ident, "sha256": sha256, "size": 3, "at": at}


def scored(code: str = "990101", **values: Any) -> Scored:
    """What a package came to: one county, two indicators, one piece."""
    county: dict[str, Any] = {**dict.fromkeys(COUNTY_COLUMNS, "0"), "county": code}
    county |= {"criteria_met": 1, "criteria": 2, "ready": False, "ineligible": False}
    county.pop("data")
    nodes = tuple(node(name, at, county=code) for at, name in enumerate(("1", "1.1")))
    usual: dict[str, Any] = {"county": county, "nodes": nodes, "evidence": (piece("E1", "a"),)}
    return replace(Scored(code, FINGERPRINT, **usual), **values)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path)


# -- the key


@pytest.mark.parametrize(
    "other",
    [
        replace(TASK, code="990102"),
        replace(TASK, tree=b"other"),
        replace(TASK, terms=replace(TERMS, as_of=date(2026, 11, 21))),
        replace(TASK, round="2025"),
        replace(TASK, preview=True),
        replace(TASK, approvers=("示例省司法厅",)),
        replace(TASK, inspections=(("甲.yaml", b"round"),)),
    ],
)
def test_whatever_a_score_depends_on_is_part_of_its_key(other: Task) -> None:
    assert key_of(other, FINGERPRINT) != key_of(TASK, FINGERPRINT)


def test_the_package_stands_in_front_and_its_bytes_are_not_read_again() -> None:
    assert key_of(TASK, FINGERPRINT).startswith("f" * 16 + "-")
    assert key_of(replace(TASK, package=b""), FINGERPRINT) == key_of(TASK, FINGERPRINT)


def test_no_part_of_a_key_passes_for_the_end_of_another() -> None:
    one = replace(TASK, inspections=(("a", b"bc"),))
    other = replace(TASK, inspections=(("ab", b"c"),))
    assert key_of(one, FINGERPRINT) != key_of(other, FINGERPRINT)


# -- the spool


def test_what_was_kept_comes_back_without_the_rows_of_its_tables(spool: Spool) -> None:
    result = scored(claims=(("claimed", "9.00", "8.00"),), differences=("级别：…",))
    spool.put("key", result)
    kept = spool.get("key")
    assert kept == replace(result, nodes=(), evidence=())
    assert spool.has("key")


def test_what_was_never_kept_is_none(spool: Spool) -> None:
    assert spool.get("key") is None
    assert not spool.has("key")


def test_a_file_that_somebody_changed_makes_the_result_unknown(spool: Spool) -> None:
    spool.put("key", scored())
    path = spool.path("key", "nodes")
    path.write_text(path.read_text("utf-8").replace('"0"', '"9"', 1), "utf-8")
    assert spool.get("key") is None


def test_a_mark_that_somebody_wrote_himself_is_not_believed(spool: Spool) -> None:
    spool.put("key", scored())
    mark = spool.folder / "key.mark"
    mark.write_bytes(b'{"files":{},"scored":{}}')
    assert spool.get("key") is None


def test_a_result_without_its_rows_is_unknown(spool: Spool) -> None:
    spool.put("key", scored())
    spool.path("key", "evidence").unlink()
    assert spool.get("key") is None


def test_sweeping_leaves_what_is_named(spool: Spool) -> None:
    spool.sweep(["one"])  # nothing there yet
    for key in ("one", "two"):
        spool.put(key, scored())
    spool.sweep(["one"])
    assert spool.has("one")
    assert not list(spool.folder.glob("two*"))


# -- the tables


def written(spool: Spool, target: Path, *codes: str) -> dict[str, str]:
    for code in codes:
        spool.put(code, scored(code))
    return write_tables(spool, list(codes), target)


def test_the_tables_hold_what_the_spool_holds_in_order(spool: Spool, tmp_path: Path) -> None:
    target = tmp_path / "rounds" / "2026"
    digests = written(spool, target, "990102", "990101")
    assert set(digests) == {"nodes", "counties", "evidence"}
    rows = read_rows(target, "nodes", ("county", "code", "leaf", "verified"))
    assert rows == [
        ("990101", "1", True, None),
        ("990101", "1.1", True, None),
        ("990102", "1", True, None),
        ("990102", "1.1", True, None),
    ]
    ((data,),) = read_rows(target, "counties", ("data",), "county = '990101'")
    assert json.loads(data)["criteria"] == 2


def test_the_digest_is_that_of_the_file(spool: Spool, tmp_path: Path) -> None:
    digests = written(spool, tmp_path / "rounds", "990101")
    assert digests.keys() == {"nodes", "counties", "evidence"}
    for table, digest in digests.items():
        path = tmp_path / "rounds" / f"{table}.parquet"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_the_same_rows_give_the_same_bytes(spool: Spool, tmp_path: Path) -> None:
    one = written(spool, tmp_path / "one", "990101", "990102")
    assert written(spool, tmp_path / "two", "990102", "990101") == one


def test_a_round_without_a_score_has_empty_tables_of_the_same_shape(
    spool: Spool, tmp_path: Path
) -> None:
    spool.folder.mkdir(parents=True)
    write_tables(spool, [], tmp_path / "rounds")
    assert read_rows(tmp_path / "rounds", "nodes", tuple(NODE_COLUMNS)) == []


def test_equal_rows_are_counted(spool: Spool, tmp_path: Path) -> None:
    written(spool, tmp_path / "rounds", "990101", "990102")
    rows = count_rows(tmp_path / "rounds", "nodes", ("code", "applicable"), "kind = 'base'")
    assert rows == [("1", "0", 2), ("1.1", "0", 2)]


def test_what_stands_under_several_owners_is_repeated(spool: Spool, tmp_path: Path) -> None:
    pieces = {"990101": "a", "990102": "a", "990103": "b", "990104": ""}
    for code, sha256 in pieces.items():
        spool.put(code, scored(code, evidence=(piece("E1", sha256), piece("E2", "", 1))))
    write_tables(spool, list(pieces), tmp_path / "rounds")
    columns = ("sha256", "county", "id")
    rows, count = repeated_rows(tmp_path / "rounds", "evidence", "sha256", "county", columns)
    assert rows == [("a", "990101", "E1"), ("a", "990102", "E1")]
    assert count == 8


def test_a_table_that_is_none_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "nodes.parquet").write_bytes(b"no table")
    with pytest.raises(
        CannotError, match=r"nodes.parquet 读不出来，请重新运行 shifan region score"
    ):
        read_rows(tmp_path, "nodes", ("code",))


def test_a_query_reaches_no_file_outside_its_folder(spool: Spool, tmp_path: Path) -> None:
    written(spool, tmp_path / "rounds", "990101")
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", "utf-8")
    with pytest.raises(CannotError):
        read_rows(tmp_path / "rounds", "nodes", ("code",), f"code IN (SELECT a FROM '{secret}')")


def test_texts_are_quoted_as_a_query_writes_them() -> None:
    assert sql_text("O'Neil") == "'O''Neil'"
    assert sql_list(["a", "b'"]) == "'a', 'b'''"
    assert sql_list([]) == "''"


def test_exact_numbers_are_text_and_every_cause_has_its_column() -> None:
    assert {NODE_COLUMNS[cause] for cause in CAUSES} == {"VARCHAR"}
    assert NODE_COLUMNS["rate_shown"] == "DOUBLE"
