"""The commands on sound workspaces: forms, places, and a standard output that holds the result and
nothing else."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES, SHIPPED, TODAY, call, process

from scoring.documents.registry import NAMES
from scoring.workspace import open_workspace

READING = {
    "check": ("check",),
    "score": ("score",),
    "gaps": ("gaps",),
    "explain": ("explain", "1"),
    "evidence list": ("evidence", "list"),
    "indicators list": ("indicators", "list"),
    "indicators show": ("indicators", "show", "review-standard"),
}


@pytest.mark.parametrize("args", READING.values(), ids=READING)
def test_every_reading_command_has_three_forms(
    one_level: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(one_level)
    codes = {form: call(*args, "--format", form) for form in ("table", "json", "csv")}
    assert {code for code, _, _ in codes.values()} == {0}
    assert {err for _, _, err in codes.values()} == {""}
    assert call(*args)[1] == codes["table"][1]
    json.loads(codes["json"][1])
    rows = list(csv.reader(io.StringIO(codes["csv"][1])))
    assert len(rows) > 1 or args == ("check",)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(text.endswith("\n") and not text.endswith("\n\n") for _, text, _ in codes.values())


def test_the_workspace_may_be_named_before_and_after_the_command(
    one_level: Path, two_level: Path
) -> None:
    before, after = call("-w", str(one_level), "score"), call("score", "-w", str(one_level))
    assert before == after
    assert before[0] == 0
    assert call("-w", str(two_level), "score", "-w", str(one_level)) == after


def test_the_nearest_workspace_above_is_meant(
    one_level: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = one_level / "evidence" / "files" / "01"
    monkeypatch.chdir(inner)
    assert call("score") == call("score", "-w", str(one_level))
    nested = samples.write(inner / "更近的", samples.SOUND)
    monkeypatch.chdir(nested / "evidence")
    assert "示例指标体系" in call("score")[1]


def test_a_relative_path_names_a_workspace(
    one_level: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(one_level.parent)
    assert call("-w", "one-level", "check") == (0, "没有发现问题。\n", "")


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_output_to_a_file_is_the_output(one_level: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "新文件夹" / f"结果.{form}"
    shown = call("-w", str(one_level), "score", "--format", form)[1]
    assert call("-w", str(one_level), "score", "--format", form, "-o", str(target)) == (
        0,
        f"{target}\n",
        "",
    )
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == (form == "csv")
    assert content.decode("utf-8-sig") == shown
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_level_cuts_the_table_but_not_the_totals(two_level: Path) -> None:
    def rows(*more: str) -> list[list[str]]:
        text = call("-w", str(two_level), "score", "--format", "csv", *more)[1]
        return list(csv.reader(io.StringIO(text)))

    whole, top = rows(), rows("--level", "1")
    assert {row[2] for row in top[1:]} == {"1", ""}
    assert [row for row in whole if row[2] != "2"] == top


def test_names_in_the_terminal_table_are_indented_by_level(sound: Path) -> None:
    lines = call("-w", str(sound), "score")[1].splitlines()
    assert any(line.startswith("1.1     　网上办理 ") for line in lines)
    assert any(line.startswith("1       依法履职 ") for line in lines)


def test_a_spreadsheet_never_takes_text_for_a_formula(tmp_path: Path) -> None:
    evil = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1+1"]
    for name in evil:
        tree = samples.SOUND["indicators/sample.yaml"].replace("网上办理", f'"{name}"')
        folder = samples.write(tmp_path, {**samples.SOUND, "indicators/sample.yaml": tree})
        cells = [
            row[1]
            for row in csv.reader(
                io.StringIO(call("-w", str(folder), "score", "--format", "csv")[1])
            )
        ]
        assert f"'{name.strip()}" in cells
        assert name.strip() not in cells


def test_characters_that_steer_a_terminal_are_dropped(tmp_path: Path) -> None:
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "网上办理", '"网\\e[31m上\\u202e办\\a理\\u009b"'
    )
    folder = samples.write(tmp_path, {**samples.SOUND, "indicators/sample.yaml": tree})
    for args in (
        ("score",),
        ("explain", "1.1"),
        ("gaps", "--format", "csv"),
        ("score", "--format", "csv"),
    ):
        text = call("-w", str(folder), *args)[1]
        assert not set(text) & set("\x1b\x07\x9b\u202e"), args
    assert "网[31m上办理" in call("-w", str(folder), "explain", "1.1")[1]


def test_the_order_of_records_changes_no_byte(sound: Path) -> None:
    commands = [("score",), ("gaps",), ("explain", "1.1"), ("explain", "1.2"), ("evidence", "list")]
    forms = ["json", "table", "csv"]

    def outputs() -> list[tuple[int, str, str]]:
        return [
            call("-w", str(sound), *args, "--format", form) for args in commands for form in forms
        ]

    register = sound / "evidence" / "register.yaml"
    records = ["- id" + part for part in register.read_text("utf-8").split("- id")[1:]]
    tenth = [part.replace("E0002", name) for name in ("E10", "E2", "E0003") for part in records[1:]]
    register.write_text("".join([*records, *tenth]), "utf-8")
    before = outputs()
    listed = [row["id"] for row in json.loads(before[-3][1])["records"]]
    assert listed == ["E0001", "E0002", "E2", "E0003", "E10"]
    register.write_text("".join(reversed([*records, *tenth])), "utf-8")
    assert outputs() == before


def test_no_conditions_and_no_vetoes_are_not_called_met(tmp_path: Path) -> None:
    """
    == indicators/sample.yaml
    id: sample
    title: 示例指标体系
    levels: [指标]
    indicators:
    - {code: "1", name: 办理, points: 10, rule: {type: met}}
    == rounds/2026-self.yaml
    round: 2026-self
    kind: self
    as_of: 2026-11-20
    findings: {}
    == evidence/register.yaml
    []
    == rectification.yaml
    []
    """
    own = samples.texts(test_no_conditions_and_no_vetoes_are_not_called_met.__doc__)
    folder = samples.write(tmp_path, {**samples.SOUND, **own})
    out = call("-w", str(folder), "score")[1]
    assert "一票否决：指标体系未设一票否决事项\n创建条件：指标体系未设创建条件\n" in out
    assert "总分（现分）：0.00，完成度 0.00%，未评部分定分后在 0.00 至 10.00 之间" in out


def test_a_partial_inspection_is_not_shown_as_a_verdict_on_the_whole(two_level: Path) -> None:
    out = call("-w", str(two_level), "score")[1]
    assert [line.split()[-1] for line in out.splitlines() if line.startswith("核验分 ")] == [
        "只含已核验的指标"
    ]


def test_check_counts_by_gravity_and_can_be_quiet(tmp_path: Path) -> None:
    files = samples.changed("rounds/2026-self.yaml", "done: 9", "done: 11")
    register = samples.SOUND["evidence/register.yaml"].replace("县司法局", "县司法剧")
    folder = samples.write(tmp_path, {**files, "evidence/register.yaml": register})
    full, quiet = (
        call("-w", str(folder), "check")[1],
        call("-w", str(folder), "check", "--quiet")[1],
    )
    assert full.splitlines()[-1] == "共 2 处：错误 1 处，警告 1 处。"
    assert ("W004" in full, "W004" in quiet) == (True, False)
    assert "错误 " in quiet


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_check_and_score_change_nothing(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(EXAMPLES / name, tmp_path / name))

    def state() -> dict[str, tuple[int, bytes]]:
        return {
            str(path.relative_to(folder)): (
                path.stat().st_mtime_ns,
                path.read_bytes() if path.is_file() else b"",
            )
            for path in folder.rglob("*")
            if ".shifan" not in path.parts
        }

    before = state()
    for args in (("check",), ("score",), ("gaps",), ("evidence", "list")):
        call("-w", str(folder), *args)
    after = state()
    assert after == before
    call("-w", str(folder), "report", "--to", "json", "--today", TODAY)
    assert {
        name: value for name, value in state().items() if not name.startswith("reports")
    } == before


def test_evidence_of_one_unit_by_its_short_name(sound: Path) -> None:
    def listed(*more: str) -> list[str]:
        data = json.loads(call("-w", str(sound), "evidence", "list", "--format", "json", *more)[1])
        return [row["id"] for row in data["records"]]

    assert listed() == ["E0001", "E0002"]
    assert listed("--unit", "司法局") == listed("--unit", "县司法局") == ["E0001"]
    assert listed("--unit", "县教育局") == []
    (sound / "evidence" / "files" / "清单.txt").write_text("改过", "utf-8")
    assert listed("--invalid") == ["E0001"]


def test_report_goes_where_it_is_told(sound: Path, tmp_path: Path) -> None:
    one = tmp_path / "一份.html"
    assert call("-w", str(sound), "report", "--to", "html", "-o", str(one)) == (0, f"{one}\n", "")
    assert one.read_text("utf-8").startswith("<!DOCTYPE html>")
    several = tmp_path / "几份"
    code, out, _ = call(
        "-w", str(sound), "report", "self", "--to", "html", "--to", "json", "-o", str(several)
    )
    assert (code, out.splitlines()) == (
        0,
        [str(several / "自评报告.html"), str(several / "自评报告.json")],
    )
    code, out, _ = call("-w", str(sound), "report", "self", "all", "--to", "json", "--to", "json")
    # There is one round, nobody inspected it, no item is closed and no paper issued.
    alone = {NAMES["comparison"], NAMES["inspection"], NAMES["closing"], NAMES["urge"]}
    names = [f"{name}.json" for name in NAMES.values() if name not in alone]
    assert out.splitlines() == [str(sound / "reports" / name) for name in [*names, "文件索引.html"]]


def test_a_tree_of_the_workspace_is_shown_by_its_id(sound: Path) -> None:
    ident = json.loads(call("-w", str(sound), "score", "--format", "json")[1])["tree"]["id"]
    code, out, _ = call("-w", str(sound), "indicators", "show", ident, "--format", "json")
    assert (code, json.loads(out)["id"]) == (0, ident)
    assert call("indicators", "show", ident)[0] == 2


def test_a_tree_of_a_file_is_shown_with_its_problems(tmp_path: Path) -> None:
    file = tmp_path / "体系.yaml"
    file.write_text(
        samples.SOUND["indicators/sample.yaml"].replace("points: 6", "points: 7"), "utf-8"
    )
    code, out, err = call("indicators", "show", str(file))
    assert code == 1
    assert "1.1 网上办理（7 分）　县司法局" in out
    assert err.startswith("体系.yaml:")
    assert " T003 " in err
    file.write_text("id: [", "utf-8")
    code, out, _ = call("indicators", "show", str(file))
    assert (code, out) == (3, "")


def test_init_makes_a_workspace_that_passes_check(tmp_path: Path) -> None:
    folder = tmp_path / "新建县"
    code, out, _ = call("init", str(folder), "--tree", "review-standard", "--today", TODAY)
    assert code == 0
    assert str(folder / "workspace.yaml") in out.splitlines()
    assert call("-w", str(folder), "check") == (0, "没有发现问题。\n", "")
    assert open_workspace(folder).whole().assess().completeness == 0


def test_init_says_when_the_name_came_from_the_folder_and_how_to_change_it(tmp_path: Path) -> None:
    code, _, err = call(
        "init", str(tmp_path / "work"), "--tree", "review-standard", "--today", TODAY
    )
    assert code == 0
    assert "名称取自文件夹：“work”。要改，改 workspace.yaml 里的 name 和 title。" in err
    lines = (tmp_path / "work" / "workspace.yaml").read_text("utf-8").splitlines()
    assert lines[lines.index("name: work") - 1].startswith("# name 取自文件夹的名称")
    args = (
        "init",
        str(tmp_path / "own"),
        "--tree",
        "review-standard",
        "--name",
        "示例县",
        "--today",
        TODAY,
    )
    code, _, err = call(*args)
    assert (code, "取自文件夹" in err) == (0, False)
    text = (tmp_path / "own" / "workspace.yaml").read_text("utf-8")
    assert "name: 示例县\n" in text
    assert "title: 示例县法治政府建设示范创建自评报告\n" in text
    assert "取自文件夹" not in text


def test_doctor_tells_what_printing_needs() -> None:
    code, out, err = call("doctor")
    assert (code, err) == (0, "")
    assert [
        line.split()[1] for line in out.splitlines() if line.startswith(("Python ", "排版组件 "))
    ] == ["正常"] * 2


@pytest.mark.slow
def test_a_process_of_its_own_prints_utf_8_only_on_standard_output(one_level: Path) -> None:
    done = process("explain", "14", cwd=one_level / "rounds")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("14 复议监督效果")
    assert done.stdout == call("-w", str(one_level), "explain", "14")[1]
    wrong = process("explain", cwd=one_level)
    assert (wrong.returncode, wrong.stdout) == (2, "")


@pytest.mark.parametrize("group", ["round", "evidence", "rectify", "sheet", "indicators"])
def test_the_list_of_commands_says_what_each_does(group: str) -> None:
    """Click shortens at blanks; Chinese sentences have none, and would shrink to "..."."""
    _, out, _ = call(group, "--help")
    rows = out.partition("命令：\n")[2].splitlines()
    assert rows
    assert "..." not in out
    assert not [row for row in rows if len(row.split(maxsplit=1)) < 2]
