"""``shifan rectify`` on the command line: what is said, what is written, what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers_ledger import LEDGER, files, item
from helpers_outputs import call
from samples import SOUND, write

TODAY = ("--today", "2026-11-21")
ITEM_KEYS = {
    *("id", "indicator", "status", "colour", "due", "first_due", "overdue_days"),
    *("lead", "support", "lost", "exact", "measures", "progress"),
}


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """Items in every status, some overdue."""
    return write(
        tmp_path,
        files(
            item(
                "R0001", due="2026-11-25", lost='"0.60"', measures="[{text: 甲, due: 2026-11-25}]"
            ),
            item("R0002", status="待验收", due="2026-11-01", cause="other"),
            item("R0003", status="已销号", due="2026-10-01", cause="other"),
            item("R0004", status="退回", lead="[县教育局]", support="[县司法局]", cause="other"),
            item("R0005", due="持续推进", cause="other", lead="[各单位]"),
        ),
    )


def rectify(folder: Path, *args: str) -> tuple[int, str, str]:
    return call("-w", str(folder), "rectify", *args, *TODAY)


def listed(folder: Path, *args: str) -> list[str]:
    code, out, err = rectify(folder, "list", "--format", "json", *args)
    assert code == 0, err
    return [row["id"] for row in json.loads(out)["items"]]


def test_the_list_as_json(season: Path) -> None:
    data = json.loads(rectify(season, "list", "--format", "json")[1])
    assert set(data) == {"items"}
    assert {frozenset(row) for row in data["items"]} == {frozenset(ITEM_KEYS)}
    first = data["items"][0]
    assert first == {
        "id": "R0001",
        "indicator": "1.1",
        "status": "未整改",
        "colour": "蓝",
        "due": "2026-11-25",
        "first_due": "2026-11-25",
        "overdue_days": 0,
        "lead": ["县司法局"],
        "support": [],
        "lost": "0.60",
        "exact": {"lost": "3/5"},
        "measures": [{"text": "甲", "due": "2026-11-25", "done": ""}],
        "progress": [],
    }
    assert [(row["colour"], row["overdue_days"]) for row in data["items"][1:]] == [
        ("红", 20),
        ("黄", 0),
        ("无", 0),
        ("无", 0),
    ]


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ((), ["R0001", "R0002", "R0004", "R0005", "R0003"]),
        (("--overdue",), ["R0002"]),
        (("--colour", "黄"), ["R0004"]),
        (("--status", "已销号"), ["R0003"]),
        (("--unit", "县教育局"), ["R0004", "R0005"]),
        (("--unit", "司法局", "--status", "未整改"), ["R0001", "R0005"]),
        (("--unit", "各单位"), ["R0005"]),
    ],
)
def test_the_filters(season: Path, args: tuple[str, ...], ids: list[str]) -> None:
    assert listed(season, *args) == ids


def test_the_list_as_table_and_csv(season: Path) -> None:
    code, out, err = rectify(season, "list")
    assert (code, err) == (0, "")
    assert "2026-11-01（逾期" in out
    assert out.endswith("问题 5 个，已销号 1 个（20.00%），逾期 1 个；措施 1 条，已完成 0 条。\n")
    rows = list(csv.reader(io.StringIO(rectify(season, "list", "--format", "csv")[1])))
    assert {len(row) for row in rows} == {15}
    assert rows[2][10:12] == ["红", "20"]
    empty = rectify(write(season, {LEDGER: "[]\n"}), "list")
    assert empty[1].endswith("整改清单是空的。用 shifan rectify sync 从失分生成。\n")


def test_one_item(season: Path) -> None:
    data = json.loads(rectify(season, "show", "R0004", "--format", "json")[1])
    more = {
        "source",
        "cause",
        "problem",
        "person",
        "effort",
        "after",
        "flags",
        "possible",
        "events",
    }
    more |= {"part_of", "extended_late", "next_review"}
    assert set(data) == ITEM_KEYS | more
    assert data["possible"] == ["start", "submit", "extend"]
    assert data["events"][-1]["note"] == "缺页"
    text = rectify(season, "show", "R0004")[1]
    assert "退回　王五，缺页" in text
    assert text.endswith("现在可以：开始整改（start）、申报验收（submit）、延期（extend）\n")


def test_a_life(season: Path) -> None:
    """Every move from the command line, and what the ledger and the journal hold then."""
    write(season, {LEDGER: item("R0001", due="2026-11-25")})
    for args in (
        ("start", "R0001", "--by", "李四"),
        ("submit", "R0001", "-e", "E0001", "--by", "李四"),
        ("return", "R0001", "--by", "王五", "--note", "缺页"),
        (
            "extend",
            "R0001",
            "--to",
            "2026-12-20",
            "--note",
            "等印章",
            "--approved-by",
            "张三",
            "--by",
            "李四",
        ),
        ("submit", "R0001", "--evidence", "E0001，E0001", "--by", "李四", "--note", "补齐"),
        ("close", "R0001", "--by", "王五", "--note", "属实", "--despite", "余下的年内办完"),
        ("reopen", "R0001", "--by", "王五", "--note", "又失分"),
    ):
        code, out, err = rectify(season, *args)
        assert code == 0, err
        assert out.startswith("R0001 有一项没有上网：")
    assert (season / LEDGER).read_text("utf-8") == item("R0001", due="2026-11-25") + (
        "  - {on: 2026-11-21, do: start, by: 李四}\n"
        "  - {on: 2026-11-21, do: submit, by: 李四, evidence: [E0001]}\n"
        "  - {on: 2026-11-21, do: return, by: 王五, note: 缺页}\n"
        "  - {on: 2026-11-21, do: extend, by: 李四, to: 2026-12-20, note: 等印章, approved_by: "
        "张三}\n"
        "  - {on: 2026-11-21, do: submit, by: 李四, evidence: [E0001], note: 补齐}\n"
        "  - {on: 2026-11-21, do: close, by: 王五, note: 属实, despite: 余下的年内办完}\n"
        "  - {on: 2026-11-21, do: reopen, by: 王五, note: 又失分}\n"
    )
    entries = [
        json.loads(line) for line in (season / "journal.jsonl").read_text("utf-8").splitlines()
    ]
    assert [entry["do"].split()[1] for entry in entries] == [
        *("start", "submit", "return", "extend", "submit", "close", "reopen"),
    ]
    assert call("-w", str(season), "check")[0] == 0


def test_signing_off_while_points_are_lost_needs_a_reason_of_its_own(season: Path) -> None:
    write(season, {LEDGER: item("R0001", status="待验收")})
    before = (season / LEDGER).read_bytes()
    close = ("close", "R0001", "--by", "王五", "--note", "属实")
    code, _, err = rectify(season, *close)
    assert code == 2
    assert "现在仍失 0.60 分" in err
    assert (season / LEDGER).read_bytes() == before
    assert rectify(season, *close, "--despite", "余下的年内办完")[0] == 0
    assert "失分未消除，余下的年内办完" in rectify(season, "bulletin")[1]
    assert "已销号的问题中，1 个的指标仍在失分" in rectify(season, "bulletin")[1]
    assert " L005 " in call("-w", str(season), "check")[1]


def test_a_doubtful_piece_may_be_submitted_with_a_warning(season: Path) -> None:
    write(season, {LEDGER: item("R0001", status="整改中")})
    register = season / "evidence/register.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace('{indicator: "1.2"}', '{indicator: "1.1"}'), "utf-8")
    code, _, err = rectify(season, "submit", "R0001", "-e", "E0002", "--by", "李四")
    assert code == 0
    assert err.startswith("提醒：销号前还要解决：E0002 ")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("start", "R0003", "--by", "李四"),
            "R0003 现在是“已销号”，不能开始整改；可以：重新打开（reopen）",
        ),
        (("start", "R0099", "--by", "李四"), "整改清单里没有“R0099”，是不是“R0"),
        (("show", "R1"), "整改清单里没有“R1”"),
        (("start", "R0001"), "缺少选项"),
        (("start", "R0001", "--by", " "), "要写明是谁"),
        (("close", "R0002", "--by", "王五"), "--note"),
        (("progress", "R0001", "--by", "王五"), "--note"),
        (("settle", "R0001", "--by", "王五", "--note", "维持"), "--unit"),
        (
            (
                "extend",
                "R0001",
                "--to",
                "年底",
                "--note",
                "等",
                "--approved-by",
                "张三",
                "--by",
                "李四",
            ),
            "--to",
        ),
        (("list", "--unit", "县教育据"), "没有登记“县教育据”这个单位，是不是“县教育局”？"),
        (("list", "--colour", "绿"), "绿"),
        (
            ("open", "--source", "self", "--problem", "甲", "--due", "2026-12-31", "--by", "李四"),
            "self",
        ),
        (("measure", "R0001", "--by", "李四"), "选一种"),
        (("measure", "R0001", "--done", "0", "--by", "李四"), "--done"),
        (("measure", "R0001", "--add", " ", "--by", "李四"), "不能是空白"),
        (("bulletin", "--issue"), "--by"),
        (("bulletin", "--week", "2027-01-01"), "还没有开始"),
        (("bulletin", "--week", "下周"), "--week"),
    ],
)
def test_what_is_refused_changes_nothing(season: Path, args: tuple[str, ...], said: str) -> None:
    before = (season / LEDGER).read_bytes()
    code, out, err = rectify(season, *args)
    assert (code, out) == (2, "")
    assert said in err
    assert (season / LEDGER).read_bytes() == before
    assert not (season / "journal.jsonl").exists()


def test_items_from_outside(season: Path) -> None:
    args = (
        "open",
        "--source",
        "supervision",
        "--problem",
        "督察反馈: 两件案卷\n超期",
        "--due",
        "持续推进",
        "--by",
        "张三",
    )
    code, out, _ = rectify(
        season,
        *args,
        "--lead",
        "县司法局",
        "--lead",
        "县教育局",
        "--measure",
        "补办",
        "--measure",
        "培训",
    )
    assert (code, out.split()[0]) == (0, "R0006")
    code, out, _ = rectify(season, *args, "--indicator", "1.2", "--person", "王敏")
    assert (code, out.split()[0]) == (0, "R0007")
    first, second = (
        json.loads(rectify(season, "show", name, "--format", "json")[1])
        for name in ("R0006", "R0007")
    )
    assert (first["lead"], first["due"], len(first["measures"])) == (
        ["县司法局", "县教育局"],
        "持续推进",
        2,
    )
    assert (second["lead"], second["indicator"], second["cause"]) == (["县司法局"], "1.2", "other")
    assert call("-w", str(season), "check")[0] == 0


def test_measures_are_added_and_done_one_by_one(season: Path) -> None:
    before = (season / LEDGER).read_text("utf-8")
    assert (
        rectify(season, "measure", "R0001", "--add", "乙", "--by", "李四")[1]
        == "R0001 第 2 条措施：乙\n"
    )
    args = ("measure", "R0002", "--add", "丙: 公示", "--due", "2026-11-30", "--by", "李四")
    assert rectify(season, *args)[1] == "R0002 第 1 条措施：丙: 公示\n"
    assert (
        rectify(season, "measure", "R0001", "--done", "1", "--by", "李四")[1]
        == "R0001 第 1 条措施已完成\n"
    )
    found = {
        name: json.loads(rectify(season, "show", name, "--format", "json")[1])
        for name in ("R0001", "R0002")
    }
    assert found["R0001"]["measures"] == [
        {"text": "甲", "due": "2026-11-25", "done": "2026-11-21"},
        {"text": "乙", "due": "2026-11-25", "done": ""},
    ]
    assert found["R0002"]["measures"] == [{"text": "丙: 公示", "due": "2026-11-30", "done": ""}]
    assert "措施 3 条，已完成 1 条" in rectify(season, "list")[1]
    after = (season / LEDGER).read_text("utf-8")
    assert after.split("- id: R0003")[1] == before.split("- id: R0003")[1]
    assert call("-w", str(season), "check")[0] == 0


def test_a_number_that_was_deleted_is_not_given_again(season: Path) -> None:
    args = (
        "open",
        "--source",
        "opinion",
        "--problem",
        "甲",
        "--due",
        "2026-12-31",
        "--by",
        "张三",
        "--lead",
        "县司法局",
    )
    before = (season / LEDGER).read_bytes()
    assert rectify(season, *args)[1].startswith("R0006 ")
    (season / LEDGER).write_bytes(before)
    assert rectify(season, *args)[1].startswith("R0007 ")


def test_sync_says_what_it_did_and_the_second_time_nothing(season: Path) -> None:
    (season / LEDGER).unlink()
    preview = rectify(season, "sync", "--preview")
    assert preview[1].startswith("预览，没有写入。")
    assert not (season / LEDGER).exists()
    code, out, _ = rectify(season, "sync", "--by", "李明", "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert set(data) == {"created", "updated", "cleared", "reopen", "unchanged"}
    assert [(made["id"], made["indicator"], made["lost"]) for made in data["created"]] == [
        ("R0001", "1.1", "0.60")
    ]
    before = (season / LEDGER).read_bytes()
    assert rectify(season, "sync")[1] == (
        "新增 0 个，更新失分 0 个，失分已消除 0 个，应重新打开 0 个，其余 1 个不变。\n"
    )
    assert (season / LEDGER).read_bytes() == before


def test_a_faulty_ledger_is_not_synced(season: Path) -> None:
    write(season, {LEDGER: item("R0001", due="年底")})
    code, _, err = rectify(season, "sync")
    assert code == 2
    assert "请先改正 rectification.yaml:" in err


def test_a_bulletin_is_previewed_issued_and_kept(season: Path) -> None:
    before = sorted(path.name for path in season.rglob("*"))
    code, out, _ = rectify(season, "bulletin", "--week")
    assert code == 0
    assert out.startswith(
        "示例县短板整改通报　第1期（预览，尚未印发）\n统计期 2026-11-16 至 2026-11-21\n"
    )
    assert sorted(path.name for path in season.rglob("*")) == before
    issued = json.loads(
        rectify(season, "bulletin", "--issue", "--by", "李明", "--format", "json")[1]
    )
    assert (issued["number"], issued["issued"], issued["by"]) == (1, "2026-11-21", "李明")
    assert [(said["unit"], said["step"]) for said in issued["notices"]] == [("县司法局", "notice")]
    assert (season / "bulletins/0001.yaml").exists()
    code, _, err = rectify(season, "bulletin", "--week", "2026-11-18", "--issue", "--by", "李明")
    assert (code, "已印发第1期" in err) == (2, True)
    (season / "bulletins/0001.yaml").write_text("number: 1\n", "utf-8")
    code, _, err = call(
        "-w", str(season), "rectify", "bulletin", "--issue", "--by", "李", "--today", "2026-11-25"
    )
    assert (code, "bulletins/0001.yaml" in err) == (2, True)


def test_the_projected_score(season: Path) -> None:
    where = ("-w", str(season), "score", "--projected", "2026-11-30")
    data = json.loads(call(*where, "--format", "json")[1])["projected"]
    assert set(data) == {
        "date",
        "items",
        "held",
        "current",
        "projected",
        "low",
        "high",
        "exact",
        "turned",
        "ready",
    }
    assert (data["date"], data["items"]) == ("2026-11-30", ["R0001", "R0002"])
    assert (data["current"]["final"], data["projected"]["final"]) == ("9.40", "10.00")
    assert "projected" not in json.loads(call("-w", str(season), "score", "--format", "json")[1])
    assert "如果 2026-11-30 以前到期的 2 个整改事项都整改到位：\n  总分 9.40" in call(*where)[1]
    rows = list(csv.reader(io.StringIO(call(*where, "--format", "csv")[1])))
    assert (rows[-1][1], rows[-1][8]) == ("2026-11-30 整改到位后的总分", "10.00")
    assert {len(row) for row in rows} == {len(rows[0])}
    assert call("-w", str(season), "score", "--projected", "年底")[0] == 2


def test_a_folder_that_is_no_workspace_is_not_written_to(tmp_path: Path) -> None:
    code, _, err = call("-w", str(tmp_path), "rectify", "start", "R0001", "--by", "李四")
    assert (code, "W001" in err) == (3, True)
    assert list(tmp_path.iterdir()) == []


def test_another_writer_is_waited_for(season: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scoring.storage import Transaction

    start = Transaction.__init__
    monkeypatch.setattr(Transaction, "__init__", lambda self, path, **_: start(self, path, wait=0))
    with Transaction(season):
        code, out, err = rectify(season, "start", "R0001", "--by", "李四")
    assert (code, out, err) == (
        3,
        "",
        "错误：另一个程序正在写这个工作区，什么都没有写入。请等它完成后再试\n",
    )
    assert SOUND["workspace.yaml"] == (season / "workspace.yaml").read_text("utf-8")


def test_a_day_before_what_is_recorded_is_told(season: Path) -> None:
    """The list as of an earlier day would need the statuses of that day; what is shown are those of
    now."""
    code, out, err = call("-w", str(season), "rectify", "list", "--today", "2026-09-02")
    assert (code, "R0003" in out) == (0, True)
    assert err.startswith("注意：整改清单里有 5 条经过晚于 2026-09-02（最晚 2026-09-04）")
    assert rectify(season, "list")[2] == ""
