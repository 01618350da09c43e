"""``shifan report`` for the documents of rectification."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_ledger import files, item
from helpers_outputs import call

KINDS = {
    "rectification": "短板整改清单",
    "tasks": "任务分解表和交办单",
    "bulletin": "整改通报",
    "monthly": "整改月报",
    "reading-slip": "送阅件",
    "closing": "销号单",
}


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """One item is open and one closed."""
    return samples.write(tmp_path / "县", files(item(), item("R0002", status="已销号")))


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_by_name(sound: Path, kind: str) -> None:
    code, out, err = call("-w", str(sound), "report", kind, "--to", "html", "--today", "2026-11-22")
    path = sound / "reports" / f"{KINDS[kind]}.html"
    assert (code, out, err) == (0, f"{path}\n", "")
    assert path.read_text("utf-8").lstrip().startswith("<!DOCTYPE html>")


def test_all_with_and_without_a_ledger(sound: Path) -> None:
    code, out, err = call(
        "-w", str(sound), "report", "all", "--to", "json", "--today", "2026-11-22"
    )
    assert code == 0
    assert [line.split("：")[0] for line in err.splitlines()] == [
        "没有生成督办单",  # none has been issued
        "没有生成轮次对比",
        "没有生成评查意见书",
    ]
    assert [Path(line).stem for line in out.splitlines()][5:] == [*KINDS.values(), "文件索引"]
    (sound / "rectification.yaml").unlink()
    code, out, err = call(
        "-w", str(sound), "report", "all", "--to", "json", "--today", "2026-11-22"
    )
    assert code == 0
    assert len(out.splitlines()) == 6
    assert (
        "还没有整改清单，没有生成：短板整改清单、任务分解表和交办单、整改通报、整改月报、送阅件、"
        "督办单、销号单" in err
    )
    assert err.count("督办单") == 1


def test_a_closing_slip_for_nothing_is_refused_with_a_sentence(tmp_path: Path) -> None:
    home = samples.write(tmp_path / "县", files(item()))
    code, out, err = call(
        "-w", str(home), "report", "closing", "--to", "json", "--today", "2026-11-22"
    )
    assert (code, out) == (1, "")
    assert "还没有已销号的事项，销号单不用出" in err
    assert not (home / "reports").exists()


def test_by_name_without_a_ledger_is_a_shortfall(sound: Path) -> None:
    (sound / "rectification.yaml").unlink()
    code, out, err = call("-w", str(sound), "report", "closing", "--to", "json")
    assert (code, out) == (1, "")
    assert "还没有整改清单" in err
    assert "rectify sync" in err
    assert call("-w", str(sound), "report", "tasks", "--to", "json")[0] == 0, (
        "tasks come from the tree"
    )


def test_a_faulty_own_template_is_exit_4(sound: Path) -> None:
    samples.write(sound, {"templates/closing.html.j2": "{{ wrong }}"})
    code, _, err = call("-w", str(sound), "report", "closing", "--to", "html")
    assert code == 4
    assert "没有“wrong”这个内容" in err
    assert not (sound / "reports").exists()
