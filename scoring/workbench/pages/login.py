"""Login and logout, and the one-time link by which the first administrator comes in."""

from __future__ import annotations

import time

from scoring.workbench import passwords
from scoring.workbench.guard import PLAIN_COOKIE, SECURE_COOKIE
from scoring.workbench.people import Visitor
from scoring.workbench.routing import get, post
from scoring.workbench.store import Account
from scoring.workbench.store.sessions import STRICT, USUAL
from scoring.workbench.web import Answer, Call, Trouble

FREE_FAILURES, FREE_AT_ADDRESS = 5, 20
LOOKED_BACK = 3600.0
LONGEST_WAIT = 300.0


def form(call: Call) -> Answer:
    """The login page; who is logged in goes on at once."""
    if call.visitor is not None:
        return Answer({"login": call.visitor.login}, location=_next(call.query.get("next", "/")))
    return Answer(
        {"login": ""},
        "login.html",
        {"next": _next(call.query.get("next", "/")), "problem": "", "login": ""},
    )


def login(call: Call) -> Answer:
    """Checks name and password, and begins a session under a new token."""
    fields = call.fields()
    name = call.text(fields, "login", longest=100)
    password = fields.get("password", "")
    if not isinstance(password, str) or len(password) > passwords.LONGEST:
        password = ""
    address = call.office.address(call.request)
    try:
        account = _checked(call, name, password, address)
    except Trouble as trouble:
        if call.json or trouble.status not in {401, 429}:
            raise
        extra = {
            "next": _next(str(fields.get("next", "/"))),
            "problem": trouble.problem,
            "login": name,
        }
        return Answer(trouble.data(), "login.html", extra, status=trouble.status)
    return welcome(call, account, _next(str(fields.get("next", "/"))))


def _checked(call: Call, name: str, password: str, address: str) -> Account:
    """The account that name and password open. Raises 401, or 429 while a growing wait lasts."""
    accounts = call.office.store.accounts
    _wait_over(call, name, address)
    account = accounts.by_login(name)
    # Reckoned for unknown names as well: a quick refusal would tell which accounts there are.
    right = passwords.fits(password, account.hash if account else passwords.DECOY)
    if account is None or not right:
        accounts.note_failure(name, address)
        call.office.record("login failed", by=name, address=address)
        raise Trouble(401, "账号或者口令不对。口令分大小写；忘了口令请找管理员重发")
    # After the password: whoever does not know it is not told that the account is there.
    if account.disabled:
        raise Trouble(401, "这个账号已经停用，请找管理员")
    accounts.forget_failures(name, address)
    return account


def _wait_over(call: Call, name: str, address: str) -> None:
    """After some failures every further try has to wait longer;
    nobody is ever shut out for good.
    """
    now = time.time()
    mine, there, last = call.office.store.accounts.failures(name, address, now - LOOKED_BACK)
    steps = max(mine - FREE_FAILURES, there - FREE_AT_ADDRESS)
    if steps < 0:
        return
    wait = min(LONGEST_WAIT, 2.0**steps) - (now - last)
    if wait > 0:
        seconds = int(wait) + 1
        raise Trouble(429, f"输错的次数多了，请等 {seconds} 秒再试", retry_after=seconds)


def welcome(call: Call, account: Account, target: str) -> Answer:
    """A new session of an account whose password was right, and on to ``target``."""
    office = call.office
    person = office.person(account)
    store = office.store
    # A new token at every login: one that somebody planted before must not become a session.
    token_of_old = call.request.cookies.get(cookie_name(call), "")
    if token_of_old:
        old = store.sessions.find(token_of_old)
        if old is not None:
            store.sessions.end(old.digest)
    # Who can change most is logged in for the shortest time.
    strict = not person.roles.isdisjoint({"专班组长", "管理员"})
    longest = (STRICT if strict else USUAL)[1]
    token = store.sessions.begin(
        account.id, call.request.headers.get("user-agent", ""), longest=longest
    )
    session = store.sessions.find(token)
    assert session is not None
    visitor = Visitor(account, session, person)
    store.accounts.note_seen(account.id)
    office.record("login", by=person.name, address=office.address(call.request))
    data = {"person": visitor.data(), "must_change": account.must_change}
    location = "/me/password" if account.must_change else target
    return Answer(data, location=location, cookies=((cookie_name(call), token),))


def logout(call: Call) -> Answer:
    """Ends the session. Drafts stay."""
    if call.visitor is not None:
        call.office.store.sessions.end(call.visitor.session.digest)
        call.office.record(
            "logout", by=call.visitor.name, address=call.office.address(call.request)
        )
    return Answer({"ok": True}, location="/login", cookies=((cookie_name(call), ""),))


def cookie_name(call: Call) -> str:
    """The name of the cookie; under TLS one that browsers bind to this very host."""
    if call.office.secure:
        return SECURE_COOKIE
    return PLAIN_COOKIE


def _next(target: str) -> str:
    """A page of our own to go on to; anything else leads home."""
    # ``//host`` and ``/\host`` are other hosts to a browser, though they begin like our own.
    ours = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
    if ours:
        return target
    return "/"


SPOTS = (
    get("/login", form, open=True),
    post("/login", login, open=True),
    post("/logout", logout, open=True),
)
