"""Records are changed in the style in which people wrote them, and not a byte beside them moves.

```yaml
- {id: E0001, title: 清单}            # in brackets
- id: 'E0001'                         # one below the other, in quotes
  title: "清单"
```

What YAML knows besides (anchors, aliases, tags, merge keys) is refused: nobody can say what a
change of one place would do to the others.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.problems import ScoringError
from scoring.storage import DROP, RecordFile, write_records
from scoring.storage.yaml_text import key_text
from scoring.workspace import open_workspace
from scoring.workspace.changes import (
    LEDGER,
    REGISTER,
    WORKSPACE,
    Author,
    Change,
    Outcome,
    Refused,
    Saved,
    submit,
)
from scoring.workspace.changes.styling import styled

AUTHOR = Author("张三", date(2026, 11, 22))
ROUND = "rounds/2026-self.yaml"
LINK = "url: https://example.com/open"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", samples.SOUND)


def send(home: Path, *changes: Change) -> Outcome:
    return submit(home, changes, AUTHOR, "测试")


def put(home: Path, name: str, text: str) -> None:
    samples.write(home, {name: text})


def text(home: Path, name: str) -> str:
    return (home / name).read_bytes().decode()


REGISTERS = {
    "one below the other": (
        f"# 登记表\n- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧   # 待改\n"
        f"- id: E0002\n  {LINK}\n  seen: 2026-04-01\n",
        "title: 旧   # 待改",
        "title: 新   # 待改",
    ),
    "in brackets": (
        "- {id: E0001, url: 'https://example.com/open', seen: 2026-04-01, title: 旧}   # 待改\n",
        "title: 旧}",
        "title: 新}",
    ),
    "brackets over several lines": (
        "- {id: E0001, url: 'https://example.com/open',\n   seen: 2026-04-01,\n   title: 旧}\n",
        "',\n   seen: 2026-04-01,\n   title: 旧}",
        "', seen: 2026-04-01, title: 新}",
    ),
    "single quotes": (
        f"- id: 'E0001'\n  {LINK}\n  seen: '2026-04-01'\n  title: '旧'\n",
        "title: '旧'",
        "title: 新",
    ),
    "double quotes": (
        f'- "id": "E0001"\n  {LINK}\n  seen: 2026-04-01\n  "title": "旧\\u4e00"\n',
        '"title": "旧\\u4e00"',
        '"title": 新',
    ),
    "a folded text": (
        f"- id: E0001\n  title: >-\n    旧的\n    题目\n  {LINK}\n  seen: 2026-04-01\n",
        "title: >-\n    旧的\n    题目\n",
        "title: 新\n",
    ),
    "a text of lines": (
        f"- id: E0001\n  title: |\n    旧的\n\n    题目\n  {LINK}\n  seen: 2026-04-01\n",
        "title: |\n    旧的\n\n    题目\n",
        "title: 新\n",
    ),
    "a text that goes on in the next line": (
        f"- id: E0001\n  title: 旧的\n    题目\n  {LINK}\n  seen: 2026-04-01\n",
        "title: 旧的\n    题目\n",
        "title: 新\n",
    ),
    "deeper, with a dash of its own line": (
        f"  -\n    id: E0001\n    {LINK}\n    seen: 2026-04-01\n    title: 旧\n",
        "title: 旧",
        "title: 新",
    ),
    "line ends of Windows": (
        f"- id: E0001\r\n  {LINK}\r\n  seen: 2026-04-01\r\n  title: 旧\r\n",
        "title: 旧",
        "title: 新",
    ),
    "a mark, and no end of the last line": (
        f"\ufeff- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧",
        "title: 旧",
        "title: 新",
    ),
    "a list in brackets": (
        "[{id: E0001, url: 'https://example.com/open', seen: 2026-04-01, title: 旧}]\n",
        "title: 旧}",
        "title: 新}",
    ),
    "an end of the document": (
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧\n...\n# 完\n",
        "title: 旧",
        "title: 新",
    ),
    "a start of the document": (
        f"---\n- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧\n",
        "title: 旧",
        "title: 新",
    ),
}


@pytest.mark.parametrize(("before", "old", "new"), REGISTERS.values(), ids=REGISTERS)
def test_one_value_of_a_record(home: Path, before: str, old: str, new: str) -> None:
    put(home, REGISTER, before)
    outcome = send(home, Change("evidence", REGISTER, "E0001", {"title": "新"}))
    assert isinstance(outcome, Saved), outcome
    assert text(home, REGISTER) == before.replace(old, new)
    records = open_workspace(home).whole().records
    assert records[0].title == "新"


@pytest.mark.parametrize(("before", "old", "new"), REGISTERS.values(), ids=REGISTERS)
def test_a_value_more_and_one_less(home: Path, before: str, old: str, new: str) -> None:
    """``unit`` comes and ``title`` goes; the other values read as they did."""
    put(home, REGISTER, before)
    was = open_workspace(home).whole().records
    fields: dict[str, Any] = {"unit": "县司法局", "title": DROP}
    assert isinstance(send(home, Change("evidence", REGISTER, "E0001", fields)), Saved)
    now = open_workspace(home).whole().records
    assert now[0].model_copy(update={"unit": None, "title": was[0].title}) == was[0]
    assert (now[0].unit, now[0].title) == ("县司法局", None)
    assert now[1:] == was[1:]
    assert ("\r\n" in text(home, REGISTER)) == ("\r\n" in before)


FINDINGS = {
    "in brackets": '  "1.1": {done: 9, of: 10}   # 系统导出\n',
    "one below the other": '  "1.1":\n    done: 9   # 系统导出\n    of: 10\n',
    "single quotes": "  '1.1': {done: '9', of: 10}\n",
    "a code without quotes": "  1.1: {done: 9, of: 10}\n",
    "brackets over two lines": '  "1.1": {done: 9,\n          of: 10}\n',
}


@pytest.mark.parametrize("line", FINDINGS.values(), ids=FINDINGS)
def test_one_fact_of_a_finding(home: Path, line: str) -> None:
    """8 of 10 in place of 9, and the finding of 1.2 below it stays with its remark."""
    before = samples.SOUND[ROUND].replace('  "1.1": {done: 9, of: 10}\n', line)
    before = before.replace("{met: true}", "{met: true}   # 网站截图")
    put(home, ROUND, before)
    assert isinstance(send(home, Change("finding", ROUND, "1.1", {"done": 8})), Saved)
    wanted = before.replace("done: '9'", "done: 8").replace("done: 9", "done: 8")
    assert text(home, ROUND) == wanted.replace(",\n          of", ", of")


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("findings: {}\n", '  "1.2": {met: true}'),
        ("findings:\n", '  "1.2": {met: true}'),
        ("findings:\n  # 还没有认定\n", '  "1.2": {met: true}'),
        ("", '  "1.2": {met: true}'),
    ],
    ids=["empty brackets", "nothing", "a remark alone", "no such section"],
)
def test_the_first_finding_of_a_round(home: Path, section: str, line: str) -> None:
    head = samples.SOUND[ROUND].split("findings:")[0]
    put(home, ROUND, head + section + "vetoes: {V1: false}\n")
    assert isinstance(send(home, Change("finding", ROUND, "1.2", {"met": True})), Saved)
    made = text(home, ROUND)
    assert list(open_workspace(home).whole().current.findings) == ["1.2"]
    assert made.startswith(head)
    assert "vetoes: {V1: false}\n" in made
    assert line.strip() in made


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("target: 90\n", 'target: "85"\n'),
        ('target: "90"   # 力争\n', 'target: "85"   # 力争\n'),
        ("target: '90'\n", 'target: "85"\n'),
        ("", 'target: "85"\n'),
    ],
    ids=["bare", "double quotes", "single quotes", "not there"],
)
def test_a_setting_of_the_workspace(home: Path, line: str, made: str) -> None:
    put(home, WORKSPACE, samples.SOUND[WORKSPACE] + line)
    assert isinstance(send(home, Change("setting", WORKSPACE, "target", value="85")), Saved)
    assert text(home, WORKSPACE) == samples.SOUND[WORKSPACE] + made


def test_a_measure_of_an_item_keeps_its_style(home: Path) -> None:
    """The second measure is done; the first keeps its remark, and so does the history below."""
    measures = (
        "  measures:\n"
        "  - text: 导出清单   # 由信息中心\n"
        "    due: 2026-10-15\n"
        "  - {text: 公开, due: 2026-10-31}\n"
    )
    put(home, LEDGER, samples.SOUND[LEDGER].replace("  events:\n", measures + "  events:\n"))
    before = text(home, LEDGER)
    wanted = [
        {"text": "导出清单", "due": "2026-10-15"},
        {"text": "公开", "due": "2026-10-31", "done": "2026-10-20"},
    ]
    assert isinstance(send(home, Change("item", LEDGER, "R0001", {"measures": wanted})), Saved)
    assert text(home, LEDGER) == before.replace(
        "{text: 公开, due: 2026-10-31}", "{text: 公开, due: 2026-10-31, done: 2026-10-20}"
    )


# -- what yaml knows besides


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (f"- &a\n  id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧\n", "用了锚点 &a"),
        (
            f"- id: E0001\n  <<: {{unit: 乙}}\n  {LINK}\n  seen: 2026-04-01\n  title: 旧\n",
            "用了合并键 <<",
        ),
        (
            f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 旧\n"
            f"- id: E0002\n  {LINK}\n  seen: 2026-04-01\n  issuer: &x 县政府\n  title: *x\n",
            "用了别名 *x",
        ),
    ],
    ids=["an anchor", "a merge key", "an alias in another record"],
)
def test_what_stands_beside_the_changed_value_stays_and_is_told(
    home: Path, raw: str, fault: str
) -> None:
    """A fault that is there already keeps nobody from mending another thing."""
    put(home, REGISTER, raw)
    assert isinstance(send(home, Change("evidence", REGISTER, "E0001", {"title": "新"})), Saved)
    assert text(home, REGISTER) == raw.replace("title: 旧", "title: 新")
    assert fault in [item.what for item in open_workspace(home).problems]


def failure(home: Path, change: Change) -> Refused | ScoringError:
    """How a change fails: refused, or raised because of what stands in the file."""
    try:
        outcome = send(home, change)
    except ScoringError as error:
        return error
    assert isinstance(outcome, Refused), outcome
    return outcome


@pytest.mark.parametrize(
    "raw",
    [
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  issuer: &x 县政府\n  title: *x\n",
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: [\n",
        "a: 1\n",
        "- 一\n",
        "",
    ],
    ids=["the value is an alias", "broken", "no list", "no record", "empty"],
)
def test_a_record_that_cannot_be_changed_is_left_alone_and_the_reason_is_chinese(
    home: Path, raw: str
) -> None:
    put(home, REGISTER, raw)
    why = failure(home, Change("evidence", REGISTER, "E0001", {"title": "新"}))
    message = why.problems[0].what if isinstance(why, Refused) else str(why)
    assert any("\u4e00" <= char <= "\u9fff" for char in message), message
    assert text(home, REGISTER) == raw
    assert not (home / "journal.jsonl").exists()


@pytest.mark.parametrize(("before", "old", "new"), REGISTERS.values(), ids=REGISTERS)
@pytest.mark.parametrize(
    ("fields", "rule", "field"),
    [
        ({"date": "昨天"}, "S004", "date"),
        ({"sort": "文件"}, "S001", "sort"),
        ({"proves": [{"indicator": "9.9"}]}, "E002", "proves"),
    ],
    ids=["no date", "no such key", "no such indicator"],
)
def test_what_would_be_faulty_is_refused_in_every_style(
    home: Path, before: str, old: str, new: str, fields: dict[str, Any], rule: str, field: str
) -> None:
    put(home, REGISTER, before)
    outcome = send(home, Change("evidence", REGISTER, "E0001", fields))
    assert isinstance(outcome, Refused), outcome
    assert [item.rule for item in outcome.problems] == [rule]
    assert outcome.fields == (field,)
    assert text(home, REGISTER) == before


def test_a_key_twice_in_one_record_is_a_fault_and_stays(home: Path) -> None:
    raw = f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n  title: 甲\n  title: 乙\n"
    put(home, REGISTER, raw)
    outcome = send(home, Change("evidence", REGISTER, "E0001", {"unit": "县司法局"}))
    assert isinstance(outcome, Saved)
    assert text(home, REGISTER).count("title:") == 2
    assert {"Y005"} <= {item.rule for item in open_workspace(home).problems}


# -- records more and less

MORE = {"id": "E0009", "url": "https://example.com/more", "seen": "2026-04-02"}


@pytest.mark.parametrize(
    "before",
    [
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n...\n",
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n... # 完\n# 附注\n",
        f"---\n- id: E0001\n  {LINK}\n  seen: 2026-04-01\n...\n",
        f"- id: E0001\r\n  {LINK}\r\n  seen: 2026-04-01\r\n...\r\n",
        f"---\n- id: E0001\n  {LINK}\n  seen: 2026-04-01\n",
        f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n# 完",
    ],
    ids=["an end", "an end with remarks", "both ends", "of Windows", "a start", "no last line end"],
)
def test_a_record_more_stands_inside_of_the_document(home: Path, before: str) -> None:
    """Behind ``...`` another document would begin, and the whole register could not be read."""
    put(home, REGISTER, before)
    write_records(home, AUTHOR, "测试", lambda changes: changes.append(REGISTER, MORE))
    after = text(home, REGISTER)
    workspace = open_workspace(home).whole()
    assert [record.id for record in workspace.records] == ["E0001", "E0009"]
    assert [item.rule for item in workspace.problems if item.rule.startswith("Y")] == []
    assert after.replace("\r\n", "\n").count("...") == before.count("...")
    added = after.replace(before[: before.index("...")] if "..." in before else before, "")
    assert "E0001" not in added, "what stood there stands as it stood"


def test_a_record_that_is_put_back_stands_inside_of_the_document(home: Path) -> None:
    before = f"- id: E0001\n  {LINK}\n  seen: 2026-04-01\n- id: E0002\n  {LINK}\n  seen: 2026-04-01\n...\n"
    file = RecordFile.of(REGISTER, before, None)
    record = file.record("E0002")
    assert record is not None
    taken = file.without("E0002")
    assert taken.text == before.replace(record.text.rstrip("\n") + "\n", "")
    assert taken.with_text("E0002", record.text.rstrip("\n")).text == before


# -- how new values are written


@pytest.mark.parametrize(
    ("value", "kind", "key", "written"),
    [
        ("2026-11-22", "item", "due", "2026-11-22"),
        ("2026-11-22日", "item", "due", "2026-11-22日"),
        ("96%", "finding", "value", "96%"),
        ("96%", "item", "lost", "96%"),
        ("1.10", "evidence", "indicator", '"1.10"'),
        ("1.10", "finding", "opened", '"1.10"'),
        ("E0007", "finding", "opened", "E0007"),
        ("0.80", "item", "lost", '"0.80"'),
        ("9", "finding", "done", "9"),
        ("是", "finding", "note", "是"),
    ],
)
def test_texts_stand_as_people_type_them(value: str, kind: str, key: str, written: str) -> None:
    """Numbers of findings are bare, elsewhere they are names; without quotes the code 1.10 would be
    read as 1.1 by other programs."""
    line = key_text(key, styled(value, kind, key), 0, "")
    assert line == f"{key}: {written}"


def test_lists_and_maps_are_styled_inside_and_nothing_is_left_out() -> None:
    proof = styled([{"indicator": "1.10", "item": None, "what": "96%"}], "evidence", "proves")
    assert [dict(one) for one in proof] == [{"indicator": "1.10", "what": "96%"}]
    assert type(proof[0]["indicator"]).__name__ == "Quoted"
    assert styled(DROP, "item") is DROP
    assert styled(True, "finding", "met") is True
    assert styled((1, 2), "finding") == [1, 2]
