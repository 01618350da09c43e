"""``shifan round new``: what is carried, what is asked, and what stays as it was byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import call

from scoring.storage import verify_journal
from scoring.workspace import open_workspace

TODAY = "2027-02-01"
OLD = samples.SOUND["indicators/sample.yaml"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The small sound workspace."""
    return samples.write(tmp_path / "county", samples.SOUND)


def new(home: Path, *args: str) -> dict[str, Any]:
    code, out, err = call(
        "-w", str(home), "round", "new", "--today", TODAY, "--format", "json", *args
    )
    assert code == 0, err
    return dict(json.loads(out))


def edition(folder: Path, *changes: tuple[str, str], ident: str = "sample-2027") -> str:
    """The sample tree as a new edition, outside of the workspace."""
    text = OLD.replace("id: sample", f"id: {ident}", 1)
    for old, changed in changes:
        assert old in text
        text = text.replace(old, changed, 1)
    path = folder / "next.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def lines(home: Path, name: str = "2027-self") -> list[str]:
    return (home / "rounds" / f"{name}.yaml").read_text("utf-8").splitlines()


def fates(said: dict[str, Any]) -> dict[str, str]:
    return {item["old"]: item["state"] for item in said["findings"]}


def test_a_blank_round_passes_check(home: Path) -> None:
    said = new(home, "2027-self")
    assert said["files"] == ["rounds/2027-self.yaml"]
    assert said["blank"] == ["1.1", "1.2", "2"]
    assert "as_of: 2027-02-01        # 评估日" in lines(home)
    assert "window: {from: 2026-01-01, to: 2027-02-01}   # 佐证材料的日期要在这个时间窗内" in lines(
        home
    )
    assert open_workspace(home).problems == ()


def test_nothing_but_the_new_round_and_the_journal_is_touched(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    new(home, "2027-self", "--from", "2026-self", "--by", "李某")
    assert {path: path.read_bytes() for path in before} == before
    made = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and path not in before
    }
    new_files = {"rounds/2027-self.yaml", "rounds/2026-self.support.json", "journal.jsonl"}
    assert {name for name in made if not name.startswith(".shifan/")} == new_files
    entry = json.loads((home / "journal.jsonl").read_text("utf-8"))
    assert (entry["on"], entry["do"], entry["by"], entry["round"]) == (
        TODAY,
        "round new",
        "李某",
        "2027-self",
    )
    assert verify_journal(home / "journal.jsonl") == []


def test_the_same_tree_carries_every_sound_finding(home: Path) -> None:
    said = new(home, "2027-self", "--from", "2026-self")
    assert fates(said) == {"1.1": "carried", "1.2": "carried"}
    assert '  "1.1": {done: 9, of: 10}' in lines(home)
    assert '  "1.2": {met: true}' in lines(home)
    assert said["evidence"] == []


def test_a_faulty_finding_is_asked_for(home: Path) -> None:
    path = home / "rounds" / "2026-self.yaml"
    path.write_text(path.read_text("utf-8").replace("{met: true}", "{met: 大概}"), "utf-8")
    assert fates(new(home, "2027-self", "--from", "2026-self")) == {
        "1.1": "carried",
        "1.2": "pending",
    }
    assert any(
        "# 待确认：原 1.2 公开到位 = {met: 大概}；原认定有误" in line for line in lines(home)
    )


def test_a_self_assessment_is_no_verification(home: Path) -> None:
    said = new(home, "2027-insp", "--kind", "inspection", "--from", "2026-self")
    assert set(fates(said).values()) == {"pending"}
    assert "basis: 2026-self   # 所核验的轮次" in lines(home, "2027-insp")
    assert open_workspace(home).problems == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("rule: {type: ratio}", "rule: {type: ratio, full_at: 90%}"), "评分规则有变"),
        (("name: 网上办理\n", "name: 网上办理办结\n"), "只是可能对应"),
        (
            ("    points: 6\n", "    points: 6\n    text: 不少于60项\n"),
            "名称或标准里的数字、界限有变",
        ),
    ],
)
def test_a_doubt_is_written_beside_the_new_indicator(
    home: Path, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    said = new(home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path, change))
    assert fates(said) == {"1.1": "pending", "1.2": "carried"}
    (asked,) = [line for line in lines(home) if "待确认：原 1.1" in line]
    assert "= {done: 9, of: 10}" in asked
    assert reason in asked
    assert '  # "1.1": {done: 96, of: 100}' in lines(home)


def test_a_removed_indicator_keeps_its_line(home: Path, tmp_path: Path) -> None:
    gone = '  - code: "1.2"\n    name: 公开到位\n    points: 4\n    rule: {type: met}\n'
    tree = edition(tmp_path, (gone, ""), ("  points: 10\n", "  points: 6\n"))
    said = new(home, "2027-self", "--from", "2026-self", "--tree", tree)
    assert fates(said) == {"1.1": "carried", "1.2": "removed"}
    assert any(
        "待确认：原 1.2 公开到位 = {met: true}；新体系里没有对应的指标" in line
        for line in lines(home)
    )
    register = (home / "evidence" / "register.yaml").read_text("utf-8")
    assert '- {indicator: "1.2", tree: sample}' in register


MOVED = ('code: "1.1"', 'code: "1.9"'), ('code: "1.2"', 'code: "1.1"')


def test_a_code_given_to_another_indicator_proves_nothing_by_accident(
    home: Path, tmp_path: Path
) -> None:
    """1.1 becomes 1.9, and 1.2 becomes 1.1: the proof of the old 1.1 must not support the new
    one."""
    said = new(
        home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path, *MOVED), "--switch"
    )
    assert fates(said) == {"1.1": "carried", "1.2": "carried"}
    assert {(item["id"], item["old"], item["new"], item["state"]) for item in said["evidence"]} == {
        ("E0001", "1.1", "1.9", "confirmed"),
        ("E0002", "1.2", "1.1", "confirmed"),
    }
    assert said["rectification"] == [{"id": "R0001", "old": "1.1", "reason": "现为 1.9 网上办理"}]
    after = open_workspace(home).whole()
    assert after.errors == []
    assert {
        code: item.requirements[0].carried_by
        for code, item in after.supports.items()
        if code != "2"
    } == {
        "1.1": ("E0002",),
        "1.9": ("E0001",),
    }


def test_the_old_round_reads_as_before_until_the_switch(home: Path, tmp_path: Path) -> None:
    before = open_workspace(home).whole()
    said = new(home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path, *MOVED))
    assert (said["switched"], said["workspace"]) == (
        False,
        {"tree": "sample-2027", "round": "2027-self"},
    )
    after = open_workspace(home).whole()
    assert after.assess().root == before.assess().root
    assert after.supports == before.supports
    assert [item.rule for item in after.problems] == ["F007"]


def test_a_probable_match_is_proposed_and_supports_nothing(home: Path, tmp_path: Path) -> None:
    tree = edition(tmp_path, ("name: 网上办理\n", "name: 网上办理办结\n"))
    said = new(home, "2027-self", "--from", "2026-self", "--tree", tree, "--switch")
    assert [(item["id"], item["state"]) for item in said["evidence"]] == [("E0001", "proposed")]
    register = (home / "evidence" / "register.yaml").read_text("utf-8")
    assert '  - {indicator: "1.1", item: 办理清单, tree: sample}\n' in register
    assert (
        '  - {indicator: "1.1", item: 办理清单, state: proposed, tree: sample-2027}\n' in register
    )
    assert open_workspace(home).whole().supports["1.1"].share == 0


def test_a_second_round_adds_no_proof_twice(home: Path, tmp_path: Path) -> None:
    tree = edition(tmp_path, *MOVED)
    new(home, "2027-self", "--from", "2026-self", "--tree", tree)
    once = (home / "evidence" / "register.yaml").read_bytes()
    new(home, "2027-again", "--from", "2026-self", "--tree", tree)
    assert (home / "evidence" / "register.yaml").read_bytes() == once


def test_switch_changes_two_values_of_the_workspace_file(home: Path, tmp_path: Path) -> None:
    path = home / "workspace.yaml"
    text = (
        path.read_text("utf-8")
        .replace("round: 2026-self", "round: 2026-self   # 本轮")
        .replace("\n", "\r\n")
    )
    path.write_bytes(text.encode())
    new(home, "2027-self", "--tree", edition(tmp_path), "--switch")
    expected = text.replace("tree: sample", "tree: sample-2027").replace(
        "2026-self   #", "2027-self   #"
    )
    assert path.read_bytes() == expected.encode()
    assert (home / "indicators" / "sample-2027.yaml").read_bytes() == (
        tmp_path / "next.yaml"
    ).read_bytes()


def test_a_byte_order_mark_moves_nothing(home: Path, tmp_path: Path) -> None:
    for name in ("workspace.yaml", "evidence/register.yaml"):
        (home / name).write_bytes(b"\xef\xbb\xbf" + (home / name).read_bytes())
    new(home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path, *MOVED), "--switch")
    assert (
        (home / "workspace.yaml")
        .read_text("utf-8")
        .startswith("\ufeffname: 示例县\nlevel: 县\ntree: sample-2027\n")
    )
    register = (home / "evidence" / "register.yaml").read_text("utf-8")
    assert register.startswith("\ufeff- id: E0001\n")
    assert '  - {indicator: "1.9", item: 办理清单, tree: sample-2027}\n' in register


def test_vetoes_that_happened_are_carried_by_name(home: Path, tmp_path: Path) -> None:
    path = home / "rounds" / "2026-self.yaml"
    path.write_text(
        path.read_text("utf-8").replace("{V1: false}", "{V1: {on: 2026-03-02}}"), "utf-8"
    )
    new(home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path))
    assert any(line.startswith('  "V1": {"on": 2026-03-02}') for line in lines(home))
    other = edition(tmp_path, ("发生重大负面舆情", "发生严重违法行政行为"), ident="sample-2028")
    new(home, "2027-b", "--from", "2026-self", "--tree", other)
    assert any("待确认：原一票否决 V1 发生重大负面舆情" in line for line in lines(home, "2027-b"))


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["2026-self"], 2, "已经有轮次“2026-self”"),
        (["../x"], 2, "编号“../x”只能用"),
        (
            ["2027-self", "--from", "2025-self"],
            2,
            "没有轮次“2025-self”，是不是“2026-self”？rounds/ 里有：2026-self",
        ),
        (["2027-self", "--window", "2026-01-01"], 2, "应写成 2026-01-01..2027-10-31"),
        (["2027-self", "--window", "2027-01-01..2026-01-01"], 2, "起不能晚于止"),
        (["2027-self", "--as-of", "明天"], 2, "应写成 2026-11-22 这样的日期"),
    ],
)
def test_wrong_use_writes_nothing(home: Path, args: list[str], code: int, told: str) -> None:
    before = sorted(path.name for path in (home / "rounds").iterdir())
    got, out, err = call("-w", str(home), "round", "new", "--today", TODAY, *args)
    assert (got, out) == (code, "")
    assert told in err
    assert sorted(path.name for path in (home / "rounds").iterdir()) == before


def test_a_new_edition_with_the_old_id_is_refused(home: Path, tmp_path: Path) -> None:
    tree = edition(tmp_path, ("name: 网上办理\n", "name: 一网通办\n"), ident="sample")
    got, _, err = call(
        "-w", str(home), "round", "new", "2027-self", "--from", "2026-self", "--tree", tree
    )
    assert got == 2
    assert "先给新体系换一个 id" in err


def test_a_tree_with_errors_is_refused(home: Path, tmp_path: Path) -> None:
    tree = edition(tmp_path, ("rule: {type: ratio}", "rule: {type: ration}"))
    got, _, err = call("-w", str(home), "round", "new", "2027-self", "--tree", tree)
    assert got == 3
    assert "是不是“ratio”" in err
    assert not (home / "rounds" / "2027-self.yaml").exists()


def test_the_summary_says_what_needs_a_look(home: Path, tmp_path: Path) -> None:
    tree = edition(tmp_path, ("rule: {type: ratio}", "rule: {type: ratio, full_at: 90%}"))
    args = ("round", "new", "2027-self", "--from", "2026-self", "--tree", tree, "--today", TODAY)
    code, out, _ = call("-w", str(home), *args)
    assert code == 0
    assert "认定：沿用 1 项，待确认 1 项，已取消 0 项；没有原认定的指标 1 项" in out
    assert "请把其中两项改为：tree: sample-2027，round: 2027-self" in out
    assert "评分规则有变" in out


@pytest.mark.parametrize(("kind", "verb"), [("inspection", "核验"), ("mock", "模拟核验")])
def test_a_verifying_round_asks_for_no_change_of_the_workspace(
    home: Path, kind: str, verb: str
) -> None:
    code, out, _ = call(
        "-w", str(home), "round", "new", "2026-city", "--kind", kind, "--today", TODAY
    )
    assert code == 0
    assert f"workspace.yaml 没有改动，也不用改：本轮{verb} 2026-self；" in out.splitlines()[-1]
    assert "请把其中两项改为" not in out


def test_a_verifying_round_keeps_the_window_of_what_it_verifies(home: Path) -> None:
    new(home, "2026-prov", "--kind", "inspection", "--as-of", "2027-01-20")
    window = next(line for line in lines(home, "2026-prov") if line.startswith("window"))
    own = next(line for line in lines(home, "2026-self") if line.startswith("window"))
    assert window.partition("   #")[0] == own.partition("   #")[0]


def test_a_register_that_cannot_be_read_is_said_and_left_alone(home: Path, tmp_path: Path) -> None:
    path = home / "evidence" / "register.yaml"
    path.write_text("- id: [E0001\n", "utf-8")
    said = new(home, "2027-self", "--from", "2026-self", "--tree", edition(tmp_path, *MOVED))
    assert said["notes"] == ["佐证登记表读不出来，没有处理佐证与指标的对应关系；改正后请逐条核对。"]
    assert path.read_text("utf-8") == "- id: [E0001\n"


def test_a_register_in_another_encoding_stops_before_anything_is_written(
    home: Path, tmp_path: Path
) -> None:
    path = home / "evidence" / "register.yaml"
    path.write_bytes(samples.SOUND["evidence/register.yaml"].encode("gb18030"))
    tree = edition(tmp_path, *MOVED)
    code, _, err = call(
        "-w", str(home), "round", "new", "2027-self", "--from", "2026-self", "--tree", tree
    )
    assert code == 3
    assert "不是 UTF-8 编码" in err
    assert not (home / "rounds" / "2027-self.yaml").exists()


def test_a_score_given_directly_is_asked_for_when_the_points_change(
    home: Path, tmp_path: Path
) -> None:
    path = home / "rounds" / "2026-self.yaml"
    given = path.read_text("utf-8").replace(
        '  "1.2"', '  "2": {score: 4, reason: 首创做法}\n  "1.2"'
    )
    path.write_text(given, "utf-8")
    tree = edition(tmp_path, ("kind: bonus\n  points: 5", "kind: bonus\n  points: 3"))
    assert fates(new(home, "2027-self", "--from", "2026-self", "--tree", tree))["2"] == "pending"
    assert any("满分由 5 分变为 3 分" in line for line in lines(home))


@pytest.mark.parametrize(
    "place", ["next.yaml", "新体系.yaml", "rounds/next.yaml", "indicators/next.yaml"]
)
@pytest.mark.parametrize("carry", [(), ("--from", "2026-self")])
def test_a_switch_leaves_a_workspace_that_opens_wherever_the_file_lies(
    home: Path, tmp_path: Path, place: str, carry: tuple[str, ...]
) -> None:
    """A tree in the workspace, but not where its id would find it, is taken into
    ``indicators/``."""
    inside = home / place
    inside.write_bytes(Path(edition(tmp_path)).read_bytes())
    new(home, "2027-self", "--tree", str(inside), "--switch", *carry)
    opening = open_workspace(home)
    assert opening.workspace is not None
    assert opening.workspace.tree.id == "sample-2027"
    assert opening.workspace.current.id == "2027-self"


def test_a_tree_that_would_be_taken_for_another_is_refused_before_anything_is_written(
    home: Path, tmp_path: Path
) -> None:
    (home / "indicators" / "mine.yaml").write_text(
        OLD.replace("id: sample", "id: sample-2027", 1), "utf-8"
    )
    wanted = edition(tmp_path, ("name: 网上办理\n", "name: 上网办理\n"))
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    code, _, err = call(
        "-w", str(home), "round", "new", "2027-self", "--tree", wanted, "--switch", "--today", TODAY
    )
    assert code != 0
    assert "请先给新体系换一个 id" in err
    assert {path: path.read_bytes() for path in before} == before
    assert not (home / "rounds" / "2027-self.yaml").exists()


def test_items_of_the_ledger_follow_their_indicator_to_its_new_code(
    home: Path, tmp_path: Path
) -> None:
    wanted = edition(tmp_path, ('code: "1.1"', 'code: "1.9"'))
    new(home, "2027-self", "--from", "2026-self", "--tree", wanted, "--switch")
    opening = open_workspace(home)
    assert opening.workspace is not None
    assert [item.indicator for item in opening.workspace.ledger] == ["1.9"]


def test_a_round_of_a_group_of_inspectors(sound: Path) -> None:
    args = (
        "round",
        "new",
        "2026-insp",
        "--kind",
        "inspection",
        "--group",
        "第一评查组",
        "--today",
        "2026-11-29",
    )
    names = ("--inspector", "周敏", "--inspector", "林远", "--arbitration")
    assert call("-w", str(sound), *args, *names)[0] == 0
    head = next(
        item.head for item in open_workspace(sound).whole().rounds if item.id == "2026-insp"
    )
    assert (head.group, head.inspectors, head.arbitration) == ("第一评查组", ("周敏", "林远"), True)
    assert call("-w", str(sound), "round", "new", "2027-self", "--arbitration")[0] == 2
