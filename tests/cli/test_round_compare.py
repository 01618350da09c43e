"""``shifan round compare`` and ``round freeze``: which rounds are compared, what they say, and what
is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import samples
from helpers_outputs import call
from samples import SOUND

from scoring.storage import verify_journal
from scoring.workspace import open_workspace

TODAY = ("--today", "2026-11-22")
FORMER = (
    SOUND["rounds/2026-self.yaml"]
    .replace("round: 2026-self", "round: 2025-self")
    .replace("as_of: 2026-11-20", "as_of: 2025-11-20")
    .replace("{done: 9, of: 10}", "{done: 5, of: 10}")
)
SCORES = {"scores", "change", "causes", "exact"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The sample with a round of the year before, which did half as well."""
    return samples.write(tmp_path / "home", {**SOUND, "rounds/2025-self.yaml": FORMER})


def answer(home: Path, *args: str) -> Any:
    code, out, err = call("-w", str(home), "round", "compare", *args, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def node(said: Any, code: str) -> Any:
    return next(item for item in said["nodes"] if item["code"] == code)


def final(said: Any) -> Any:
    return next(item for item in said["total"] if item["key"] == "final")


def refused(home: Path, *args: str) -> tuple[int, str]:
    code, out, err = call("-w", str(home), "round", "compare", *args)
    assert out == ""
    return code, err


def test_without_names_all_self_rounds_are_compared_from_the_earliest_on(home: Path) -> None:
    said = answer(home)
    assert [item["id"] for item in said["rounds"]] == ["2025-self", "2026-self"]
    assert final(said)["scores"] == ["7.00", "9.40"]
    assert final(said)["causes"]["finding"] == "2.40"
    assert node(said, "1.1")["exact"] == {"scores": ["3", "27/5"], "change": "12/5"}


def test_the_keys_of_the_contract_with_exact_fractions_beside_the_scores(home: Path) -> None:
    said = answer(home, "2025-self", "2026-self")
    assert {"track", "rounds", "total", "nodes"} <= set(said)
    for item in (*said["total"], *said["nodes"]):
        assert set(item) >= SCORES
        exact = item["causes"]["exact"]
        assert set(exact) == {"tree", "finding", "evidence", "verification"}
        assert sum(map(Fraction, exact.values())) == Fraction(item["exact"]["change"])


def test_the_order_of_the_names_is_the_order_of_the_comparison(home: Path) -> None:
    assert final(answer(home, "2026-self", "2025-self"))["change"] == "-2.40"


def test_tracks_levels_and_changes_are_chosen(home: Path) -> None:
    changed = answer(home, "--changed")
    assert [item["code"] for item in changed["nodes"]] == ["1", "1.1"]
    assert [item["code"] for item in answer(home, "--level", "1")["nodes"]] == ["1", "2"]
    (home / "evidence" / "files" / "清单.txt").unlink()
    assert final(answer(home, "--track", "claimed"))["scores"] == ["7.00", "9.40"]
    assert final(answer(home, "--track", "supported"))["scores"] == ["4.00", "4.00"]


def test_a_mock_stands_for_its_basis_and_is_held_against_it_without_it(home: Path) -> None:
    samples.write(home, {"rounds/2026-mock.yaml": samples.MOCK})
    said = answer(home, "2026-self", "2026-mock")
    assert [item["verified_by"] for item in said["rounds"]] == [[], ["2026-mock"]]
    assert node(said, "1.1")["causes"]["verification"] == "-0.40"
    assert final(said)["causes"]["exact"]["verification"] == final(said)["exact"]["change"]
    assert answer(home, "2025-self", "2026-self")["rounds"][1]["verified_by"] == ["2026-mock"]


def test_a_mock_of_nothing_stands_for_its_own_findings(home: Path) -> None:
    samples.write(home, {"rounds/2026-mock.yaml": samples.MOCK.replace("basis: 2026-self\n", "")})
    said = answer(home, "2025-self", "2026-mock")
    assert said["rounds"][1]["claims"] == "2026-mock"
    assert node(said, "1.1")["scores"] == ["3.00", "5.00"]


def test_rows_and_tables(home: Path) -> None:
    rows = call("-w", str(home), "round", "compare", "--format", "csv")[1].splitlines()
    assert (
        rows[0]
        == "编号,指标,级别,2025-self,2026-self,变化,体系变化,认定变化,佐证变化,核验变化,对应"
    )
    assert "1.1,网上办理,2,3.00,5.40,2.40,0.00,2.40,0.00,0.00," in rows
    assert rows[-1] == "合计,总分,,7.00,9.40,2.40,0.00,2.40,0.00,0.00,"
    text = call("-w", str(home), "round", "compare")[1]
    assert "轮次对比（现分）：2025-self → 2026-self" in text
    assert text.count("按现在的登记表") == 2
    assert "创建条件" not in text


def test_a_condition_that_turned_is_told(home: Path) -> None:
    path = home / "indicators" / "sample.yaml"
    path.write_text(path.read_text("utf-8").replace("min: 60}", "min: 8}"), "utf-8")
    assert (
        "总分（现分）不低于 8 分：由未达到变为达到（要求 ≥ 8，由 7.00 变为 9.40）"
        in call("-w", str(home), "round", "compare")[1]
    )


def test_another_indicator_system_by_its_own_file(home: Path) -> None:
    old = (
        SOUND["indicators/sample.yaml"]
        .replace("id: sample", "id: old")
        .replace("points: 4\n", "points: 6\n", 1)
    )
    old = old.replace("  points: 10\n", "  points: 12\n")
    former = FORMER.replace("tree: sample", "tree: old")
    samples.write(home, {"indicators/old.yaml": old, "rounds/2025-self.yaml": former})
    said = answer(home)
    assert [item["tree"] for item in said["rounds"]] == ["old", "sample"]
    assert node(said, "1.2")["causes"]["tree"] == "-2.00"
    assert node(said, "1.2")["changes"] == ["points"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("2025-slf", "2026-self"), "没有轮次“2025-slf”，是不是“2025-self”？"),
        (("2025-self",), "对比至少要两个轮次"),
        (("2025-self", "2026-self", "2025-self"), "轮次“2025-self”写了两次"),
        (("--to", "pdf"), "--to 要与 -o 一起用"),
        (("--to", "pdf", "-o", "a.pdf", "--changed"), "文书总是完整的"),
    ],
)
def test_wrong_use(home: Path, args: tuple[str, ...], told: str) -> None:
    code, err = refused(home, *args)
    assert (code, told in err) == (2, True), err


def test_one_round_alone_is_nothing_to_compare(sound: Path) -> None:
    assert refused(sound) == (
        2,
        "错误：没有两个可以对比的自评轮次。新建轮次用 shifan round new。\n",
    )
    code, _, err = call("-w", str(sound), "report", "comparison")
    assert (code, "没有两个可以对比的自评轮次" in err) == (1, True)


def test_a_tree_that_is_not_there_or_faulty_is_an_input_that_cannot_be_read(home: Path) -> None:
    samples.write(home, {"rounds/2025-self.yaml": FORMER.replace("tree: sample", "tree: lost")})
    code, err = refused(home)
    assert (code, "找不到轮次“2025-self”所用的指标体系“lost”" in err) == (3, True)
    faulty = (
        SOUND["indicators/sample.yaml"]
        .replace("id: sample", "id: lost")
        .replace("type: met", "type: mett")
    )
    samples.write(home, {"indicators/lost.yaml": faulty})
    code, err = refused(home)
    assert (code, "T005" in err, "有误，不能对比" in err) == (3, True, True)


def test_a_mock_of_a_round_that_is_not_there(home: Path) -> None:
    samples.write(
        home,
        {"rounds/2026-mock.yaml": samples.MOCK.replace("basis: 2026-self", "basis: 2020-self")},
    )
    code, err = refused(home, "2026-self", "2026-mock")
    assert (code, "核验的是“2020-self”，rounds/ 里没有它" in err) == (2, True)


def test_faulty_findings_are_told(home: Path) -> None:
    samples.write(
        home, {"rounds/2025-self.yaml": FORMER.replace("{done: 5, of: 10}", "{done: 50, of: 10}")}
    )
    _, out, err = call("-w", str(home), "round", "compare", "--format", "json")
    assert "轮次 2025-self 有 1 项认定有误，按未评处理" in err
    assert node(json.loads(out), "1.1")["states"][0] == "unassessed"


# Evidence as it was


def test_a_kept_round_does_not_change_when_evidence_does(home: Path) -> None:
    code, out, _ = call("-w", str(home), "round", "freeze", "2025-self", "--by", "李某", *TODAY)
    assert (code, out) == (0, "rounds/2025-self.support.json\n")
    assert verify_journal(home / "journal.jsonl") == []
    (home / "evidence" / "files" / "清单.txt").unlink()
    said = answer(home)
    assert [(item["evidence"], item["frozen"]) for item in said["rounds"]] == [
        ("snapshot", "2026-11-22"),
        ("register", ""),
    ]
    assert node(said, "1.1")["scores"] == ["3.00", "0.00"]
    assert node(said, "1.1")["causes"]["evidence"] == "-5.40"
    assert "存档（2026-11-22）" in call("-w", str(home), "round", "compare")[1]


def test_a_snapshot_is_no_round_and_no_problem(home: Path) -> None:
    before = open_workspace(home).problems
    call("-w", str(home), "round", "freeze", "2025-self", *TODAY)
    after = open_workspace(home).whole()
    assert after.problems == before
    assert [item.id for item in after.rounds] == ["2025-self", "2026-self"]
    assert after.snapshots["2025-self"].leaves == {
        "1.1": {"办理清单": ("E0001",)},
        "1.2": {"佐证材料": ("E0002",)},
    }


def test_the_same_state_gives_the_same_bytes_and_only_again_replaces_them(home: Path) -> None:
    kept = home / "rounds" / "2025-self.support.json"
    call("-w", str(home), "round", "freeze", "2025-self", *TODAY)
    first = kept.read_bytes()
    code, _, err = call("-w", str(home), "round", "freeze", "2025-self", *TODAY)
    assert (code, "加 --again" in err) == (2, True)
    assert call("-w", str(home), "round", "freeze", "2025-self", "--again", *TODAY)[0] == 0
    assert kept.read_bytes() == first


@pytest.mark.parametrize("name", ["2024-self", "2026-mock"])
def test_only_self_rounds_that_are_there_are_kept(home: Path, name: str) -> None:
    samples.write(home, {"rounds/2026-mock.yaml": samples.MOCK})
    assert call("-w", str(home), "round", "freeze", name)[0] == 2
    assert not list(home.glob("rounds/*.json"))


def test_a_faulty_register_is_not_kept(home: Path) -> None:
    path = home / "evidence" / "register.yaml"
    path.write_text(path.read_text("utf-8").replace("id: E0002", "id: E0001"), "utf-8")
    code, _, err = call("-w", str(home), "round", "freeze", "2026-self")
    assert (code, "佐证登记表有误，没有存档" in err) == (3, True)


@pytest.mark.parametrize(
    ("more", "kept"), [(("--from", "2025-self"), {"2025-self"}), (("--switch",), {"2026-self"})]
)
def test_a_new_round_keeps_the_evidence_of_the_one_it_leaves(
    home: Path, more: tuple[str, ...], kept: set[str]
) -> None:
    code, out, _ = call("-w", str(home), "round", "new", "2027-self", *more, *TODAY)
    assert code == 0
    assert {
        path.name.removesuffix(".support.json") for path in home.glob("rounds/*.support.json")
    } == kept
    assert "以后对比轮次时用它" in out


def test_a_mock_and_a_snapshot_that_is_there_leave_everything_as_it_was(home: Path) -> None:
    call(
        "-w",
        str(home),
        "round",
        "new",
        "2026-mock",
        "--kind",
        "mock",
        "--from",
        "2026-self",
        *TODAY,
    )
    assert not list(home.glob("rounds/*.json"))
    call("-w", str(home), "round", "freeze", "2026-self", *TODAY)
    before = (home / "rounds" / "2026-self.support.json").read_bytes()
    (home / "evidence" / "files" / "清单.txt").unlink()
    call("-w", str(home), "round", "new", "2027-self", "--from", "2026-self", "--switch", *TODAY)
    assert (home / "rounds" / "2026-self.support.json").read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda raw: raw[: len(raw) // 2], "F030"),
        (lambda raw: b"", "F030"),
        (lambda raw: b"[]", "F030"),
        (lambda raw: b"\xff\xfe", "F030"),
        (lambda raw: b"[" * 100_000, "F030"),
        (lambda raw: raw.replace(b'"version": 1', b'"version": 2'), "F030"),
        (lambda raw: raw.replace(b"E0001", b"E0002"), "F030"),
        (lambda raw: raw.replace(b'"round"', b'"round": "x", "round"'), "F030"),
        (lambda raw: raw, "F031"),
    ],
)
def test_a_damaged_or_foreign_snapshot_is_told_and_not_used(
    home: Path, damage: Any, rule: str
) -> None:
    call("-w", str(home), "round", "freeze", "2025-self", *TODAY)
    kept = home / "rounds" / "2025-self.support.json"
    raw = damage(kept.read_bytes())
    kept.unlink()
    (home / "rounds" / ("2026-self.support.json" if rule == "F031" else kept.name)).write_bytes(raw)
    found = [item for item in open_workspace(home).problems if item.rule.startswith("F03")]
    assert [(item.rule, item.severity) for item in found] == [(rule, "warning")]
    assert {item["evidence"] for item in answer(home)["rounds"]} == {"register"}


def test_a_workbook_holds_the_same_total(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "对比.xlsx"
    code, out, err = call(
        "-w", str(home), "round", "compare", "--to", "xlsx", "-o", str(target), *TODAY
    )
    assert (code, out) == (0, f"{target}\n"), err
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["总体", "轮次", "各级指标", "短板变化"]
    rows = {
        row[0].value: [cell.value for cell in row[1:]] for row in book["总体"].iter_rows(min_row=3)
    }
    assert [float(value) for value in rows["总分"]] == [7.0, 9.4, 2.4, 0.0, 2.4, 0.0, 0.0]
