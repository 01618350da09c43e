"""``evidence list --format json``: the register with what each record supports now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples import PROOF, SOUND, write

from scoring.documents.evidence_data import evidence_data
from scoring.workspace import open_workspace

REGISTER = "evidence/register.yaml"


def records(folder: Path, files: dict[str, str | bytes]) -> dict[str, dict[str, Any]]:
    workspace = open_workspace(write(folder, files)).whole()
    return {row["id"]: row for row in evidence_data(workspace)["records"]}


def one(folder: Path, lines: str) -> dict[str, Any]:
    """The record E0009 with these lines, beside those of the sound workspace."""
    text = f"{SOUND[REGISTER]}- id: E0009\n{lines}"
    return records(folder, {**SOUND, REGISTER: text})["E0009"]


def test_what_carries_a_claim_counts(tmp_path: Path) -> None:
    row = records(tmp_path, dict(SOUND))["E0001"]
    assert (row["counts"], row["reasons"]) == (True, [])
    assert (row["type"], row["date"], row["size"]) == ("txt", "2026-03-01", len(PROOF.encode()))
    assert row["review"]["state"] == "pending"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("  file: files/清单.txt\n  date: 2026-03-01\n", "没有对应到指标"),
        ("  file: files/清单.txt\n", "没有日期"),
        (
            "  file: files/清单.txt\n  date: 2026-03-01\n  proves:\n"
            '  - {indicator: "1.1", state: proposed}\n',
            "对应关系尚未确认",
        ),
        (
            '  file: files/清单.txt\n  date: 2026-03-01\n  proves:\n  - {indicator: "1"}\n',
            "没有对应到末级指标",
        ),
        (
            "  file: files/清单.txt\n  kind: 图片\n  date: 2026-03-01\n  proves:\n"
            '  - {indicator: "1.1"}\n',
            "与佐证要求不符",
        ),
    ],
)
def test_a_sound_piece_that_supports_nothing_says_why(
    tmp_path: Path, lines: str, reason: str
) -> None:
    row = one(tmp_path, lines)
    assert (row["counts"], row["reasons"]) == (False, [reason])


def test_a_file_that_is_gone_is_the_reason(tmp_path: Path) -> None:
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    row = records(tmp_path, files)["E0001"]
    assert row["counts"] is False
    assert row["reasons"]


def test_a_day_outside_of_the_window_is_the_reason(tmp_path: Path) -> None:
    """date: 2020-01-01, and the window begins in 2025."""
    text = str(SOUND[REGISTER]).replace("date: 2026-03-01", "date: 2020-01-01")
    row = records(tmp_path, {**SOUND, REGISTER: text})["E0001"]
    assert row["counts"] is False
    assert len(row["reasons"]) == 1


def test_what_is_not_there_is_empty_and_never_null(tmp_path: Path) -> None:
    row = one(tmp_path, "  url: https://example.com/a\n  seen: 2026-04-01\n")
    assert (row["file"], row["sha256"], row["size"], row["pages"]) == ("", "", 0, 0)
    assert row["valid"] == {"from": "", "to": ""}
    assert (row["kind"], row["unit"], row["proves"]) == ("", "", [])
    assert row["type"] != ""


def test_records_are_in_the_natural_order_of_their_ids(tmp_path: Path) -> None:
    text = "".join(f"- {{id: {ident}, file: files/清单.txt}}\n" for ident in ("E10", "E9", "E2"))
    assert list(records(tmp_path, {**SOUND, REGISTER: text})) == ["E2", "E9", "E10"]
