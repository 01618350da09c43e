"""Writes what every page of the workbench answers as JSON into ``docs/format.md``, from real
answers.

Run ``.venv/bin/python docs/make_page_json.py`` after a page has changed. The section stands between
two marks; a test asks the same pages and fails where a key is not told, or told and not there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = Path(__file__).parent / "format.md"
TESTS = Path(__file__).parent.parent / "tests"
BEGIN, END = "<!-- pages -->", "<!-- /pages -->"
ClientOf = Callable[[str], Any]
Shape = dict[str, "Shape | list[Shape] | None"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks, what is shown of it in the table, where it really goes, and what its
    answer is.
    """

    login: str
    method: str
    shown: str
    path: str
    says: str
    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200


RATIO = {"done": 10, "of": 10, "note": "以平台为准"}
STALE = "0" * 64
ASKED = (
    Asked("unit", "GET", "/", "/", "待办，能补回的分多、时限近的在前"),
    Asked("unit", "GET", "/me", "/me", "自己的账号、设置、登录在哪里"),
    Asked("lead", "GET", "/i", "/i", "看得到的指标；`total` 总是全县的"),
    Asked("unit", "PUT", "/i/编号/finding?preview=1", "/i/1.1/finding?preview=1",
          "只算不存，答案和保存一样", {"finding": RATIO}),
    Asked("unit", "PUT", "/i/编号/finding", "/i/1.1/finding", "存一条认定", {"finding": RATIO}),
    Asked("unit", "PUT", "/i/编号/finding（别人也改了）", "/i/1.1/finding",
          "409：三边的内容，`fields` 是要选的", {"finding": {"done": 8, "of": 10}, "base": STALE}, 409),
    Asked("unit", "PUT", "/i/编号/finding（写错了）", "/i/1.1/finding", "422：逐条写明错在哪里",
          {"finding": {"done": 11, "of": 10}}, 422),
    Asked("other", "GET", "/i/编号（不能看的）", "/i/1.1", "403：`who` 是可以办的人", status=403),
    Asked("unit", "GET", "/i/编号", "/i/1.1", "一项指标"),
    Asked("unit", "POST", "/i/编号/questions", "/i/1.1/questions",
          "单位问（`do: ask`）、专班答（`do: answer`）", {"do": "ask", "text": "按哪个月算"}),
    Asked("unit", "GET", "/i/编号/history", "/i/1.1/history", "这一项认定的改动，新的在前"),
    Asked("lead", "GET", "/i/编号/edit", "/i/1.1/edit", "指标本身，写法同工作簿"),
    Asked("lead", "PUT", "/i/编号/edit?preview=1", "/i/1.1/edit?preview=1", "只试不存",
          {"fields": {"parameters": "达到95%得满分"}}),
    Asked("lead", "PUT", "/i/编号/edit", "/i/1.1/edit", "改一项指标",
          {"fields": {"due": "2026-12-31"}}),
    Asked("lead", "GET", "/i/编号/add", "/i/1/add", "加一项的空表；一级的是 `/tree/add`"),
    Asked("lead", "PUT", "/i/编号/add", "/i/1/add", "加一项",
          {"fields": {"code": "1.3", "name": "新的", "points": "1", "points.1": "11"}}),
    Asked("lead", "GET", "/i/编号/remove", "/i/1.3/remove", "去掉以前：它身上有什么"),
    Asked("lead", "PUT", "/i/编号/remove", "/i/1.3/remove", "去掉一项",
          {"fields": {"points.1": "10"}}),
    Asked("lead", "GET", "/tree", "/tree", "整个指标体系"),
    Asked("group", "GET", "/e", "/e", "佐证，写法同 `evidence list`"),
    Asked("group", "GET", "/e/编号", "/e/E0001", "一件佐证；其余的键同 `evidence list`"),
    Asked("unit", "POST", "/uploads", "/uploads", "开始上传",
          {"name": "材料.txt", "size": 9, "indicator": "1.1"}),
    Asked("unit", "PUT", "/e/编号（登记内容）", "/e/E0001", "改登记内容；单位只能提出（`proposed`）",
          {"record": {"proves": [{"indicator": "1.1", "state": "proposed"}]}}),
    Asked("unit", "POST", "/e/编号/withdraw", "/e/E0001/withdraw",
          "单位撤回、再交（`do` 是 `withdraw`、`resubmit`）；专班已开始审核的是422",
          {"do": "withdraw"}),
    Asked("unit", "POST", "/e/编号/withdraw", "/e/E0001/withdraw", "", {"do": "resubmit"}),
    Asked("group", "POST", "/e/编号/review", "/e/E0001/review", "审核",
          {"state": "returned", "note": "缺页"}),
    Asked("group", "GET", "/review", "/review", "等着审核的"),
    Asked("group", "GET", "/overview", "/overview", "总览"),
    Asked("lead", "POST", "/rounds/lock", "/rounds/lock", "定稿、打开",
          {"round": "2026-self", "do": "lock"}),
    Asked("lead", "GET", "/rounds", "/rounds", "轮次"),
    Asked("lead", "POST", "/rounds/lock", "/rounds/lock", "定稿、打开",
          {"round": "2026-self", "do": "unlock"}),
    Asked("lead", "POST", "/rounds/urge", "/rounds/urge", "催报", {"units": ["县司法局"]}),
    Asked("leader", "GET", "/brief", "/brief", "给领导的一页"),
    Asked("group", "GET", "/u", "/u", "各单位"),
    Asked("lead", "POST", "/u/单位/move", "/u/县司法局/move", "下达、签收、报送、退回……",
          {"do": "assign"}),
    Asked("unit", "GET", "/handin、/u/单位", "/handin", "一个单位的一份"),
    Asked("lead", "GET", "/assign", "/assign", "分工"),
    Asked("lead", "POST", "/assign", "/assign", "改分工", {"codes": ["1.2"], "due": "2026-10-31"}),
    Asked("tracker", "GET", "/r", "/r", "整改台账，写法同 `rectify list`"),
    Asked("tracker", "GET", "/r/编号", "/r/R0001", "一个事项；其余的键同 `rectify show`"),
    Asked("unit", "POST", "/r/编号/move", "/r/R0001/move", "办理一步",
          {"do": "progress", "note": "办了一半"}),
    Asked("group", "GET", "/gaps?by=unit", "/gaps?by=unit", "失分，写法同 `gaps`"),
    Asked("group", "GET", "/search?q=", "/search?q=清单", "查找，写法同 `evidence search`"),
    Asked("unit", "GET", "/notices", "/notices", "通知"),
    Asked("unit", "PUT", "/drafts/名称", "/drafts/finding:1.1", "存一份草稿",
          {"fields": {"done": "7"}, "base": ""}),
    Asked("unit", "GET", "/drafts", "/drafts", "自己的草稿"),
    Asked("lead", "GET", "/log", "/log", "改动记录，新的在前，最多500条"),
    Asked("lead", "GET", "/docs", "/docs", "能做的文书"),
    Asked("admin", "GET", "/admin/accounts", "/admin/accounts", "账号"),
    Asked("admin", "GET", "/admin/server", "/admin/server", "服务器"),
)  # fmt: skip
REFERRED = {
    "total": "score", "losses": "score", "node": "score", "mine": "", "theirs": "", "base": "",
    "before": "", "after": "", "finding": "", "fields": "", "exact": "score", "item": "",
    "fates": "",
}  # fmt: skip
"""Keys whose insides stand elsewhere: with the command named, or with the record of the file."""
LIKE = {
    "/i": ("nodes", "score"),
    "/e": ("records", "evidence list"),
    "/r": ("items", "rectify list"),
    "/gaps?by=unit": ("rows", "gaps"),
    "/search?q=": ("hits", "evidence search"),
}
OWN = {
    "/e/编号": ("digest", "versions", "used_by", "moves", "since_review"),
    "/r/编号": ("moves", "digest", "possible", "events"),
}
"""Of records that stand elsewhere, the keys that only the page adds."""


def collected(client_of: ClientOf) -> list[tuple[Asked, Shape]]:
    """The shape of the answer to each request, in order."""
    clients: dict[str, Any] = {}
    found = []
    for asked in ASKED:
        client = clients.setdefault(asked.login, None) or client_of(asked.login)
        clients[asked.login] = client
        more = {"json": asked.body} if asked.body else {}
        answer = client.request(asked.method, asked.path, **more)
        if answer.status_code != asked.status:
            raise AssertionError((asked.method, asked.path, answer.status_code, answer.text[:300]))
        found.append((asked, _cut(asked, _shape(answer.json()))))
    return found


def _shape(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _shape(value) for key, value in data.items()}
    if isinstance(data, list):
        merged: dict[str, Any] = {}
        for value in data:
            inner = _shape(value)
            if isinstance(inner, dict):
                merged.update(inner)
        return [merged] if merged else []
    return None


def _cut(asked: Asked, shape: Any) -> Any:
    """The shape without what stands elsewhere."""
    own = OWN.get(asked.shown)
    if own:
        shape = {key: value for key, value in shape.items() if key in own}
    like = LIKE.get(asked.shown)
    if like:
        shape = {**shape, like[0]: []}
    return _without(shape)


def _without(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {
            key: ([] if isinstance(value, list) else None) if key in REFERRED else _without(value)
            for key, value in shape.items()
        }
    if isinstance(shape, list):
        return [_without(inner) for inner in shape]
    return shape


def notation(shape: Any) -> str:
    """A shape on one line: ``tasks[]{kind,worth}``."""
    if isinstance(shape, dict):
        return "{" + ",".join(f"{key}{notation(value)}" for key, value in shape.items()) + "}"
    if isinstance(shape, list):
        return "[]" + (notation(shape[0]) if shape else "")
    return ""


def keys_of(shape: Any) -> Iterator[str]:
    """Every key, at whatever depth."""
    if isinstance(shape, dict):
        for key, value in shape.items():
            yield key
            yield from keys_of(value)
    elif isinstance(shape, list):
        for inner in shape:
            yield from keys_of(inner)


def section(found: list[tuple[Asked, Shape]]) -> str:
    """The section of the manual: one line a request, then what each key means."""
    lines = ["| 请求 | 是什么 | 键 |", "| --- | --- | --- |"]
    seen = set()
    for asked, shape in found:
        if (asked.method, asked.shown) not in seen:
            seen.add((asked.method, asked.shown))
            like = LIKE.get(asked.shown)
            alike = f"；`{like[0]}` 同 `{like[1]}`" if like else ""
            lines.append(
                f"| `{asked.method} {asked.shown}` | {asked.says}{alike} | "
                f"`{notation(shape)[1:-1]}` |"
            )
    keys = sorted({key for _, shape in found for key in keys_of(shape)})
    lines += ["", "| 键 | 意思 |", "| --- | --- |"]
    lines += [f"| `{key}` | {MEANINGS.get(key, '')} |" for key in keys]
    return "\n".join(lines) + "\n"


def written(text: str, made: str) -> str:
    """The manual's text with the section in place."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{made}{END}{rest.partition(END)[2]}"


def _site(folder: Path) -> Any:
    """The workbench that the tests use, on the small sample."""
    sys.path[:0] = [str(TESTS), str(TESTS / "workbench")]
    from datetime import date

    import samples
    from sites import PEOPLE, Site, people_text

    from scoring.workbench.desk import Desk
    from scoring.workbench.enrolment import Wish, enrol
    from scoring.workbench.office import Office, Terms
    from scoring.workbench.store import Database, Store

    head = samples.SOUND["workspace.yaml"] + people_text()
    county = samples.write(folder / "county", {**samples.SOUND, "workspace.yaml": head})
    store = Store(Database(folder / "state"))
    for login, (name, _, _) in PEOPLE.items():
        enrol(county, store, Wish(login, name, password=Site.PASSWORD, lasting=True))
    today = date(2026, 11, 22)
    terms = Terms(names=frozenset({"office.example"}), today=today)
    return Site(Office(Desk(county, today, watch=False), store, terms, state=folder / "state"))


def main() -> None:
    """Writes the section."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        site = _site(Path(folder))
        made = section(collected(site.client))
        site.office.close()
    FORMAT.write_text(written(FORMAT.read_text("utf-8"), made), "utf-8")
    missing = [line for line in made.splitlines() if line.endswith("|  |")]
    print("\n".join(missing) or "docs/format.md")


MEANINGS = {
    "accounts": "账号",
    "actual": "现在的数",
    "after": "改以后的原文；总分里是保存后的",
    "agent": "浏览器",
    "approved_by": "谁批准的",
    "as_of": "评估日",
    "at": "什么时候",
    "backup": "最近一次备份",
    "base": "打开时的内容",
    "basis": "依据；轮次里是所核验的轮次",
    "before": "改以前的原文；总分里是现在的",
    "binding": "约束性",
    "by": "谁",
    "by_hand": "手工改文件几次",
    "cells": "各栏，写法同工作簿",
    "changed": "有没有改动",
    "code": "指标编号",
    "codes": "指标编号",
    "count": "几次",
    "counts": "作不作数",
    "current": "是不是现在用的",
    "database_mb": "账号库多大（MB）",
    "date": "日期",
    "decided_by": "谁决定的",
    "despite": "失分仍在而销号的理由",
    "digest": "这一份的版本，保存时作 `base`",
    "disabled": "停用",
    "disk": "硬盘",
    "do": "办了什么",
    "doc_no": "文号",
    "documents": "文书",
    "drafts": "草稿",
    "due": "时限",
    "encrypted": "有没有加密",
    "entries": "各条改动",
    "events": "经过，一步一条",
    "evidence": "佐证编号；指标里是要不要佐证",
    "exact": "同名各键的精确分数",
    "failing": "没有达到的条件",
    "field": "哪一栏，空的是整条",
    "fields": "草稿里是填的内容；409里是要选的各栏",
    "file": "文件",
    "finding": "认定",
    "findings": "认定（轮次里是几条）",
    "fix": "怎么改",
    "free_gb": "还剩多少（GB）",
    "from": "从",
    "handler": "经办人",
    "history": "改动，新的在前",
    "hits": "查到的材料",
    "hooks": "接了什么命令",
    "id": "编号",
    "indicator": "指标编号",
    "issuer": "发文机关",
    "item": "哪一项佐证要求；待办里是整改事项编号",
    "items": "整改事项",
    "judge": "判断用时",
    "key": "编号",
    "kind": "种类",
    "kinds": "佐证的种类",
    "lacking": "还缺什么，做不了",
    "largest": "失分最多的几项",
    "lead": "牵头单位",
    "leaf": "是不是末级",
    "leaves": "几项末级指标",
    "level": "第几级",
    "load": "各单位牵头几项",
    "locate": "看哪一页、哪一段",
    "locked": "谁哪天定稿的，没有的是 `null`",
    "login": "账号",
    "losses": "失分，按原因",
    "lost": "失分",
    "low": "硬盘快满了",
    "made": "什么时候登录的",
    "measure": "第几条措施",
    "memory_mb": "占多少内存（MB）",
    "met": "够不够",
    "methods": "测评方式",
    "min": "至少几件",
    "mine": "你写的",
    "missing": "缺什么；单位里是缺几件必备材料",
    "moves": "这个人现在能办的",
    "ms": "毫秒",
    "must_change": "要先改口令",
    "name": "名称；人是姓名",
    "names": "可以用的网址名称",
    "next": "下次复核日期",
    "node": "这一项的得分",
    "nodes": "各个指标",
    "note": "说明",
    "notes": "顺带改了什么",
    "notices": "通知",
    "notify": "接了通知命令",
    "of": "更正第几步",
    "offset": "已经收到几个字节",
    "ok": "存好了",
    "on": "哪一天",
    "online": "谁在线",
    "open": "这个人能不能打开",
    "overdue": "超期的几件",
    "overdue_days": "超期几天",
    "p50": "一半不超过",
    "p95": "95%不超过",
    "p99": "99%不超过",
    "pages": "几页",
    "parameters": "规则的参数，用中文写",
    "parent": "加在谁下面，空的是一级",
    "person": "是谁；事项里是责任人",
    "pieces": "各件材料",
    "points": "分值",
    "possible": "现在能有的办理",
    "problem": "为什么不行，一句话",
    "problems": "逐条的错误",
    "proves": "证明哪些指标",
    "publish": "算分、公布用时",
    "python": "Python的版本",
    "quantities": "数的是什么",
    "questions": "问专班的和回答，一句一条",
    "read": "看过没有",
    "read_only": "只读",
    "ready": "能不能申报",
    "reason": "为什么不作数",
    "reasons": "为什么不作数",
    "record": "约谈记录；保存以后是这一条",
    "records": "各件佐证",
    "required": "必备还是可选；条件里是要求的数",
    "requirements": "佐证要求",
    "returned": "被退回几项",
    "review": "审核",
    "roles": "角色",
    "round": "轮次",
    "rounds": "各个轮次",
    "rows": "各行",
    "rule": "评分规则",
    "save": "合计用时",
    "saves": "保存",
    "scan": "接了查毒命令",
    "seen": "最近一次；链接是查看日期",
    "sentence": "保存后标准怎么说",
    "sessions": "登录在哪里",
    "settings": "设置",
    "sha256": "文件的校验值",
    "since": "从什么时候起开着",
    "since_review": "上次审核是谁、哪天，以后改了哪些（`fields`），没有审过的是 `null`；`/review` 里是 `at` 那一件的",
    "single_keys": "用不用单键",
    "size": "文件大小（字节）",
    "slips": "刚加的密码条，只给这一次",
    "stale": "审核以后又变了",
    "stamp": "审核摘要",
    "state": "到哪一步；上传和账号库里是状态、位置",
    "store": "写盘用时",
    "support": "配合单位",
    "system": "操作系统",
    "tasks": "待办",
    "text": "原文；通知的内容",
    "text_size": "字号",
    "theirs": "别人存的",
    "this": "就是这一处",
    "title": "题名",
    "to": "延期到；有效期到",
    "token": "这次上传的编号",
    "total": "全县总分；有 `before`、`after` 的是改以前和以后",
    "total_gb": "共多少（GB）",
    "tree": "指标体系",
    "trouble": "文件读不出来的地方",
    "type": "按内容认出的类型",
    "unassessed": "没有认定几项",
    "unit": "单位",
    "units": "单位",
    "url": "页面的网址；佐证里是链接",
    "used_by": "用在哪里",
    "valid": "有效期",
    "version": "这一次改动以后的状态编号；服务器里是软件版本",
    "versions": "换过的各份文件",
    "via": "怎么改的：web、cli、sheet、hand",
    "wait": "排队用时",
    "waiting": "等审核的（总览里是几件）",
    "wanted": "要几件必备材料",
    "was": "原定日期",
    "what": "证明什么；错误里是错在哪里",
    "who": "谁可以办；通知里是谁",
    "why": "为什么要审",
    "window": "材料时间窗，起和止",
    "within": "时间窗内还是不限时间",
    "workspace": "工作区的文件夹",
    "worth": "能补回多少分",
}

if __name__ == "__main__":
    main()
