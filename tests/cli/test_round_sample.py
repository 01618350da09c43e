"""``shifan round sample``: what it writes and leaves alone, drawing again, and every way to ask for
too much."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import call

from scoring.storage import Journal, verify_journal
from scoring.workspace import open_workspace

TODAY = "2026-11-25"
REGISTER = "evidence/register.yaml"
MOCK = """\
# 模拟测评，先抽样再看
round: 2026-mock
kind: mock
tree: sample
as_of: 2026-11-25        # 评估日
window: {from: 2025-01-01, to: 2026-10-31}
basis: 2026-self   # 所核验的轮次
findings:
  # "1.1": {score: 分数, reason: 理由, opinion: 属实, opened: []}
vetoes:
  "V1": false   # 发生重大负面舆情
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The small sound workspace with an empty mock."""
    return samples.write(tmp_path / "county", {**samples.SOUND, "rounds/2026-mock.yaml": MOCK})


def told(home: Path, *args: str) -> tuple[int, str, str]:
    return call("-w", str(home), "round", "sample", *args)


def drawn(home: Path, *args: str, size: int = 1, seed: str = "7") -> dict[str, Any]:
    words = ("--size", str(size), "--seed", seed, "--today", TODAY, "--format", "json", *args)
    code, out, err = told(home, *words)
    assert code == 0, err
    return dict(json.loads(out))


def checked(home: Path, *args: str) -> tuple[int, dict[str, Any]]:
    code, out, err = told(home, "--check", "--format", "json", *args)
    assert code in {0, 1}, err
    return code, dict(json.loads(out))


def text(home: Path) -> str:
    return (home / "rounds" / "2026-mock.yaml").read_bytes().decode()


def edit(home: Path, name: str, old: str, new: str) -> None:
    before = (home / name).read_text("utf-8")
    assert old in before
    (home / name).write_text(before.replace(old, new, 1), "utf-8")


def rules(home: Path) -> list[str]:
    return [item.rule for item in open_workspace(home).problems]


# What is written


def test_the_sample_is_added_at_the_end_and_nothing_else_is_touched(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    said = drawn(home, "--person", "李某")
    assert said["written"] is True
    after = {
        path: path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and ".shifan" not in path.parts
    }
    assert {path.name for path in after if after[path] != before.get(path)} == {
        "2026-mock.yaml",
        "journal.jsonl",
    }
    assert text(home).startswith(MOCK + 'sample:\n  by: risk\n  size: 1\n  seed: "7"\n  frame: ')
    (code,) = said["indicators"]
    assert f'  indicators: ["{code["code"]}"]\n' in text(home)
    assert f'  chance: {{"{code["code"]}": 1/2}}\n' in text(home)
    assert rules(home) == []
    (entry,) = Journal(home / "journal.jsonl").entries()
    assert (entry["on"], entry["do"], entry["by"], entry["round"]) == (
        TODAY,
        "round sample",
        "李某",
        "2026-mock",
    )
    assert entry["sample"]["indicators"] == [code["code"]]
    assert verify_journal(home / "journal.jsonl") == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_stay(home: Path, mark: bytes) -> None:
    path = home / "rounds" / "2026-mock.yaml"
    windows = mark + MOCK.replace("\n", "\r\n").encode()
    path.write_bytes(windows)
    drawn(home)
    made = path.read_bytes()
    assert made.startswith(windows)
    assert made.count(b"\n") == made.count(b"\r\n")
    assert checked(home)[0] == 0


def test_the_same_seed_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    other = samples.write(tmp_path / "again", {**samples.SOUND, "rounds/2026-mock.yaml": MOCK})
    assert drawn(home, size=2) == drawn(other, size=2)
    assert text(home) == text(other)
    lines = [(folder / "journal.jsonl").read_text("utf-8") for folder in (home, other)]
    first, second = (
        re.sub('"at":"[^"]*",', "", line) for line in lines
    )  # the time of day is another
    assert first == second


def test_a_preview_leaves_the_round_alone_and_its_seed_on_record(home: Path) -> None:
    said = drawn(home, "--preview")
    assert said["written"] is False
    assert text(home) == MOCK
    (entry,) = Journal(home / "journal.jsonl").entries()
    assert (entry["do"], entry["round"], entry["files"]) == (
        "round sample preview",
        "2026-mock",
        {},
    )
    assert entry["sample"]["seed"]
    written = drawn(home)
    assert {**said, "written": True} == written


def test_what_was_drawn_is_shown_with_its_reasons(home: Path) -> None:
    code, out, err = told(home, "--size", "2", "--seed", "7", "--today", TODAY)
    assert (code, err) == (0, "")
    assert "模拟测评轮次 2026-mock，核验 2026-self：按风险分层，从 2 项里抽 2 项，种子 7" in out
    assert "不在名册里：未评 1 项" in out
    assert "佐证刚好够数" in out
    assert out.endswith("已写入 rounds/2026-mock.yaml 的 sample。\n")
    lines = told(home, "--size", "2", "--seed", "7", "--preview", "--format", "csv")[1].splitlines()
    assert lines[0].startswith("类别,编号,名称,层,")
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["指标", "1.1", "网上办理"],
        ["指标", "1.2", "公开到位"],
    ]


# Once more


def test_a_sample_is_not_drawn_over(home: Path) -> None:
    first = drawn(home)
    before = text(home)
    code, out, err = told(home, "2026-mock", "--size", "2", "--seed", "8")
    assert (code, out) == (2, "")
    assert "2026-mock 已经抽过样（种子 7）；要重新抽，请加 --again" in err
    assert text(home) == before
    second = drawn(home, "--again", size=2, seed="8")
    assert second["size"] == 2
    assert text(home).startswith(MOCK)
    assert text(home).count("sample:") == 1
    entry = Journal(home / "journal.jsonl").entries()[-1]
    assert entry["earlier"]["seed"] == first["seed"] == "7"
    assert entry["earlier"]["indicators"] == [item["code"] for item in first["indicators"]]


def test_comments_below_an_earlier_sample_stay(home: Path) -> None:
    drawn(home)
    path = home / "rounds" / "2026-mock.yaml"
    path.write_text(text(home) + "# 组长：王某\n", "utf-8")
    drawn(home, "--again", seed="8")
    assert text(home).endswith("\n# 组长：王某\n")


def test_findings_outside_of_the_sample_are_told(home: Path) -> None:
    edit(
        home,
        "rounds/2026-mock.yaml",
        "findings:\n",
        'findings:\n  "1.1": {score: 5, reason: 缺页}\n',
    )
    edit(home, "rounds/2026-mock.yaml", "vetoes:", '  "1.2": {score: 3, reason: 栏目不全}\nvetoes:')
    code, _, err = told(home, "--size", "1", "--seed", "7")
    assert code == 0
    assert "本轮次已有 1 项认定不在抽中的指标里" in err
    assert rules(home).count("F022") == 1


# Drawing again


def test_a_check_gives_the_same_sample(home: Path) -> None:
    drawn(home, size=2)
    code, said = checked(home)
    assert (code, said["same"], said["frame"]["same"], said["changes"]) == (0, True, True, [])
    assert "名册：与抽样时相同\n重抽：指标和佐证都与记录相同\n" in told(home, "--check")[1]


def test_what_changed_since_the_draw_is_told(home: Path) -> None:
    drawn(home)
    edit(home, "rounds/2026-self.yaml", "{done: 9, of: 10}", "{done: 8, of: 10}")
    edit(home, REGISTER, '"1.2"}', '"1.2", state: proposed}')
    assert rules(home).count("F023") == 1
    code, said = checked(home)
    assert (code, said["same"], said["frame"]["same"], said["frame"]["kept"]) == (
        1,
        True,
        False,
        True,
    )
    assert said["changes"] == [
        {"code": "1.1", "change": "changed", "what": "自评分 5.4 → 4.8"},
        {
            "code": "1.2",
            "change": "changed",
            "what": "不再对应佐证 E0002；有效佐证 1 → 0 件；风险分 2 → 7",
        },
    ]
    (home / "journal.jsonl").unlink()
    code, said = checked(home)
    assert (code, said["frame"]["kept"], said["changes"]) == (1, False, [])
    assert "说不出改了哪几项" in told(home, "--check")[1]


def test_a_file_lost_since_the_draw_is_told(home: Path) -> None:
    drawn(home)
    (home / "evidence" / "files" / "清单.txt").unlink()
    assert "有效佐证 1 → 0 件" in checked(home)[1]["changes"][0]["what"]


def test_a_record_that_was_touched_is_found_out(home: Path) -> None:
    code = drawn(home)["indicators"][0]["code"]
    other = {"1.1": "1.2", "1.2": "1.1"}[code]
    path = home / "rounds" / "2026-mock.yaml"
    head, _, record = text(home).partition("sample:")
    mine, theirs = f'indicators: ["{code}"]', f'indicators: ["{other}"]'
    record = record.replace(mine, theirs).replace(f'chance: {{"{code}"', f'chance: {{"{other}"')
    path.write_text(f"{head}sample:{record}", "utf-8")
    assert [rule for rule in rules(home) if rule != "F022"] == [], "the record agrees with itself"
    status, said = checked(home)
    assert (status, said["same"]) == (1, False)
    assert said["indicators"] == {"more": [code], "less": [other]}
    assert "按种子不会抽中" in told(home, "--check")[1]


# Cases


def cases(folder: Path, count: int = 12) -> Path:
    path = folder / "案卷清单.csv"
    units = ["县司法局", "县教育局"]
    path.write_text(
        "案号,承办单位\n" + "".join(f"{at}号,{units[at % 2]}\n" for at in range(count)), "utf-8"
    )
    return path


def test_cases_are_drawn_and_checked_from_the_list(home: Path, tmp_path: Path) -> None:
    said = drawn(home, "--cases", str(cases(tmp_path)), "--case-size", "4")
    assert said["cases"]["file"] == "案卷清单.csv"
    assert len(set(said["cases"]["numbers"])) == 4
    assert [(item["unit"], item["drawn"]) for item in said["cases"]["strata"]] == [
        ("县司法局", 2),
        ("县教育局", 2),
    ]
    assert rules(home) == []
    assert "cases" not in checked(home)[1], "the list is elsewhere"
    code, again = checked(home, "--cases", str(cases(tmp_path)))
    assert (code, again["cases"]) == (0, {"more": [], "less": [], "list_same": True})
    code, again = checked(home, "--cases", str(cases(tmp_path, 13)))
    assert (code, again["same"], again["cases"]["list_same"]) == (1, False, False)
    assert (
        "案卷：清单不是抽样时的那一份"
        in told(home, "--check", "--cases", str(cases(tmp_path, 13)))[1]
    )


def test_a_title_that_is_left_out_of_the_draw_is_said(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "案卷清单.csv"
    path.write_text("2026年案卷清单\n示罚1号\n示罚2号\n示罚3号\n", "utf-8")
    got, out, err = told(
        home, "--size", "1", "--seed", "1", "--cases", str(path), "--case-size", "2"
    )
    assert got == 0
    assert "共 3 件，抽 2 件" in out
    assert "案卷清单第1行“2026年案卷清单”看作标题，没有计作案卷" in err


def test_a_list_in_the_workspace_is_found_again(home: Path) -> None:
    drawn(home, "--cases", str(cases(home)), "--case-size", "4")
    assert checked(home)[1]["cases"] == {"more": [], "less": [], "list_same": True}
    edit(home, "案卷清单.csv", "3号", "33号")
    code, said = checked(home)
    assert (code, said["cases"]["list_same"]) == (1, False)


# Which round


def test_the_only_round_without_a_sample_is_taken(home: Path) -> None:
    (home / "rounds" / "2026-insp.yaml").write_text(
        MOCK.replace("-mock", "-insp").replace("mock", "inspection"), "utf-8"
    )
    code, _, err = told(home, "--size", "1", "--seed", "7")
    assert code == 2
    assert "有几个核验、模拟轮次，请写明是哪一个：2026-insp、2026-mock" in err
    told(home, "2026-insp", "--size", "1", "--seed", "7")
    assert drawn(home)["round"] == "2026-mock"


def test_an_inspection_that_is_done_elsewhere_can_be_narrowed(home: Path) -> None:
    for code, method in (("1.1", "实地核验"), ("1.2", "网络检索")):
        edit(
            home,
            "indicators/sample.yaml",
            f'code: "{code}"\n',
            f'code: "{code}"\n    methods: [{method}]\n',
        )
    said = drawn(home, "--methods", "实地核验，网络检索", "--unit", "司法局", size=2)
    assert said["frame"]["units"] == ["县司法局"]
    said = drawn(home, "--again", "--by", "methods", "--methods", "实地核验")
    assert [item["code"] for item in said["indicators"]] == ["1.1"]
    assert (said["frame"]["left_out"]["other"], said["strata"][0]["group"]) == (1, "实地核验")
    assert rules(home) == []
    assert checked(home)[0] == 0


# Wrong use


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--size", "0", "--seed", "1"], 2, "0 不在 1 至 10000 的范围内"),
        (["--size", "1"], 2, "抽样要写 --size（抽几项指标）和 --seed（种子）"),
        (["--size", "1", "--seed", " "], 2, "抽样要写 --size"),
        (
            ["--size", "1", "--seed", "1", "--cases", "没有.xlsx", "--case-size", "1"],
            3,
            "找不到案卷清单：没有.xlsx",
        ),
        (["--size", "1", "--seed", "1", "--cases", "没有.xlsx"], 2, "要一起写"),
        (["--size", "1", "--seed", "1", "--case-size", "3"], 2, "要一起写"),
        (["--check"], 2, "2026-mock 还没有抽样"),
    ],
)
def test_wrong_use_writes_nothing(home: Path, args: list[str], code: int, said: str) -> None:
    got, out, err = told(home, *args)
    assert (got, out) == (code, "")
    assert said in err
    assert text(home) == MOCK
    assert not (home / "journal.jsonl").exists()


def test_a_file_in_braces_is_refused_and_left_alone(home: Path) -> None:
    braces = "{round: 2026-mock, kind: mock, as_of: 2026-11-25, basis: 2026-self}\n"
    (home / "rounds" / "2026-mock.yaml").write_text(braces, "utf-8")
    got, _, err = told(home, "--size", "1", "--seed", "1")
    assert got == 2
    assert "写法系统不能安全地改" in err
    assert text(home) == braces


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("chance: {", 'chance: {"1.9": 1/2, ', "F024"),
        (": 1/2}", ": 3/2}", "S004"),
        ("frame: ", "frame: x", "S004"),
        ("drawn: 1", "drawn: 2", "F024"),
        ("of: 2, drawn", "of: 3, drawn", "F024"),
        ("seed:", "sead:", "S001"),
    ],
)
def test_a_damaged_record_is_a_problem_of_its_own(
    home: Path, old: str, new: str, rule: str
) -> None:
    drawn(home)
    edit(home, "rounds/2026-mock.yaml", old, new)
    assert rule in rules(home)
