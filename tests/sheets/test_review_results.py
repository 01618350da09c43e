"""Results of the review book back into the round: all or nothing, compared three ways, read by the
round's own code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_outputs import TODAY, call
from helpers_review import result_content

from scoring.problems import ScoringError
from scoring.sheets.review_file import UnreadableResult, canonical, entry_text, parse_result
from scoring.sheets.review_results import Terms, take_in_results
from scoring.storage.journal import verify_journal
from scoring.workspace import open_workspace

MOCK = """\
# 模拟测评，第一次
round: 2026-mock
kind: mock
tree: sample
as_of: 2026-11-01   # 评估日
window: {from: 2025-01-01, to: 2026-10-31}
# 谁评的
assessor: 示例县依法治县办
basis: 2026-self
findings:
  # 1.1 网上办理
  # "1.1": {score: 分数, reason: 理由}
  "1.2": {score: 4, reason: 公开齐全}   # 已看
"""
FILE = "rounds/2026-mock.yaml"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "county", {**samples.SOUND, FILE: MOCK})


def entries(county: Path) -> Any:
    from scoring.sheets.table import data_of

    return data_of(open_workspace(county).whole(), FILE)["findings"]


def result(
    county: Path,
    findings: Mapping[str, Any],
    *,
    sound: bool = True,
    base: Mapping[str, str] | None = None,
    **head: Any,
) -> Path:
    """A result file as the page writes it for the workspace as it is now."""
    workspace = open_workspace(county).whole()
    now = entries(county)
    if base is None:
        base = {code: entry_text(now.get(code)) for code in findings}
    content = result_content(workspace, findings, TODAY, base=base, **head)
    if not sound:
        content["digest"] = "0" * 64
    path = county.parent / f"核验结果-2026-mock-{content['inspector']}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return path


def take(county: Path, path: Path, *args: str) -> tuple[int, str, str]:
    return call("-w", str(county), "sheet", "import", str(path), "--today", TODAY, *args)


GOOD = {
    "score": "5.25",
    "reason": "清单少两项",
    "opinion": "部分属实",
    "opened": ["E0001"],
    "place": "政务大厅",
}


def test_a_finding_goes_below_its_form_and_all_else_stays(county: Path) -> None:
    code, out, err = take(county, result(county, {"1.1": GOOD}))
    assert (code, err) == (0, "")
    assert out == (
        "核验结果 1.1 新增：5.25 分，清单少两项（核验结果-2026-mock-林知远.json）\n"
        "已导入 1 行、1 处改动。没有改动的 0 行。\n"
    )
    form = '  # "1.1": {score: 分数, reason: 理由}\n'
    line = (
        '  "1.1": {score: 5.25, reason: 清单少两项, opinion: 部分属实, opened: [E0001], place: '
        "政务大厅, "
        "by: 林知远, claimed: 5.4}\n"
    )
    assert (county / FILE).read_text("utf-8") == MOCK.replace(form, form + line)
    entry = json.loads((county / "journal.jsonl").read_text("utf-8"))
    assert {key: entry[key] for key in ("by", "do", "inspectors", "records", "rounds")} == {
        "by": "林知远",
        "do": "sheet import",
        "inspectors": ["林知远"],
        "records": ["1.1"],
        "rounds": ["2026-mock"],
    }
    assert verify_journal(county / "journal.jsonl") == []
    assert not [item for item in open_workspace(county).problems if item.severity != "notice"]


def test_the_second_time_nothing_changes(county: Path) -> None:
    path = result(county, {"1.1": GOOD})
    take(county, path)
    before = (county / FILE).read_bytes()
    assert take(county, path)[:2] == (0, "没有改动，什么也没有写。没有改动的 1 行。\n")
    assert (county / FILE).read_bytes() == before


def test_a_preview_writes_nothing(county: Path) -> None:
    code, out, _ = take(county, result(county, {"1.1": GOOD}), "--preview")
    assert code == 0
    assert "预览：1 行、1 处改动" in out
    assert (county / FILE).read_text("utf-8") == MOCK
    assert not (county / "journal.jsonl").exists()


def test_json_says_what_was_done(county: Path) -> None:
    code, out, _ = take(
        county, result(county, {"1.2": {"score": "3.5", "reason": "缺一栏"}}), "--format", "json"
    )
    data = json.loads(out)
    assert (code, data["written"]) == (0, True)
    assert [(item["heading"], item["old"], item["new"]) for item in data["changes"]] == [
        ("核验分", "4", "3.5"),
        ("理由", "公开齐全", "缺一栏"),
    ]


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ({"score": "6.01", "reason": "理由"}, "满分 6 分，评分 6.01 超出范围"),
        ({"score": "-1", "reason": "理由"}, "得分：“-1”是负数"),
        ({"score": "1/3", "reason": "理由"}, "不是数字"),
        ({"score": "5"}, "：缺少理由\n"),
        ({"score": "5", "reason": "  "}, "：缺少理由\n"),
        ({"score": "5", "reason": "理由", "opened": ["E9999"]}, "“E9999”不在登记表里"),
        (
            {"score": "5", "reason": "理由", "opinion": "大概属实"},
            "评查意见：“大概属实”不是可用的值",
        ),
        ({"score": "5", "reason": "理由", "untrue": ["E0001"]}, "没有写扣多少分"),
        (
            {"score": "5", "reason": "理由", "untrue": ["E0001"], "penalty": "7"},
            "不实佐证扣 7 分超出范围",
        ),
    ],
)
def test_a_faulty_finding_is_refused_with_all_the_others(
    county: Path, finding: Any, said: str
) -> None:
    path = result(county, {"1.1": finding, "1.2": {"score": "3", "reason": "缺一栏"}})
    code, out, err = take(county, path)
    assert code == 1
    assert said in err
    assert "有 1 处要改正，一处也没有写入" in err
    assert "未写入" in out
    assert (county / FILE).read_text("utf-8") == MOCK


@pytest.mark.parametrize("code", ["9.9", "1", '1.1": {}\n"x'])
def test_an_indicator_that_is_none_is_refused(county: Path, code: str) -> None:
    assert take(county, result(county, {code: GOOD}))[0] == 1
    assert (county / FILE).read_text("utf-8") == MOCK


def test_what_could_not_be_verified_has_no_score(county: Path) -> None:
    take(county, result(county, {"1.1": {"opinion": "无法核实", "reason": "系统停机"}}))
    assert entries(county)["1.1"] == {
        "opinion": "无法核实",
        "note": "系统停机",
        "by": "林知远",
        "claimed": "5.4",
    }
    workspace = open_workspace(county).whole()
    assert "1.1" in workspace.rounds[0].unscored
    assert not workspace.errors


def changed(county: Path, old: str, new: str) -> None:
    text = (county / FILE).read_text("utf-8")
    assert old in text
    (county / FILE).write_text(text.replace(old, new), "utf-8")


def test_what_somebody_changed_meanwhile_is_listed(county: Path) -> None:
    path = result(county, {"1.2": {"score": "3", "reason": "缺一栏"}, "1.1": GOOD})
    changed(county, "{score: 4, reason: 公开齐全}", "{score: 2, reason: 缺两栏}")
    before = (county / FILE).read_bytes()
    code, _, err = take(county, path)
    assert code == 1
    assert "指标“1.2”：制作评查册之后，轮次文件里这一项改过：2 分，缺两栏" in err
    assert "--prefer sheet" in err
    assert (county / FILE).read_bytes() == before
    assert take(county, path, "--prefer", "workspace")[0] == 0
    assert entries(county)["1.2"] == {"score": "2", "reason": "缺两栏"}
    assert take(county, path, "--prefer", "sheet")[0] == 0
    assert entries(county)["1.2"]["score"] == "3"
    assert "# 已看" in (county / FILE).read_text("utf-8")


def test_another_inspectors_finding_is_not_overwritten(county: Path) -> None:
    changed(county, "reason: 公开齐全}", "reason: 公开齐全, by: 顾明川}")
    path = result(county, {"1.2": {"score": "3", "reason": "缺一栏"}})
    code, _, err = take(county, path)
    assert code == 1
    assert "顾明川已经评过：4 分，公开齐全" in err
    assert "--as-round 名称" in err


def test_the_same_page_may_save_again(county: Path) -> None:
    """The second file was made from the same old book; what its first one wrote is its own."""
    base = {"1.1": ""}
    take(county, result(county, {"1.1": GOOD}, base=base))
    from scoring.sheets.review_file import mark_of

    later = {**GOOD, "score": "5"}
    assert take(county, result(county, {"1.1": later}, base=base))[0] == 1
    assert (
        take(county, result(county, {"1.1": later}, base=base, earlier={"1.1": [mark_of(GOOD)]}))[0]
        == 0
    )
    assert entries(county)["1.1"]["score"] == "5"


def test_a_round_of_ones_own(county: Path) -> None:
    path = result(county, {"1.1": GOOD, "1.2": {"score": "3", "reason": "缺一栏"}})
    code, out, _ = take(county, path, "--as-round", "2026-mock-lin")
    assert code == 0
    assert "已导入 2 行" in out
    assert (county / FILE).read_text("utf-8") == MOCK
    assert (county / "rounds/2026-mock-lin.yaml").read_text("utf-8") == (
        "# 评查册核验结果，由评查人单独成轮；各轮结果由系统合并。\n"
        "round: 2026-mock-lin\n"
        "kind: mock\n"
        "tree: sample\n"
        "as_of: 2026-11-01   # 评估日\n"
        "window: {from: 2025-01-01, to: 2026-10-31}\n"
        "basis: 2026-self\n"
        "assessor: 林知远\n"
        "inspectors: [林知远]\n"
        "findings:\n"
        '  "1.1": {score: 5.25, reason: 清单少两项, opinion: 部分属实, opened: [E0001], place: '
        "政务大厅, "
        "by: 林知远, claimed: 5.4}\n"
        '  "1.2": {score: 3, reason: 缺一栏, by: 林知远, claimed: 4}\n'
    )
    workspace = open_workspace(county).whole()
    assert not workspace.errors
    assert {item.id for item in workspace.rounds} >= {"2026-mock", "2026-mock-lin"}
    assert take(county, path, "--as-round", "2026-mock-lin")[0] == 1
    assert take(county, path, "--as-round", "../外面")[0] == 2


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"workspace": "别的县"}, "这是“别的县”的核验结果"),
        ({"round": "2025-mock"}, "这里没有轮次“2025-mock”"),
        ({"basis": "2025-self"}, "评查册核验的是“2025-self”"),
        ({"tree": "other"}, "评查册用的体系是“other”"),
        ({"inspector": " "}, "没有写评查人"),
    ],
)
def test_a_result_of_something_else_is_refused(county: Path, head: Any, said: str) -> None:
    code, _, err = take(county, result(county, {"1.1": GOOD}, **head))
    assert code == 1
    assert said in err
    assert (county / FILE).read_text("utf-8") == MOCK


def test_a_file_changed_by_hand_needs_a_word(county: Path) -> None:
    path = result(county, {"1.1": GOOD}, sound=False)
    code, _, err = take(county, path)
    assert code == 1
    assert "保存以后被改动过" in err
    assert "--accept-edited" in err
    assert take(county, path, "--accept-edited")[0] == 2
    assert take(county, path, "--accept-edited", "--by", "林 知远（县司法局）")[0] == 1
    assert take(county, path, "--accept-edited", "--by", "李明")[0] == 0
    assert json.loads((county / "journal.jsonl").read_text("utf-8"))["edited"] == [path.name]


def test_a_changed_tree_or_claim_is_told_and_stops_nothing(county: Path) -> None:
    path = result(
        county,
        {"1.1": GOOD},
        tree_sha256="0" * 64,
        claims={"1.1": "6"},
        drafts={"1.2": {"score": "1"}},
    )
    code, _, err = take(county, path)
    assert code == 0
    assert "制作评查册之后指标体系改过" in err
    assert "制作评查册之后自评改过，请复核这些指标的核验意见：1.1" in err
    assert "有 1 项没填完，没有导入：1.2" in err


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "读不出来"),
        (b"{", "读不出来"),
        (b"[" * 100_000, "读不出来"),
        (b'{"format": "shifan-review", "format": "shifan-review"}', "读不出来"),
        (b"\xff\xfe\x00", "读不出来"),
        (b"[]", "不是评查册保存的核验结果"),
        (b'{"format": "other"}', "不是评查册保存的核验结果"),
        (b'{"format": "shifan-review", "version": 2}', "第 2 版"),
        (b'{"format": "shifan-review", "version": 1}', "缺少内容"),
        (b'{"format": "shifan-review", "version": 1, "findings": {}, "strange": 1}', "缺少内容"),
        (b'{"format": "shifan-review", "version": 1, "findings": {"1.1": []}}', "形式不对"),
        (
            b'{"format": "shifan-review", "version": 1, "findings": {"1.1": {"score": 5}}}',
            "核验分应是一段文字",
        ),
        (
            b'{"format": "shifan-review", "version": 1, "findings": {"1.1": {"by": "x"}}}',
            "形式不对",
        ),
        (
            b'{"format": "shifan-review", "version": 1, "findings": {"1.1": {"opened": [1]}}}',
            "应是一个列表",
        ),
        (
            b'{"format": "shifan-review", "version": 1, "findings": {}, "base": {"1.1": {}}}',
            "缺少内容",
        ),
        (b'{"format": "shifan-review", "version": 1, "findings": {}, "saved": NaN}', "读不出来"),
    ],
)
def test_rubbish_is_refused_in_words(county: Path, tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(UnreadableResult) as caught:
        parse_result(raw, "x.json")
    assert said in caught.value.what
    path = tmp_path / "x.json"
    path.write_bytes(raw)
    code, out, err = take(county, path)
    assert (code, out) == (3, "")
    assert err.startswith("x.json：")


def test_halves_of_characters_are_no_digest(county: Path) -> None:
    raw = json.dumps(
        {"format": "shifan-review", "version": 1, "findings": {}, "digest": "", "saved": "\ud800"}
    )
    assert parse_result(raw.encode(), "x.json").sound is False


def test_texts_that_look_like_yaml_stay_texts(county: Path) -> None:
    nasty = 'a: b # c\n- d\n"e" {f} [g]\t!h &i *j %k `l` | > \u202e\x00'
    take(
        county,
        result(county, {"1.1": {"score": "5", "reason": nasty, "people": ["null", "1.10", "yes"]}}),
    )
    found = entries(county)["1.1"]
    assert found["reason"] == 'a: b # c\n- d\n"e" {f} [g]\t!h &i *j %k `l` | >'
    assert found["people"] == ["null", "1.10", "yes"]
    assert not open_workspace(county).whole().errors


def test_two_inspectors_at_once_conflict_with_each_other(county: Path) -> None:
    first = result(county, {"1.1": GOOD})
    second = result(county, {"1.1": {**GOOD, "score": "4"}}, inspector="顾明川")
    code, _, err = call(
        "-w", str(county), "sheet", "import", str(first), str(second), "--today", TODAY
    )
    assert code == 1
    assert "林知远已经评过：5.25 分" in err
    assert (county / FILE).read_text("utf-8") == MOCK


@pytest.mark.parametrize(
    "args",
    [("--delete",), ("--as-round", "a", "另一份.json"), ("表.xlsx",)],
    ids=["delete", "two", "mixed"],
)
def test_options_that_do_not_go_with_results(county: Path, args: tuple[str, ...]) -> None:
    assert take(county, result(county, {"1.1": GOOD}), *args)[0] == 2


def test_taking_in_without_a_tree_is_an_error_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("name: 示例县\n", "utf-8")
    with pytest.raises(ScoringError, match="不是可以评分的工作区"):
        take_in_results(tmp_path, [], Terms(date(2026, 11, 22)))


def test_the_canonical_text_is_what_browsers_write() -> None:
    value = {"b": ["1", '引"号\\', "\u2028\x7f"], "a": "行\n\t\x01", "é": 1}
    assert canonical(value) == '{"a":"行\\n\\t\\u0001","b":["1","引\\"号\\\\","\u2028\x7f"],"é":1}'


@pytest.mark.parametrize(
    ("code", "mark", "what"),
    [
        ("1.1", {"score": "5", "opinion": "属实"}, "意见是属实，却评了 5 分，少于佐证分"),
        ("1.2", {"score": "4", "opinion": "不实"}, "意见是不实，却评了 4 分（满分）"),
        ("1.2", {"score": "1.7", "opinion": "部分属实"}, "评分规则给不出这个分（可能的有 0、4）"),
        ("1.1", {"score": "6", "opinion": "属实"}, "高于自评 5.4 分"),
    ],
)
def test_a_mark_that_contradicts_itself_is_told(
    county: Path, code: str, mark: dict[str, str], what: str
) -> None:
    path = result(county, {code: {**mark, "reason": "看过台账"}})
    got, _, err = take(county, path, "--preview", "--prefer", "sheet")
    assert (got, what in err) == (0, True), err


def test_a_mark_that_agrees_is_not_told(county: Path) -> None:
    _, _, err = take(county, result(county, {"1.1": {**GOOD}}), "--preview")
    assert "请评查人核对" not in err


PEOPLE = """\
people:
  林知远: {roles: [评查], aliases: [小林]}
  周敏: {roles: [评查], units: [县司法局]}
  方静怡: {roles: [评查]}
  李明: {roles: [专班组长]}
"""


@pytest.mark.parametrize(
    ("inspector", "why"),
    [
        ("方静怡", "不能由方静怡（评查）核验评分"),
        ("方 静怡（第二组）", "不能由方静怡（评查）核验评分"),
        ("李明", "不能由李明（专班组长）核验评分"),
        ("林知", "林知远"),
    ],
)
def test_who_has_no_task_brings_no_marks(county: Path, inspector: str, why: str) -> None:
    """By whatever spelling; what is divided among inspectors is marked by the one who has it."""
    (county / "workspace.yaml").write_text(
        (county / "workspace.yaml").read_text("utf-8") + PEOPLE, "utf-8"
    )
    file = county / FILE
    file.write_text(
        file.read_text("utf-8").replace("findings:", 'assignments: {林知远: ["1.1"]}\nfindings:'),
        "utf-8",
    )
    before = file.read_bytes()
    got, _, err = take(county, result(county, {"1.1": GOOD}, inspector=inspector))
    assert (got, why in err) == (2, True), err
    assert file.read_bytes() == before
    assert take(county, result(county, {"1.1": GOOD}, inspector="小 林"))[0] == 0
