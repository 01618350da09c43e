"""S20: accounts, one-time passwords on slips that can be printed, and the first administrator."""

from __future__ import annotations

import hmac
import time
from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from scoring.people import ROLES
from scoring.storage.days import FarDayError
from scoring.workbench.access import Access
from scoring.workbench.account_sheet import CannotReadAccountsError, blank, lines_of
from scoring.workbench.enrolment import CannotEnrolError, Wish, enrol, enrol_all, faults_of, listed
from scoring.workbench.limits import on_this_machine
from scoring.workbench.pages.login import welcome
from scoring.workbench.pages.units import leading
from scoring.workbench.passwords import hashed, one_time
from scoring.workbench.routing import get, post
from scoring.workbench.saving import wrong_clock
from scoring.workbench.store import Account
from scoring.workbench.web import (
    Answer,
    Call,
    Data,
    Trouble,
    fault_at,
    invalid,
    names_of,
    not_found,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def accounts(call: Call) -> Answer:
    """Every account with its person and when it was last here."""
    return _page(call, [])


def _page(
    call: Call,
    slips: list[Data],
    problem: str = "",
    status: int = 200,
    *,
    faults: Sequence[str] = (),
    pasted: str = "",
) -> Answer:
    access = Access(call.view, call.who)
    access.ask("accounts")
    store = call.office.store
    online = store.sessions.online()
    rows = listed(call.view.workspace, store)
    here = {account.login for account in store.accounts.all() if account.id in online}
    extra = {
        "roles": ROLES,
        "units": call.view.workspace.units.names,
        "slips": slips,
        "problem": problem,
        "faults": faults,
        "pasted": pasted,
        "here": here,
        "address": str(call.request.base_url),
    }
    data: Data = {"accounts": rows, "slips": slips}
    if problem:
        data["problem"] = problem
    return Answer(data, "accounts.html", extra, status=status)


def add(call: Call) -> Answer:
    """One account, or a whole list pasted from a table: login, name, unit, roles in a line."""
    Access(call.view, call.who).ask("accounts")
    fields = call.fields()
    pasted = str(fields.get("list") or "")
    wishes = _pasted(pasted) if pasted else [_one(call, fields)]
    # All of a list or none: who mends one line must not be told that the others exist already.
    faults = faults_of(call.view.workspace, call.office.store, wishes)
    if faults:
        count = f"（共 {len(faults)} 处）" if len(faults) > 1 else ""
        problem = f"{faults[0]}{count}，一个也没有加"
        if call.json:
            raise invalid(problem, [fault_at("list", fault) for fault in faults])
        return _page(call, [], problem, status=422, faults=faults, pasted=pasted)
    try:
        passwords = enrol_all(
            call.office.desk.path,
            call.office.store,
            wishes,
            by=call.who.name,
            today=call.view.today,
            stated=call.office.desk.answered_for(call.view.today),
        )
    except CannotEnrolError as error:
        raise invalid(str(error)) from None
    except FarDayError as error:
        raise wrong_clock(error, "shifan serve", kept="") from None
    slips: list[Data] = [
        {"login": wish.login, "name": wish.person, "units": list(wish.units), "password": password}
        for wish, password in zip(wishes, passwords, strict=True)
    ]
    call.office.desk.session.refresh()
    call.renew(call.office.desk.view())
    logins = "、".join(wish.login for wish in wishes)
    call.office.record("accounts added", by=call.who.name, what=logins)
    return _page(call, slips)


def _one(call: Call, fields: Data) -> Wish:
    login = call.text(fields, "login", longest=60, needed=True)
    name = call.text(fields, "name", longest=60, needed=True)
    return Wish(login, name, tuple(names_of(fields, "unit")), tuple(names_of(fields, "role")))


def _pasted(text: str) -> list[Wish]:
    """Lines copied from a table: 账号, 姓名, 单位, 角色; several roles are separated by 、."""
    wishes = []
    for line in text.splitlines()[:500]:
        # Tabs are what a block of cells becomes on its way through the clipboard.
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2 or cells[0] in ("账号", ""):
            continue
        cells += [""] * (4 - len(cells))
        units, roles = (_names(cell) for cell in cells[2:4])
        wishes.append(Wish(cells[0], cells[1], units, roles))
    if not wishes:
        raise invalid("没有读到账号；每行写：账号、姓名、单位、角色，从 Excel 里整块复制过来")
    return wishes


def sheet_in(call: Call) -> Answer:
    """Reads a workbook into lines that can be looked at and then added;
    enters nothing by itself.
    """
    Access(call.view, call.who).ask("accounts")
    if not call.body:
        raise invalid("没有收到文件")
    try:
        lines = lines_of(call.body)
    except CannotReadAccountsError as error:
        raise invalid(str(error)) from None
    if not lines:
        raise invalid("表里还没有填账号和姓名")
    known = {account.login for account in call.office.store.accounts.all()}
    new = [line for line in lines if line[0] not in known]
    # A tab or line end inside a cell would begin another cell or account when it is read again.
    text = "\n".join(
        "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line) for line in new
    )
    return Answer({"list": text, "new": len(new), "known": len(lines) - len(new)})


def sheet_out(call: Call) -> Response:
    """A workbook to fill in: a line for each unit that has a task and no account yet."""
    view = call.view
    Access(view, call.who).ask("accounts")
    people = view.workspace.people
    found = [people.find(account.person) for account in call.office.store.accounts.all()]
    served = {unit for person in found if person is not None for unit in person.units}
    units = [name for name in leading(view) if name not in served]
    data = blank(units, view.workspace.head.name, view.today)
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''" + quote("账号表.xlsx")}
    return Response(data, media_type=XLSX, headers=headers)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("，", "、").split("、") if part.strip())


def act(call: Call) -> Answer:
    """Disables, opens again, signs out everywhere, or gives a new one-time password."""
    Access(call.view, call.who).ask("accounts")
    fields = call.fields()
    account = _known(call, call.path("login"))
    do = call.text(fields, "do", longest=20, needed=True)
    store = call.office.store
    slips: list[Data] = []
    if do in ("disable", "enable"):
        # Else the last administrator could lock himself out, with nobody left to let him in.
        if account.id == call.who.account.id:
            raise invalid("不能停用自己的账号")
        store.accounts.disable(account.id, disabled=do == "disable")
    elif do == "sign_out":
        store.sessions.end_all(account.id)
    elif do == "reset":
        password = one_time()
        store.accounts.set_password(account.id, hashed(password), must_change=True)
        store.sessions.end_all(account.id)
        slips = [
            {"login": account.login, "name": account.person, "units": [], "password": password}
        ]
    else:
        raise invalid("do 可以是 disable、enable、sign_out、reset")
    call.office.record(f"account {do}", by=call.who.name, what=account.login)
    return _page(call, slips)


def _known(call: Call, login: str) -> Account:
    account = call.office.store.accounts.by_login(login)
    if account is None:
        raise not_found(f"没有“{login[:40]}”这个账号")
    return account


def first(call: Call) -> Answer:
    """The form behind the one-time link, for the machine itself alone."""
    _first_allowed(call, call.query.get("token", ""))
    return Answer({"ok": True}, "first.html", {"token": call.query.get("token", ""), "problem": ""})


def _first_allowed(call: Call, token: str) -> None:
    office = call.office
    fresh = (
        bool(office.first_token)
        and time.monotonic() < office.first_until
        and not office.store.accounts.all()
    )
    # In constant time, and as bytes: the comparison of texts takes ASCII only.
    same = hmac.compare_digest(token.encode(), office.first_token.encode())
    if not on_this_machine(office.address(call.request)) or not fresh or not same:
        raise Trouble(
            403, "这个网址已经用过或者过时了；请在服务器上运行 shifan serve accounts add 加账号"
        )


def first_account(call: Call) -> Answer:
    """The first administrator, who leads the working group as well where that is wished."""
    fields = call.fields()
    token = str(fields.get("token", ""))
    _first_allowed(call, token)
    # An administrator alone cannot read scores; in a small office one person is both.
    roles = ("管理员", "专班组长") if fields.get("leads") else ("管理员",)
    wish = Wish(
        call.text(fields, "login", longest=60, needed=True),
        call.text(fields, "name", longest=60, needed=True),
        roles=roles,
        password=str(fields.get("password", "")),
        lasting=True,
    )
    desk = call.office.desk
    today = desk.today
    try:
        enrol(desk.path, call.office.store, wish, today=today, stated=desk.answered_for(today))
    except FarDayError as error:
        raise wrong_clock(error, "shifan serve", kept="") from None
    except CannotEnrolError as error:
        return Answer(
            {"problem": str(error)},
            "first.html",
            {"token": token, "problem": str(error)},
            status=422,
        )
    call.office.first_token = ""
    call.office.desk.session.refresh()
    account = call.office.store.accounts.by_login(wish.login)
    assert account is not None
    return welcome(call, account, "/admin/accounts")


SPOTS = (
    get("/admin/accounts", accounts),
    post("/admin/accounts", add),
    get("/admin/accounts/sheet", sheet_out),
    post("/admin/accounts/sheet", sheet_in),
    post("/admin/accounts/{login}", act),
    get("/first", first, open=True),
    post("/first", first_account, open=True),
)
