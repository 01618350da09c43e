"""What goes into a backup, which names may come out of one, and how accounts are sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from scoring.workbench.backup.form import (
    digest,
    evidence_of,
    files_of,
    safe_name,
    sealed,
    unsealed,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with things in it that no backup needs."""
    folder = samples.write(tmp_path / "county", samples.SOUND)
    samples.write(
        folder,
        {
            ".shifan/cache.json": "{}",
            "backups/old.zip": "x",
            "evidence/files/夹/二.txt": "二",
            "journal.jsonl": "",
        },
    )
    (folder / "链").symlink_to(tmp_path)
    (folder / "evidence" / "files" / "链.txt").symlink_to("/etc/hostname")
    return folder


def test_everything_that_people_wrote_goes_in_and_nothing_derived(workspace: Path) -> None:
    names = [name for name, _ in files_of(workspace)]
    assert {"workspace.yaml", "rounds/2026-self.yaml", "evidence/register.yaml"} <= set(names)
    assert "journal.jsonl" in names
    assert not [name for name in names if name.startswith((".shifan", "backups", "evidence/files"))]


def test_no_link_is_followed(workspace: Path) -> None:
    assert not [name for name, _ in files_of(workspace) if "链" in name]
    assert [name for name, _ in evidence_of(workspace)] == ["清单.txt", "夹/二.txt"]


def test_a_workspace_without_evidence_has_none(tmp_path: Path) -> None:
    assert list(evidence_of(tmp_path)) == []


@pytest.mark.parametrize(
    "name", ["workspace.yaml", "rounds/2026-self.yaml", "evidence/register.yaml"]
)
def test_names_within_the_workspace_are_taken(name: str) -> None:
    assert safe_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../else.yaml",
        "rounds/../../else.yaml",
        "C:\\else.yaml",
        "rounds\\2026.yaml",
        "a:stream",
        "a\0b",
        "./workspace.yaml",
        "rounds//2026.yaml",
        ".shifan/cache.json",
        "backups/old.zip",
        "evidence/files/清单.txt",
    ],
)
def test_names_that_lead_out_or_are_derived_are_not(name: str) -> None:
    assert not safe_name(name)


def test_who_knows_the_passphrase_reads_it() -> None:
    box = sealed(b"accounts", "一句话")
    assert b"accounts" not in box
    assert unsealed(box, "一句话") == b"accounts"
    assert sealed(b"accounts", "一句话") != box


@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 60])
def test_nobody_else_does_and_no_change_goes_unnoticed(broken: bytes) -> None:
    box = sealed(b"accounts", "一句话")
    assert unsealed(box, "另一句话") is None
    assert unsealed(box[:-1] + bytes([box[-1] ^ 1]), "一句话") is None
    assert unsealed(broken, "一句话") is None


def test_a_digest_is_sha256() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
