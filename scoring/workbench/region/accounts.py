"""Who may look at the region and who decides: accounts of the office above, and the first of them."""

from __future__ import annotations

import hmac
import time

from scoring.workbench import passwords
from scoring.workbench.limits import on_this_machine
from scoring.workbench.region.office import KEEPER, ROLES
from scoring.workbench.region.pages import office_of
from scoring.workbench.routing import get, post
from scoring.workbench.store import Account
from scoring.workbench.store.accounts import TakenError
from scoring.workbench.web import Answer, Call, Data, Trouble, forbidden, invalid, not_found

RIGHTS = {"keeper": "管理账号，可以采用、退回", "decider": "可以采用、退回", "reader": "只看"}


def accounts(call: Call) -> Answer:
    """All accounts with their rights."""
    return _listed(call)


def _keeper(call: Call) -> None:
    if not call.who.has(KEEPER):
        raise forbidden("账号由管理员管理", [])
    if office_of(call).terms.read_only and call.request.method != "GET":
        raise forbidden("现在只读：可以看，不能改", [])


def _listed(call: Call, slip: Data | None = None, problem: str = "") -> Answer:
    _keeper(call)
    rows = [_row(item) for item in call.office.store.accounts.all()]
    extra = {"slip": slip, "problem": problem, "rights": RIGHTS}
    data = {"accounts": rows} | ({"slip": slip} if slip else {})
    return Answer(data, "region_accounts.html", extra, status=422 if problem else 200)


def _row(account: Account) -> Data:
    return {
        "login": account.login,
        "name": account.person,
        "right": account.settings.get("right", "reader"),
        "disabled": account.disabled,
        "seen": account.seen,
    }


def add(call: Call) -> Answer:
    """A new account with a password for one time."""
    _keeper(call)
    fields = call.fields()
    right = call.text(fields, "right") or "reader"
    if right not in ROLES:
        raise invalid(f"权限可以是 {'、'.join(ROLES)}")
    password = passwords.one_time()
    try:
        account = _enter(call, fields, password, right, must_change=True)
    except TakenError as error:
        return _refused(call, str(error))
    call.office.record("account added", by=call.who.name, what=account.login)
    return _listed(call, {"login": account.login, "name": account.person, "password": password})


def _refused(call: Call, problem: str) -> Answer:
    if call.json:
        raise invalid(problem)
    return _listed(call, problem=problem)


def _enter(call: Call, fields: Data, password: str, right: str, *, must_change: bool) -> Account:
    login = call.text(fields, "login", longest=60, needed=True)
    name = call.text(fields, "name", longest=60, needed=True)
    store = call.office.store
    account = store.accounts.add(login, name, passwords.hashed(password), must_change=must_change)
    store.accounts.set_settings(account.id, {"right": right})
    return account


def act(call: Call) -> Answer:
    """``do``: ``reset`` gives a new password for one time, ``disable`` and ``enable`` shut and open
    an account.
    """
    _keeper(call)
    store = call.office.store
    account = store.accounts.by_login(call.path("login"))
    if account is None:
        raise not_found("没有这个账号")
    do = call.text(call.fields(), "do")
    slip = None
    if do == "reset":
        password = passwords.one_time()
        store.accounts.set_password(account.id, passwords.hashed(password), must_change=True)
        store.sessions.end_all(account.id)
        slip = {"login": account.login, "name": account.person, "password": password}
    elif do in {"disable", "enable"}:
        if account.id == call.who.account.id:
            raise invalid("不能停用自己的账号")
        store.accounts.disable(account.id, disabled=do == "disable")
    else:
        raise invalid("只能 reset、disable、enable")
    call.office.record(f"account {do}", by=call.who.name, what=account.login)
    return _listed(call, slip)


def first(call: Call) -> Answer:
    """The form behind the one-time link, for the machine itself alone."""
    token = call.query.get("token", "")
    _first_allowed(call, token)
    return Answer({"ok": True}, "region_first.html", {"token": token, "problem": ""})


def _first_allowed(call: Call, token: str) -> None:
    office = call.office
    fresh = (
        bool(office.first_token)
        and time.monotonic() < office.first_until
        and not office.store.accounts.all()
    )
    same = hmac.compare_digest(token.encode(), office.first_token.encode())
    if not on_this_machine(office.address(call.request)) or not fresh or not same:
        raise Trouble(403, "这个网址已经用过或者过时了；重新启动工作台会打印新的")


def first_account(call: Call) -> Answer:
    """The first account, which keeps the others."""
    fields = call.fields()
    token, password = str(fields.get("token", "")), str(fields.get("password", ""))
    _first_allowed(call, token)
    names = [call.text(fields, key, longest=60, needed=True) for key in ("login", "name")]
    problem = passwords.weakness(password, names)
    if problem:
        extra = {"token": token, "problem": problem}
        return Answer({"problem": problem}, "region_first.html", extra, status=422)
    _enter(call, fields, password, "keeper", must_change=False)
    call.office.first_token = ""
    return Answer({"ok": True}, location="/login")


SPOTS = (
    get("/accounts", accounts),
    post("/accounts", add),
    post("/accounts/{login}", act),
    get("/first", first, open=True),
    post("/first", first_account, open=True),
)
