"""Saving from a page: who may was asked before; here is what comes back, and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from scoring.problems import Problem, ScoringError
from scoring.schema import WORDS, without_keys
from scoring.storage import DROP
from scoring.storage.days import FarDayError
from scoring.workbench.web import Call, Data, Trouble, forbidden, invalid
from scoring.workspace.changes import (
    Author,
    Change,
    ChangeSet,
    Conflict,
    ConflictError,
    Forbidden,
    ForbiddenError,
    Outcome,
    Refused,
    RefusedError,
    Saved,
    plain,
)

T = TypeVar("T")


def author(call: Call, save_id: str = "") -> Author:
    """The visitor as the journal names him; for a save that may come again, with what he sent."""
    day = call.view.today
    sure = call.office.desk.answered_for(day)
    sent = call.sent() if save_id else ""
    who = call.who
    return Author(who.name, day, via="web", account=who.login, stated=sure, sent=sent)


def save(call: Call, changes: Sequence[Change], do: str, save_id: str = "") -> Saved:
    """Writes changes, tells the open pages, gives what was saved. Raises 403, 409 and 422; nothing
    is written then.
    """
    _writable(call)
    try:
        outcome = call.office.desk.submit(changes, author(call, save_id), do, save_id)
    except ScoringError as error:
        _raise(error)
    if isinstance(outcome, Saved):
        tell(call)
        return outcome
    raise trouble_of(outcome)


def digest_of(call: Call, saved: Saved, change: Change) -> str:
    """The version of a record after a save; one that changed nothing leaves it as it stands."""
    known = saved.versions.get((change.file, change.key))
    if known is not None:
        return known
    return digest_now(call, change.file, change.key, change.section)


def digest_now(call: Call, file: str, key: str, section: tuple[str, ...] | None = None) -> str:
    """The version of a record as it stands in the newest state; "" where there is none."""
    stored = call.office.desk.record(call.view, file, key, section)
    if stored is None:
        return ""
    return stored.version


def carry_out(call: Call, do: str, plan: Callable[[ChangeSet], T], save_id: str = "") -> T | None:
    """Does under the lock what ``plan`` does, and tells the open pages. Raises as :func:`save`
    does.
    """
    _writable(call)
    try:
        result = call.office.desk.carry_out(author(call, save_id), do, plan, save_id)
    except ScoringError as error:
        _raise(error)
    tell(call)
    return result


def _writable(call: Call) -> None:
    if call.office.terms.read_only:
        who = call.view.workspace.people.holding("管理员")
        raise forbidden("工作台现在只读，没有保存；写的内容还在草稿里。管理员可以改回可写", who)
    if trouble := call.office.desk.session.trouble:
        # What would be saved could not be shown: the page would go on with the state before the
        # file was broken.
        what = without_keys(trouble[0].what)
        raise Trouble(
            507, f"服务器上的文件现在读不出来（{what}），没有保存；写的内容还在草稿里，请告诉管理员"
        )


def _raise(error: ScoringError) -> NoReturn:
    """A refusal of the write path as an answer."""
    if isinstance(error, ConflictError | RefusedError | ForbiddenError):
        raise trouble_of(error.outcome, str(error)) from None
    if isinstance(error, FarDayError):
        raise wrong_clock(error, "shifan serve") from None
    status = {"busy": 503, "forbidden": 403, "conflict": 409, "refused": 422}.get(error.kind, 422)
    more: Data = {"retry_after": 2} if status == 503 else {}
    raise Trouble(
        status, str(error), problems=[problem_data(item) for item in error.problems], **more
    ) from None


def wrong_clock(error: FarDayError, command: str, *, kept: str = "；写的内容还在草稿里") -> Trouble:
    """The clock of the server has leapt: nobody at a page can mend that, and nobody did wrong.
    ``command`` opens the workbench again; ``kept`` says where what was written stands.
    """
    return Trouble(
        507,
        f"服务器的{error.compared}，没有保存{kept}。请告诉管理员：先改正服务器的时钟；"
        f"日期没有错的，关掉工作台，用 {command} --today {error.day} 重新打开",
    )


def tell(call: Call) -> None:
    """Goes on with the newest state; the office tells the open pages of each by itself."""
    call.renew(call.office.desk.view())


def trouble_of(outcome: Outcome, message: str = "") -> Trouble:
    """What was not saved, as an answer."""
    match outcome:
        case Conflict():
            sides = {
                "base": plain(outcome.base),
                "mine": plain(outcome.mine),
                "theirs": plain(outcome.theirs),
            }
            sentence = message or "你写的时候，别人也改了同一处，没有写入；两边都在"
            return Trouble(409, sentence, **sides, fields=list(outcome.fields))
        case Refused():
            fields = outcome.fields or ("",) * len(outcome.problems)
            pairs = zip(outcome.problems, fields, strict=False)
            problems = [problem_data(item, field) for item, field in pairs]
            if problems:
                message = problems[0]["what"]
            return invalid(message or "不能这样改", problems)
        case Forbidden():
            return forbidden(outcome.message, outcome.who_may)
    raise AssertionError(outcome)


def problem_data(item: Problem, field: str = "") -> Data:
    """One problem as an answer carries it, in words for people who never see the file."""
    what = _ABOUT_ITSELF.sub("", without_keys(item.what))
    fix = without_keys(item.fix)
    if _AS_IN_THE_FILE.search(fix):
        fix = ""
    return {"field": field or field_named(what), "rule": item.rule, "what": what, "fix": fix}


_ABOUT_ITSELF = re.compile("^指标“[^”]+”：")
"""How a message about a finding begins; on the page of that indicator it says nothing."""
_AS_IN_THE_FILE = re.compile(r"\{[a-z_]+: ")
"""A remedy that shows how the entry is written in the file, which nobody sees here."""


def field_named(what: str) -> str:
    """The field of a form by the word with which a message begins: 不合格数 99 大于抽查数 20."""
    known = ((word, key) for key, word in WORDS.items() if "." not in key and what.startswith(word))
    return max(known, key=lambda pair: len(pair[0]), default=("", ""))[1]


def replacing(new: Mapping[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of a change that puts ``new`` in the place of ``old``: keys that are no more are
    taken out.
    """
    gone = {key: DROP for key in (old or {}) if key not in new}
    return {**new, **gone}
