"""``evidence scan`` as people type it: the summary, the JSON, the exit code."""

import errno
import json

import pytest
from helpers_outputs import call

from scoring.storage import Transaction
from scoring.workspace import open_workspace

TODAY = ("--today", "2026-11-22")
KEYS = {
    "added", "filled", "renewed", "duplicates", "near", "partial", "doubts", "moved", "changed", "unread", "refused",
    "unchanged", "files",
}  # fmt: skip


def scan(folder, *args):
    return call(
        "-w", str(folder), "evidence", "scan", "--ocr", "off", "--workers", "1", *TODAY, *args
    )


@pytest.fixture
def sent(tmp_path):
    """What a unit has handed in."""
    folder = tmp_path / "报送"
    (folder / "1.2 公开").mkdir(parents=True)
    (folder / "1.2 公开/1.通知.txt").write_text(
        "关于公开的通知\n示例县司法局\n2026年3月5日\n", "utf-8"
    )
    (folder / "说明.txt").write_text("没有写明对应哪个指标的一份说明", "utf-8")
    (folder / "说明 副本.txt").write_text("没有写明对应哪个指标的一份说明", "utf-8")
    return folder


def test_the_summary_ends_with_totals_and_next_steps(sound, sent):
    (sent / "空.pdf").write_bytes(b"")
    (sent / "连接").symlink_to("/etc")
    code, out, err = scan(sound, str(sent), "--unit", "司法局", "--by", "王敏")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == "新登记（3个）"
    assert (
        "files/县司法局/报送/1.2 公开/1.通知.txt　《关于公开的通知》，按文件夹名“1.2 公开”对应"
        in lines[1]
    )
    heads = [line for line in lines if line and not line.startswith((" ", "下一步", "共 "))]
    assert [head[:4] for head in heads] == ["新登记（", "重复：内", "读不出内", "没有收进"]
    at = next(number for number, line in enumerate(lines) if line.startswith("共 "))
    assert lines[at] == "共 5 个文件：新登记 3，重复 1，读不出 1，没有收进来 1"
    assert all(line.startswith("下一步：") for line in lines[at + 1 :])
    assert "2 件还没有对应指标：shifan evidence suggest --all" in lines[at + 1]
    journal = json.loads((sound / "journal.jsonl").read_text("utf-8"))
    assert (journal["by"], journal["on"]) == ("王敏", "2026-11-22")


def test_json_and_csv_hold_every_list(sound, sent):
    code, out, _ = scan(sound, str(sent), "--format", "json")
    data = json.loads(out)
    assert (code, set(data)) == (0, KEYS)
    assert [set(row) for row in data["added"]] == [{"id", "file", "type", "title", "how"}] * 2
    assert data["files"] == 3
    code, out, _ = scan(sound, "--format", "csv")
    assert out.splitlines()[0] == "情况,编号,文件,说明"
    assert "重复：内容完全相同，没有登记" in out


def test_a_second_scan_has_nothing_to_tell(sound, sent):
    scan(sound, str(sent / "说明.txt"))
    code, out, _ = scan(sound)
    assert (code, out) == (0, "共 2 个文件：没有变化 2\n")


def test_an_unknown_unit_is_wrong_use(sound, sent):
    code, out, err = scan(sound, str(sent), "--unit", "县司法居")
    assert (code, out) == (2, "")
    assert "是不是“县司法局”？" in err
    assert not (sound / "evidence/files/县司法居").exists()


def test_without_a_list_of_units_any_name_will_do(sound, sent):
    path = sound / "workspace.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("units:")] + text[text.index("report:") :], "utf-8")
    code, _, _ = scan(sound, str(sent), "--unit", "县水利局")
    assert code == 0
    assert (sound / "evidence/files/县水利局/报送/说明.txt").exists()


def test_changed_and_moved_files_say_what_to_do(sound):
    path = sound / "evidence/files/清单.txt"
    path.rename(path.with_name("改名.txt"))
    code, out, _ = scan(sound)
    assert code == 1
    assert "登记的是 files/清单.txt" in out
    assert "加 --renew 再扫描一次" in out
    code, out, _ = scan(sound, "--renew")
    assert (code, "原来是 files/清单.txt" in out) == (0, True)
    path.with_name("改名.txt").write_text("换了", "utf-8")
    code, out, _ = scan(sound)
    assert (code, "内容变了" in out) == (1, True)
    code, out, _ = scan(sound, "--renew")
    assert (code, "换了新版本" in out) == (0, True)
    assert call("-w", str(sound), "check")[0] == 0


def test_nothing_there(sound, tmp_path):
    (tmp_path / "空").mkdir()
    assert scan(sound, str(tmp_path / "空"))[:2] == (0, "没有找到文件\n")
    code, out, _ = scan(sound, str(tmp_path / "没有"))
    assert (code, "找不到这个文件或文件夹" in out) == (1, True)


def test_control_characters_of_names_never_reach_the_terminal(sound):
    (sound / "evidence/files/a\x1b[31mb.txt").write_text("x")
    code, out, _ = scan(sound)
    assert (code, "\x1b" in out) == (1, False)
    assert "请改名后再扫描" in out


def test_another_writer_is_told_in_plain_words(sound, sent, monkeypatch):
    monkeypatch.setitem(Transaction.__init__.__kwdefaults__, "wait", 0.05)
    with Transaction(sound):
        code, _, err = scan(sound, str(sent))
    assert (code, err) == (
        3,
        "错误：另一个程序正在写这个工作区，什么都没有写入。请等它完成后再试\n",
    )
    assert scan(sound)[0] == 0


def test_a_full_disk_is_told_in_plain_words(sound, sent, monkeypatch):
    from scoring.storage import disk

    before = (sound / "evidence/register.yaml").read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    code, _, err = scan(sound, str(sent))
    assert (code, "磁盘已满" in err) == (3, True)
    assert (sound / "evidence/register.yaml").read_bytes() == before


def test_an_interruption_says_that_the_work_is_kept(sound, sent, monkeypatch):
    from scoring.cli import evidence_scan_command

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(evidence_scan_command, "scan", interrupted)
    code, out, err = scan(sound, str(sent))
    assert (code, out) == (130, "")
    assert "再运行一次同样的命令会接着做" in err


def test_progress_is_for_terminals(sound, monkeypatch, capsys):
    import sys

    from scoring.cli import evidence_scan_command as module

    module._tell(1, 4)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    module._tell(0, 0)
    module._tell(1, 4)
    module._tell(4, 4)
    assert (
        capsys.readouterr().err
        == "\r正在收集文件：0 个\r正在读取 1/4 个文件（25%）\r正在读取 4/4 个文件（100%）\n"
    )


def test_whoever_brings_the_files_of_the_own_unit_supplied_them(sound, sent):
    """Registering for others makes nobody a supplier, so that who scans the inbox may still
    review."""
    people = (
        "people:\n  王敏: {units: [县司法局], roles: [填报人], aliases: [小王]}\n  李明: {roles: "
        "[专班组长]}\n"
    )
    (sound / "workspace.yaml").write_text(
        (sound / "workspace.yaml").read_text("utf-8") + people, "utf-8"
    )
    before = {record.id for record in open_workspace(sound).whole().records}
    assert scan(sound, str(sent), "--unit", "县司法局", "--by", "小 王")[0] in (0, 1)
    records = open_workspace(sound).whole().records
    assert {record.by for record in records if record.id not in before} == {"王敏"}
