"""What must be impossible, tried by everybody, as a program and as a form of the page.

Each act is refused in words, to whoever may not the answer names those who may, and at the end not
a byte of the county has changed: nothing that was refused takes effect later.

workspace.yaml       沈一 is an inspector of 县司法局, 罗平 an inspector who accepted E0001, 白露 a second
                     leader of inspectors who has marked 1.1, 邵华 submits R0003 and tracks as well,
                     贺强 leads, and works for 县司法局, for which he applied for an extension
rectification.yaml   R0001 县司法局 leads, 县教育局 supports; R0002 县教育局 leads; R0003 waits for sign-off;
                     R0004 waits for an extension
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from sites import PEOPLE, Site, enrolled, people_text

from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms
from scoring.workbench.store import Database, Store

TODAY = date(2026, 11, 22)
MORE = {
    "insider": ("沈一", ("县司法局",), ("评查",)),
    "acceptor": ("罗平", (), ("专班", "评查")),
    "party": ("白露", (), ("评查组长",)),
    "both": ("邵华", ("县司法局",), ("填报人", "督办")),
    "boss": ("贺强", ("县司法局",), ("填报人", "领导")),
}
EVERYBODY = {**PEOPLE, **MORE}
LEDGER = """\
- id: R0001
  indicator: "1.1"
  problem: 有一项没有上网
  lead: [县司法局]
  support: [县教育局]
  due: 2026-12-01
  measures:
  - {text: 补一项, due: 2026-12-01}
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 陈晓芸}
- id: R0002
  indicator: "1.2"
  problem: 栏目没有更新
  lead: [县教育局]
  due: 2026-12-01
  measures:
  - {text: 更新栏目, due: 2026-12-01}
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 何青}
- id: R0003
  indicator: "1.1"
  problem: 清单不全
  lead: [县司法局]
  due: 2026-12-01
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 邵华}
  - {on: 2026-11-20, do: submit, by: 邵华, evidence: [E0001]}
- id: R0004
  indicator: "1.1"
  problem: 平台没有上线
  lead: [县司法局]
  due: 2026-12-01
  events:
  - {on: 2026-09-01, do: open, by: 李明}
  - {on: 2026-09-03, do: start, by: 贺强}
  - {on: 2026-11-20, do: apply, by: 贺强, to: 2026-12-20, note: 等验收}
"""
HEAD = "kind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n"
MARK = "{score: 5, by: 周远, reason: 缺一页, opinion: 部分属实, opened: [E0001]}"
OTHER = "{score: 2, by: 白露, reason: 缺两页, opinion: 部分属实, opened: [E0001]}"
SENT = "handed_in:\n- {by: %s, on: 2026-11-21}\n"
URGE = (
    "number: 1\nkind: urge\nname: 示例县\nissued: 2026-11-20\nby: 许砚秋\nunits: [县司法局]\n"
    "items:\n- {id: R0001, problem: 有一项没有上网, lead: [县司法局]}\n"
)
MARKED = {"score": "5", "reason": "缺一页", "opinion": "部分属实", "opened": ["E0001"]}
NOBODY: frozenset[str] = frozenset()


def files() -> dict[str, str]:
    lines = [
        f"  {name}: {{{f'units: [{units[0]}], ' if units else ''}roles: [{', '.join(roles)}]}}\n"
        for name, units, roles in MORE.values()
    ]
    accepted = "  review: {state: accepted, by: 罗平, on: 2026-11-01}\n"
    register = samples.SOUND["evidence/register.yaml"]
    register = register.replace("  unit: 县司法局\n", "  unit: 县司法局\n" + accepted, 1)
    return {
        **samples.SOUND,
        "workspace.yaml": samples.SOUND["workspace.yaml"]
        + people_text()
        + "".join(lines)
        + "inspection: {differ: 1}\n",
        "evidence/register.yaml": register,
        "rectification.yaml": LEDGER,
        "rounds/2026-a.yaml": f'round: 2026-a\n{HEAD}assignments:\n  周远: ["1.1"]\n'
        f'  沈一: ["1.2"]\n  罗平: ["1.2"]\nfindings:\n  "1.1": {MARK}\n',
        "rounds/2026-b.yaml": f'round: 2026-b\n{HEAD}assignments:\n  白露: ["1.1"]\n'
        f'findings:\n  "1.1": {OTHER}\n',
        "rounds/2026-c.yaml": f'round: 2026-c\n{HEAD}assignments:\n  沈一: ["1.1"]\n  罗平: ["1.1"]\n',
        "papers/0001.yaml": URGE,
    }


@dataclass(frozen=True)
class Act:
    """Something that must be impossible to everybody but ``allowed``, who are not tried."""

    name: str
    url: str
    body: dict[str, Any]
    allowed: frozenset[str] = NOBODY
    method: str = "POST"
    form: dict[str, Any] = field(default_factory=dict)
    page: bool = True
    """False where the form of the page has no such field and reads none: it writes what is its
    own."""


def act(name: str, url: str, allowed: str = "", *, method: str = "POST", **body: Any) -> Act:
    form, page = body.pop("form", {}), body.pop("page", True)
    return Act(name, url, body, frozenset(allowed.split()), method, form, page)


def mark(name: str, url: str, allowed: str = "", **more: Any) -> Act:
    finding = {**MARKED, **more}
    own = "by" not in more
    return act(name, url, allowed, method="PUT", finding=finding, form=finding, page=own)


MOVE, OF_OTHER = "/r/R0001/move", "/r/R0002/measures"
LATER = {"do": "extend", "to": "2026-12-20", "note": "忙", "approved_by": "高远"}
ACTS = (
    act("a deadline of an indicator", "/assign", "lead", codes=["1.1"], due="2027-01-31"),
    act("the deadline of the round", "/assign/deadline", "lead", deadline="2027-01-01 18:00"),
    act("a deadline of an item", MOVE, "lead tracker both leader boss", **LATER),
    act(
        "a deadline over the page of the indicator",
        "/i/1.1/edit",
        "lead",
        method="PUT",
        fields={"due": "2027-01-31"},
        form={"due": "2027-01-31"},
    ),
    act(
        "the date of a measure",
        "/r/R0001/measures",
        do="postpone",
        measure="1",
        due="2026-11-30",
        note="忙",
    ),
    act("sign-off", "/r/R0003/move", "lead tracker", do="close", note="好了", despite="先销"),
    act("sign-off of what was not submitted", MOVE, do="close", note="好了", despite="先销"),
    act("another unit's measure done", OF_OTHER, "other", do="done", measure="1"),
    act("another unit's measure added", OF_OTHER, "other", do="add", text="换个办法"),
    act(
        "a supporting unit's hand on the lead's measure",
        "/r/R0001/measures",
        "unit head both boss",
        do="done",
        measure="1",
    ),
    act("a supporting unit that submits", MOVE, do="submit"),
    act(
        "a supporting unit that asks for time",
        MOVE,
        "unit head both boss",
        do="apply",
        to="2026-12-20",
        note="忙",
    ),
    act(
        "another unit's progress",
        "/r/R0002/move",
        "other group lead tracker both acceptor",
        do="progress",
        note="办完了",
    ),
    act(
        "progress in another unit's name",
        MOVE,
        "other group lead tracker both acceptor",
        do="progress",
        unit="县教育局",
        note="办完了",
    ),
    act(
        "a score where the rule reckons one",
        "/i/1.1/finding",
        method="PUT",
        finding={"score": "6", "reason": "应得满分"},
        form={"score": "6", "reason": "应得满分"},
    ),
    act("sent without evidence", MOVE, do="submit", evidence=[]),
    act("sent with evidence of another indicator", MOVE, do="submit", evidence=["E0002"]),
    act("a date without its year", "/r/R0001/measures", do="add", text="10月1日前公开"),
    mark("a mark under another's name", "/v/2026-a/1.1", by="方静怡"),
    mark("a colleague's mark overwritten", "/v/2026-b/1.1", "party"),
    mark("a mark on the own unit", "/v/2026-c/1.1", "inspectors party"),
    act("a decision of a party", "/v/2026-a/differences/1.1", score="5", reason="我是对的"),
    act("a draw that is none of yours", "/v/2026-c/draw", "inspectors party", seed="1", size="1"),
    act("a seed that was never stated", "/v/2026-c/draw", seed="", size="1"),
    act("evidence accepted", "/e/E0001/review", "group lead acceptor", state="accepted"),
    act(
        "evidence accepted by its own record",
        "/e/E0001",
        method="PUT",
        record={"review": {"state": "accepted"}},
        page=False,
    ),
    act("a bulletin of the future", "/r/bulletin/issue", week="2026-12-15"),
    act("a bulletin", "/r/bulletin/issue", "tracker both"),
    act("a paper of the future", "/r/slip/issue", day="2026-12-15"),
    act("a report of a month to come", "/r/monthly/issue", month="2027-01"),
    act("a paper", "/r/urge", "tracker both", items=["R0001"]),
    act("a paper whose answer is overdue", "/r/urge", items=["R0001"], reply="2026-11-01"),
    act(
        "a receipt for another",
        "/r/papers/1/receive",
        "unit head both boss tracker",
        who="县司法局",
    ),
    act("somebody whom the paper does not go to", "/r/papers/1/receive", who="县教育局"),
    act("an issued paper that is written again", "/r/papers/1", method="PUT", text="改"),
    act("a step that nobody knows", MOVE, do="postpone", to="2026-12-20"),
    act("a step back to the beginning", MOVE, do="open"),
    act("约谈", "/r/R0002/move", "lead tracker both leader boss", do="interview", record="谈过"),
    act("an account", "/admin/accounts", "admin", login="x", person="陈晓芸"),
    act(
        "the tree",
        "/i/1.1/edit",
        "lead",
        method="PUT",
        fields={"name": "换个名字"},
        form={"name": "换个名字"},
    ),
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One county for all attempts: since none succeeds, none spoils it for the next."""
    home = tmp_path_factory.mktemp("impossible")
    folder = samples.write(home / "county", files())
    store = Store(Database(home / "state"))
    enrolled(folder, store, {login: name for login, (name, _, _) in EVERYBODY.items()})
    terms = Terms(names=frozenset({Site.HOST}), today=TODAY)
    office = Office(Desk(folder, TODAY, watch=False), store, terms, state=home / "state")
    yield Site(office)
    office.close()


@pytest.fixture(scope="module")
def clients(here: Site) -> dict[str, Any]:
    return {login: here.client(login, "127.0.0.1") for login in EVERYBODY}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the county that says something about it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".shifan" not in path.parts and path.name != "access.jsonl"
    }


@pytest.mark.parametrize("impossible", ACTS, ids=[one.name for one in ACTS])
def test_it_is_refused_to_everybody_in_words_and_never_takes_effect(
    here: Site, clients: dict[str, Any], impossible: Act
) -> None:
    before = contents(here.office.desk.path)
    faults: dict[str, str] = {}
    for login in EVERYBODY.keys() - impossible.allowed:
        client = clients[login]
        answer = client.request(impossible.method, impossible.url, json=impossible.body)
        problem = answer.json().get("problem", "")
        if answer.status_code not in (403, 404, 405, 422) or not chinese(problem):
            faults[login] = f"{answer.status_code} {answer.text[:300]}"
        elif answer.status_code == 403 and not names_somebody(answer.json()):
            faults[login] = f"nobody named: {answer.text[:300]}"
        if not impossible.page:
            continue
        page = client.post(
            impossible.url,
            data=impossible.form or flat(impossible.body),
            headers={"accept": "text/html"},
        )
        if page.status_code not in (403, 404, 405, 422) or "Traceback" in page.text:
            faults[f"{login}, page"] = f"{page.status_code} {page.text[:300]}"
    assert not faults
    assert contents(here.office.desk.path) == before
    here.office.desk.session.refresh()
    assert contents(here.office.desk.path) == before, "later"


def chinese(text: str) -> bool:
    """Whether a sentence is one for the people who read it."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def names_somebody(data: dict[str, Any]) -> bool:
    """Whether a refusal says who may: by name, or which role nobody holds yet."""
    known = {name for name, _, _ in EVERYBODY.values()}
    return bool(set(data.get("who", ())) & known) or "还没有这样的人" in data["problem"]


def flat(body: dict[str, Any]) -> dict[str, Any]:
    """What a plain form sends."""
    return {key: value for key, value in body.items() if not isinstance(value, dict)}


def test_a_draft_is_its_owners_alone(clients: dict[str, Any]) -> None:
    typed = {"fields": {"done": "7777"}, "base": ""}
    assert clients["unit"].put("/drafts/finding:1.1", json=typed).status_code == 200
    for login in EVERYBODY.keys() - {"unit"}:
        assert "7777" not in clients[login].get("/drafts").text, login
        assert "7777" not in clients[login].get("/i/1.1").text, login


@pytest.mark.parametrize("login", ["both", "boss"])
def test_one_hand_does_not_do_both_halves_of_a_step(clients: dict[str, Any], login: str) -> None:
    close = {"do": "close", "note": "好了", "despite": "先销"}
    extend = {"do": "extend", "to": "2026-12-20", "note": "同意"}
    steps = {"both": ("/r/R0003/move", close), "boss": ("/r/R0004/move", extend)}
    url, body = steps[login]
    answer = clients[login].post(url, json=body)
    assert answer.status_code in (403, 422)
    assert EVERYBODY[login][0] in answer.json()["problem"]
