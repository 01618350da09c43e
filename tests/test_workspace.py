"""Opening a workspace: everything is read, its parts are held against each other, and nothing is
written."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from samples import SOUND, Opener, Opens, changed, write

from scoring.problems import exit_code
from scoring.workspace import Workspace, open_workspace
from scoring.workspace import opening as module

WORK, REGISTER, LEDGER, TREE = (
    "workspace.yaml",
    "evidence/register.yaml",
    "rectification.yaml",
    "indicators/sample.yaml",
)


def told(workspace: Workspace) -> list[tuple[str, str, int | None]]:
    return [(item.rule, item.where.file, item.where.line) for item in workspace.problems]


def test_a_sound_workspace(opened: Opener) -> None:
    workspace = opened(SOUND)
    assert workspace.problems == ()
    assert workspace.head.name == "示例县"
    assert [record.id for record in workspace.records] == ["E0001", "E0002"]
    assert workspace.standings["E0001"].counts
    assert workspace.units.names == ("县司法局", "县教育局", "各单位")
    assert workspace.units.expand("各单位") == ("县司法局", "县教育局")
    assert workspace.units.name("司法局") == "县司法局"
    assert len(workspace.register_sha256) == 64
    assessment = workspace.assess()
    assert assessment.root.claimed == Fraction(47, 5)
    assert assessment.root.supported == Fraction(47, 5)


def test_a_workspace_of_three_short_files(opened: Opener) -> None:
    """
    What is left out below comes from the sound sample; one finding is open and one piece of
    evidence is lost.

    == workspace.yaml
    name: 示例县
    tree: sample
    round: 2026-mid
    == rounds/2026-mid.yaml
    round: 2026-mid
    kind: self
    as_of: 2026-06-30
    findings:
      "1.1": {value: 50%}
      "1.2":            # 还没有认定
    == evidence/register.yaml
    - {id: E0001, file: files/丢了.pdf, kind: 文件, proves: [{indicator: "1.1"}]}
    """
    workspace = opened(test_a_workspace_of_three_short_files.__doc__)
    assert told(workspace) == [("E007", REGISTER, 1)]
    root = workspace.assess().root
    assert (root.claimed, root.supported) == (3, 0)
    assert (root.losses.unassessed, root.losses.standard, root.losses.evidence) == (4, 3, 3)


def test_a_tree_that_ships_needs_no_file(opened: Opener) -> None:
    workspace = opened(
        {
            WORK: "name: 示例县\ntree: national-2021\nround: a\n",
            "rounds/a.yaml": "round: a\nkind: self\nas_of: 2026-11-20\n",
        }
    )
    assert workspace.problems == ()
    assert workspace.tree.id == "national-2021"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "Y010"),
        ("# 还没有写\n", "Y010"),
        ("- 一\n", "S003"),
        ("name: [\n", "Y003"),
        ("\ufeff\ufeffx", "S003"),
    ],
)
def test_a_head_that_says_nothing(opening: Opens, content: str, rule: str) -> None:
    workspace = opening({**SOUND, WORK: content})
    assert workspace.head is None
    assert workspace.tree is None
    assert rule in [item.rule for item in workspace.problems]
    assert exit_code(workspace.problems) in (1, 3)


def test_an_empty_folder_a_file_and_nothing_at_all(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x"})
    (tmp_path / "empty").mkdir()
    for name in ("empty", "a.txt", "nowhere"):
        workspace = open_workspace(tmp_path / name)
        assert [item.rule for item in workspace.problems] == ["W001"], name
        assert exit_code(workspace.problems) == 3


def test_a_folder_whose_name_no_system_can_hold(tmp_path: Path) -> None:
    assert exit_code(open_workspace(tmp_path / ("x" * 300)).problems) == 3


def test_a_head_that_is_a_folder_a_pipe_or_a_dead_link(tmp_path: Path) -> None:
    for name, make in (
        ("folder", lambda path: path.mkdir()),
        ("pipe", os.mkfifo),
        ("link", lambda path: path.symlink_to("nowhere")),
    ):
        (tmp_path / name).mkdir()
        make(tmp_path / name / "workspace.yaml")
        assert [item.rule for item in open_workspace(tmp_path / name).problems] == ["Y001"], name


def test_pipes_in_place_of_every_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            WORK: SOUND[WORK].replace("tree: sample", "tree: national-2021"),
            "rounds/x.txt": "",
            "evidence/x.txt": "",
        },
    )
    for name in ("rounds/2026-self.yaml", REGISTER, LEDGER):
        os.mkfifo(tmp_path / name)
    assert [item.rule for item in open_workspace(tmp_path).problems if item.rule != "W004"] == [
        "Y001",
        "Y001",
        "Y001",
        "W003",
    ]


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may read everything: the refusal of the system is played."""
    write(tmp_path, SOUND)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.Path, "open", refuse)
    workspace = open_workspace(tmp_path)
    assert {item.rule for item in workspace.problems} == {"Y001"}
    assert {item.where.file for item in workspace.problems} == {
        WORK,
        REGISTER,
        LEDGER,
        "rounds/2026-self.yaml",
    }


def test_units_with_nothing_behind_their_names_are_registered(opened: Opener) -> None:
    workspace = opened(changed(TREE, "lead: [县司法局]", "lead: [县教育局]"))
    assert workspace.problems == ()


def test_units_that_nobody_registered_are_told_once_in_each_file(opened: Opener) -> None:
    files = {
        **SOUND,
        TREE: SOUND[TREE]
        .replace("lead: [县司法局]", "lead: [县司法剧]")
        .replace("points: 6", "points: 6\n    support: [县司法剧]"),
        REGISTER: SOUND[REGISTER].replace("unit: 县司法局", "unit: 县司法剧"),
        LEDGER: SOUND[LEDGER].replace(
            "lead: [县司法局]", "lead: [县司法局]\n  support: [县司法剧]"
        ),
    }
    workspace = opened(files)
    assert told(workspace) == [("W004", REGISTER, 7), ("W004", TREE, 13), ("W004", LEDGER, 5)]
    assert {item.fix for item in workspace.problems} == {"是不是“县司法局”？"}


def test_the_line_of_an_unknown_unit_is_right_behind_a_faulty_record(opened: Opener) -> None:
    broken = "- {file: files/清单.txt}\n"
    workspace = opened(
        {**SOUND, REGISTER: broken + SOUND[REGISTER].replace("unit: 县司法局", "unit: 镇政府")}
    )
    assert told(workspace) == [("S002", REGISTER, 1), ("W004", REGISTER, 8)]


def test_a_workspace_without_units_knows_none_and_asks_for_none(opened: Opener) -> None:
    files = changed(WORK, SOUND[WORK].split("round: 2026-self\n")[1], "")
    assert opened(files).problems == ()


def test_members_and_aliases_are_known_names(opened: Opener) -> None:
    files = changed(WORK, "[县司法局, 县教育局]", "[县司法局, 各乡镇政府]")
    files[TREE] = SOUND[TREE].replace("lead: [县司法局]", "lead: [司法局, 各乡镇政府]")
    assert opened(files).problems == ()


def test_an_alias_that_is_another_units_name(opened: Opener) -> None:
    (problem,) = opened(changed(WORK, "aliases: [司法局]", "aliases: [县教育局]")).problems
    assert (problem.rule, problem.where.line, problem.where.column) == ("W005", 6, 20)
    assert problem.what == "简称“县教育局”同时指“县教育局”和“县司法局”"


def test_groups_that_lead_back_to_themselves(opened: Opener) -> None:
    """Only what lies on the circle is told, not what leads into it; the names still expand to an
    end."""
    units = (
        "units:\n  甲: {members: [乙]}\n  乙: {members: [甲, 丙]}\n  丁: {members: [甲]}\n  戊: "
        "{members: [戊]}\n"
    )
    files = {
        **SOUND,
        WORK: SOUND[WORK].split("units:")[0] + units,
        TREE: SOUND[TREE].replace("县司法局", "丁"),
    }
    files |= {
        REGISTER: SOUND[REGISTER].replace("县司法局", "丙"),
        LEDGER: SOUND[LEDGER].replace("县司法局", "丙"),
    }
    workspace = opened(files)
    assert told(workspace) == [("W006", WORK, 6), ("W006", WORK, 7), ("W006", WORK, 9)]
    assert workspace.units.expand("丁") == ("丙",)


def test_deeply_shared_groups_do_not_take_for_ever(opened: Opener) -> None:
    """Thirty layers of two groups each, every group holding both of the next layer: 2^30 ways
    down."""
    layers = [
        f"  {side}{at}: {{members: [甲{at + 1}, 乙{at + 1}]}}\n"
        for at in range(30)
        for side in "甲乙"
    ]
    files = {
        **SOUND,
        WORK: SOUND[WORK].split("units:")[0] + "units:\n  县司法局:\n" + "".join(layers),
    }
    assert opened(files).problems == ()


def test_an_id_with_spaces_around_it_is_the_id_without(opened: Opener) -> None:
    workspace = opened(changed(REGISTER, "id: E0001", 'id: " E0001 "'))
    assert workspace.problems == ()
    assert workspace.records[0].id == "E0001"


def test_backslashes_in_a_path_are_explained(opened: Opener) -> None:
    (problem,) = opened(changed(REGISTER, "file: files/清单.txt", "file: files\\清单.txt")).problems
    assert (problem.rule, problem.fix) == ("E004", "路径里的 \\ 请改成 /")


@pytest.mark.parametrize(
    "tree",
    [
        "../sample.yaml",
        "x" * 300 + ".yaml",
        '"a\\0.yaml"',
        "/etc/passwd",
        "indicators/missing.yaml",
    ],
)
def test_trees_that_cannot_be_found(opening: Opens, tree: str) -> None:
    workspace = opening(changed(WORK, "tree: sample", f"tree: {tree}"))
    assert ("W002", WORK, 3) in told(workspace)
    assert workspace.tree is None
    assert workspace.workspace is None
    assert [item.id for item in workspace.rounds] == []


def test_a_broken_tree_does_not_hide_the_faults_of_the_other_files(opening: Opens) -> None:
    files = {
        **SOUND,
        TREE: SOUND[TREE].replace("title: 示例", 'title: "示例'),
        REGISTER: SOUND[REGISTER] * 2,
        LEDGER: "- {id: [}\n",
        "rounds/other.yaml": "round: x\n",
    }
    rules = {(item.rule, item.where.file) for item in opening(files).problems}
    assert {
        ("Y003", TREE),
        ("E001", REGISTER),
        ("Y003", LEDGER),
        ("S002", "rounds/other.yaml"),
    } <= rules


def test_the_current_round_is_named_or_the_nearest_is_offered(opening: Opens) -> None:
    workspace = opening(changed(WORK, "round: 2026-self", "round: 2026-slef"))
    assert told(workspace) == [("W003", WORK, 4)]
    assert workspace.problems[0].fix == "是不是“2026-self”？"
    assert workspace.workspace is None
    assert [item.id for item in workspace.rounds] == ["2026-self"]


def test_a_round_written_twice_is_read_once(opened: Opener) -> None:
    second = SOUND["rounds/2026-self.yaml"].replace("done: 9", "done: 1")
    workspace = opened({**SOUND, "rounds/z.yml": second})
    assert told(workspace) == [("F009", "rounds/z.yml", 1)]
    assert workspace.assess().root.claimed == Fraction(47, 5)


def test_files_beside_the_workspaces_own_are_left_alone(opened: Opener) -> None:
    more = {
        "rounds/读我.txt": "x",
        "rounds/backup/2025.yaml": "[",
        "reports/a.yaml": "[",
        ".shifan/x.yaml": "[",
        "templates/a.yaml": "[",
    }
    assert opened({**SOUND, **more}).problems == ()


def test_errors_are_told_apart_from_warnings(opened: Opener) -> None:
    files = {
        **changed(REGISTER, "files/清单.txt", "files/没有.txt"),
        LEDGER: SOUND[LEDGER].replace('"1.1"', '"9"'),
    }
    workspace = opened(files)
    assert [item.rule for item in workspace.problems] == ["E007", "L002"]
    assert [item.rule for item in workspace.errors] == ["L002"]


def test_hidden_files_of_other_systems_are_no_rounds(opened: Opener) -> None:
    """What macOS and editors leave beside a file is no round and no tree."""
    more = {
        "rounds/._2026-self.yaml": b"\0\5\x16\7",
        "rounds/.#a.yaml": "[",
        "indicators/._sample.yaml": b"\0\5\x16\7",
    }
    assert opened({**SOUND, **more}).problems == ()


@pytest.mark.parametrize(
    ("empty", "rule"), [("- {}\n", "S002"), ("-\n", "S003"), ("- {id: E0001, url: x}\n", "E006")]
)
def test_beyond_a_thousand_problems_of_one_rule_the_others_are_counted(
    opened: Opener, empty: str, rule: str
) -> None:
    """A register of three thousand faulty records, and a sound one behind them that is read all the
    same."""
    sound = "- {id: E9999, url: https://example.invalid/a, seen: 2026-11-01}\n"
    workspace = opened({**SOUND, REGISTER: empty * 3000 + sound})
    of_rule = [item for item in workspace.problems if item.rule == rule]
    assert len(of_rule) == 1001
    assert of_rule[-1].more == 1999
    assert "还有 2000 处" in of_rule[-1].what
    assert of_rule[-1].where.line == 1001
    assert workspace.records[-1].id == "E9999"
