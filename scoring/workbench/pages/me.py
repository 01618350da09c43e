"""S21: the own password, sessions and settings."""

from __future__ import annotations

from typing import Any

from scoring.workbench import passwords
from scoring.workbench.pages.login import cookie_name
from scoring.workbench.routing import get, post
from scoring.workbench.web import Answer, Call, Data, invalid, invalid_at

TEXT_SIZES = ("15", "17", "19")


def me(call: Call) -> Answer:
    """Who I am here, and where I am logged in."""
    visitor = call.who
    sessions = call.office.store.sessions.of(visitor.account.id)
    data = {
        "person": visitor.data(),
        "must_change": visitor.account.must_change,
        "settings": {
            "text_size": call.who.account.settings.get("text_size", "15"),
            "single_keys": _keys(call),
        },
        "sessions": [
            {
                "made": item.made,
                "seen": item.seen,
                "agent": item.agent,
                "this": item.digest == visitor.session.digest,
            }
            for item in sessions
        ],
    }
    return Answer(data, "me.html", {"sizes": TEXT_SIZES, "browser": _browser})


def _keys(call: Call) -> bool:
    return bool(call.who.account.settings.get("single_keys", True))


def _browser(agent: str) -> str:
    """What a browser calls itself, in a word or two."""
    for mark, name in (("Edg/", "Edge"), ("360SE", "360 浏览器"), ("QQBrowser", "QQ 浏览器"), ("Firefox/", "火狐"),
                       ("Chrome/", "谷歌内核浏览器"), ("Safari/", "Safari")):  # fmt: skip
        if mark in agent:
            phone = "，手机" if "Mobile" in agent else ""
            return name + phone
    return agent[:40] or "未知"


def password_page(call: Call) -> Answer:
    """The form for a new password."""
    return Answer({"must_change": call.who.account.must_change}, "password.html", {"problem": ""})


def set_password(call: Call) -> Answer:
    """A new password, after the old one. Other sessions end, and this one gets a new token."""
    visitor, store = call.who, call.office.store
    fields = call.fields()
    new = str(fields.get("new") or "")
    problem = _password_problem(call, fields, new)
    if problem and call.json:
        raise invalid_at("new", problem, fix="换一个口令")
    if problem:
        data = {"must_change": visitor.account.must_change}
        return Answer(data, "password.html", {"problem": problem}, status=422)
    store.accounts.set_password(visitor.account.id, passwords.hashed(new), must_change=False)
    # Whoever knew the old one is out; the session at hand begins anew under another token.
    store.sessions.end_all(visitor.account.id)
    # For as long again as the login allowed: a stricter role keeps its shorter sessions.
    longest = visitor.session.ends - visitor.session.made
    token = store.sessions.begin(visitor.account.id, visitor.session.agent, longest=longest)
    call.office.record(
        "password changed", by=visitor.name, address=call.office.address(call.request)
    )
    return Answer({"ok": True}, location="/", cookies=((cookie_name(call), token),))


def _password_problem(call: Call, fields: Data, new: str) -> str:
    """Why the new password is not taken; "" where it is."""
    visitor = call.who
    old = str(fields.get("old") or "")
    if not passwords.fits(old, visitor.account.hash):
        return "原来的口令不对"
    if new == old:
        return "新口令和原来的一样"
    if not call.json and fields.get("again", new) != new:
        return "两次写的新口令不一样"
    return passwords.weakness(new, [visitor.name, visitor.login, *visitor.units])


def settings(call: Call) -> Answer:
    """Text size and single keys."""
    fields = call.fields()
    known: dict[str, Any] = dict(call.who.account.settings)
    size = str(fields.get("text_size", known.get("text_size", "15")))
    if size not in TEXT_SIZES:
        raise invalid(f"字号可以是 {'、'.join(TEXT_SIZES)}")
    known["text_size"] = size
    known["single_keys"] = fields.get("single_keys", "") in {True, "on", "true", "1"}
    call.office.store.accounts.set_settings(call.who.account.id, known)
    return Answer({"ok": True, "settings": known}, location="/me")


def end_sessions(call: Call) -> Answer:
    """Ends all sessions but this one."""
    visitor = call.who
    count = call.office.store.sessions.end_all(visitor.account.id, but=visitor.session.digest)
    return Answer({"ok": True, "ended": count}, location="/me")


SPOTS = (
    get("/me", me),
    get("/me/password", password_page),
    post("/me/password", set_password),
    post("/me/settings", settings),
    post("/me/sessions/end", end_sessions),
)
