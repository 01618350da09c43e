"""The keys of ``--format json`` are a promise: fixed, with exact fractions beside every score, and
never null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from helpers_outputs import call

from scoring.values import format_fixed

TRACK = {"score", "converted", "bonus", "penalty", "final", "grade", "exact"}
LOSSES = {"unassessed", "standard", "evidence", "inspection", "exact"}
NODE = {
    *("code", "name", "level", "parent", "kind", "lead", "support", "state"),
    *(
        "full",
        "applicable",
        "claimed",
        "supported",
        "mock",
        "verified",
        "current",
        "losses",
        "why",
        "exact",
    ),
}


def answer(folder: Path, *args: str) -> Any:
    code, out, err = call("-w", str(folder), *args, "--format", "json")
    assert code in {0, 1}, err
    return json.loads(out)


def objects(data: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(data, dict):
        yield path, data
        for key, value in data.items():
            yield from objects(value, f"{path}.{key}")
    elif isinstance(data, list):
        for value in data:
            yield from objects(value, f"{path}[]")


def test_score(two_level: Path) -> None:
    data = answer(two_level, "score")
    whole = {
        "tree",
        "round",
        "as_of",
        "vetoes",
        "total",
        "losses",
        "completeness",
        "criteria",
        "ready",
        "nodes",
    }
    assert set(data) == whole
    assert set(data["tree"]) == {"id", "title", "sha256", "points_basis", "classes", "removed"}
    bounds = {"full", "applicable", "low", "high", "exact"}
    assert set(data["total"]) == {*bounds, "claimed", "supported", "mock", "verified", "current"}
    for track in ("claimed", "supported", "verified", "current"):
        assert set(data["total"][track]) == TRACK
    assert set(data["losses"]) == LOSSES
    assert {frozenset(item) for item in data["criteria"]} == {
        frozenset({"id", "text", "required", "actual", "met", "failing"})
    }
    assert {frozenset(item) for item in data["nodes"]} == {frozenset(NODE)}
    assert {frozenset(item["losses"]) for item in data["nodes"]} == {frozenset(LOSSES)}
    assert {item["state"] for item in data["nodes"]} <= {
        "full",
        "partial",
        "none",
        "unassessed",
        "not_applicable",
    }
    assert data["completeness"] == "97.96%"
    assert data["ready"] is False


def test_score_names_every_veto(one_level: Path) -> None:
    vetoes = answer(one_level, "score")["vetoes"]
    keys = {"code", "name", "effect", "triggered", "on", "authority", "note"}
    assert [set(item) for item in vetoes] == [keys] * 3
    assert [item["triggered"] for item in vetoes] == [False, True, False]
    assert (vetoes[0]["on"], vetoes[1]["on"]) == ("", "2026-03-18")


def test_without_an_inspection_the_verified_track_is_null(one_level: Path) -> None:
    data = answer(one_level, "score")
    assert data["total"]["verified"] is None
    assert {node["verified"] for node in data["nodes"]} == {None}


@pytest.mark.parametrize("view", ["unit", "level", "cause", "method"])
def test_gaps(two_level: Path, view: str) -> None:
    data = answer(two_level, "gaps", "--by", view)
    assert set(data) == {"rows"}
    assert {frozenset(row) for row in data["rows"]} == {
        frozenset({"key", "lost", "exact", "losses", "nodes"})
    }
    lost = [Fraction(row["exact"]["lost"]) for row in data["rows"]]
    assert lost == sorted(lost, reverse=True)
    whole = answer(two_level, "score")["losses"]["exact"]
    assert sum(lost) == sum(Fraction(value) for value in whole.values())


def test_charging_every_lead_in_full_adds_up_to_more(two_level: Path) -> None:
    def total(*more: str) -> Fraction:
        rows = answer(two_level, "gaps", *more)["rows"]
        return sum((Fraction(row["exact"]["lost"]) for row in rows), Fraction(0))

    assert total("--in-full") > total()


def test_indicators_show_and_list() -> None:
    data = json.loads(call("indicators", "show", "national-2021", "--format", "json")[1])
    assert set(data) == {
        "id",
        "title",
        "levels",
        "points_basis",
        "declared",
        "classes",
        "removed",
        "counts",
        "nodes",
    }
    keys = {
        "code",
        "name",
        "level",
        "parent",
        "kind",
        "points",
        "exact",
        "lead",
        "support",
        "due",
        "binding",
        "methods",
    }
    assert {frozenset(node) for node in data["nodes"]} == {
        frozenset({*keys, "leaf", "applies_to", "by_class"})
    }
    assert data["counts"] == [
        sum(node["level"] == level for node in data["nodes"]) for level in (1, 2, 3)
    ]
    trees = json.loads(call("indicators", "list", "--format", "json")[1])["trees"]
    assert {frozenset(tree) for tree in trees} == {
        frozenset({"id", "title", "edition", "levels", "counts", "points_basis"})
    }
    assert [tree["id"] for tree in trees] == sorted(tree["id"] for tree in trees)
    assert data["counts"] == next(tree["counts"] for tree in trees if tree["id"] == "national-2021")


def test_check(sound: Path) -> None:
    (sound / "rounds" / "2026-self.yaml").write_text("round: [", "utf-8")
    code, out, _ = call("-w", str(sound), "check", "--format", "json")
    data = json.loads(out)
    assert code == 3
    assert set(data) == {"problems"}
    keys = {"rule", "severity", "file", "line", "column", "what", "fix"}
    assert {frozenset(item) for item in data["problems"]} == {frozenset(keys)}
    assert all(item["line"] >= 1 and item["column"] >= 1 for item in data["problems"])
    assert {"Y003", "W003"} <= {item["rule"] for item in data["problems"]}


def test_check_of_a_folder_that_is_no_workspace_answers_all_the_same(tmp_path: Path) -> None:
    code, out, _ = call("-w", str(tmp_path), "check", "--format", "json")
    assert code == 3
    (problem,) = json.loads(out)["problems"]
    assert (problem["rule"], problem["file"], problem["line"]) == ("W001", "workspace.yaml", 1)


def test_evidence_list(one_level: Path) -> None:
    data = answer(one_level, "evidence", "list")
    keys = {
        *(
            "id",
            "file",
            "url",
            "type",
            "kind",
            "sha256",
            "size",
            "pages",
            "title",
            "doc_no",
            "issuer",
            "date",
        ),
        *("valid", "unit", "proves", "review", "counts", "reasons"),
    }
    assert {frozenset(row) for row in data["records"]} == {frozenset(keys)}
    first = data["records"][0]
    assert set(first["valid"]) == {"from", "to"}
    assert {"indicator", "item", "locate", "what", "state"} <= set(first["proves"][0])
    assert set(first["review"]) == {"state", "by", "on", "note", "stamp", "stale"}
    assert first["type"] in {"docx", "txt"}
    assert all(row["counts"] or row["reasons"] for row in data["records"])


def test_explain(two_level: Path) -> None:
    leaf, block = answer(two_level, "explain", "1.4"), answer(two_level, "explain", "1")
    more = {"path", "text", "rule", "finding", "verification", "evidence", "children"}
    assert set(leaf) == set(block) == {*NODE, *more}
    assert leaf["verification"]["kind"] in {"inspection", "mock"}
    assert leaf["path"] == [block["name"]]
    assert (block["rule"], block["finding"], block["verification"]) == ({}, {}, {})
    assert block["children"][0] == "1.1"


@pytest.mark.parametrize(
    "args",
    [
        ("score",),
        ("gaps",),
        ("gaps", "--by", "cause"),
        ("explain", "1"),
        ("explain", "1.1"),
        ("explain", "1.3"),
        ("evidence", "list"),
        ("check",),
        ("indicators", "show", "donghe-2021"),
    ],
)
def test_scores_stand_beside_their_exact_value_and_only_verified_is_null(
    two_level: Path, args: tuple[str, ...]
) -> None:
    where = () if args[0] == "indicators" else ("-w", str(two_level))
    data = json.loads(call(*where, *args, "--format", "json")[1])
    seen = 0
    for path, found in objects(data):
        if path.endswith(".exact") or path.startswith((".rule", ".finding.facts")):
            continue  # fractions, and what stands in files as it was entered
        assert [
            key for key, value in found.items() if value is None and key not in {"mock", "verified"}
        ] == [], path
        for key, value in found.get("exact", {}).items():
            seen += 1
            assert found[key] == (None if value is None else format_fixed(Fraction(value))), (
                f"{path}.{key}"
            )
        shown = {key for key, value in found.items() if key in SCORES and isinstance(value, str)}
        assert shown <= set(found.get("exact", {})), path
    assert seen or args[0] in {"check", "evidence"}


SCORES = {
    *(
        "full",
        "applicable",
        "low",
        "high",
        "claimed",
        "supported",
        "mock",
        "verified",
        "current",
        "points",
        "lost",
    ),
    *("score", "converted", "bonus", "penalty", "final", "unassessed", "standard", "inspection"),
}
