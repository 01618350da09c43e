"""Accounts by the dozen: a workbook with every unit, filled in, read, looked at, imported; slips to
hand out."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sites import Site, SiteMaker

BINARY = {"content-type": "application/octet-stream"}


def filled(
    rows: list[tuple[str, ...]], headings: tuple[str, ...] = ("账号", "姓名", "单位", "角色")
) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["示例县工作台账号表"])
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_the_empty_workbook_holds_a_line_for_each_unit_without_an_account(site: SiteMaker) -> None:
    here = site()
    admin = here.client("admin")
    for login in ("unit", "head"):
        account = here.office.store.accounts.by_login(login)
        assert account is not None
    answer = admin.get("/admin/accounts/sheet")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    text = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert "角色" in text
    assert "县司法局" not in text  # has people with accounts already


def test_a_filled_workbook_becomes_lines_and_the_lines_accounts_with_slips(site: SiteMaker) -> None:
    here = site()
    admin = here.client("admin")
    data = filled(
        [
            ("hm", "何明", "司法局", "填报人、单位审核人"),
            ("", "没有账号的", "", ""),
            ("unit", "陈晓芸", "", ""),
        ]
    )
    read = admin.post("/admin/accounts/sheet", content=data, headers=BINARY).json()
    assert read == {"list": "hm\t何明\t司法局\t填报人、单位审核人", "new": 1, "known": 1}
    answer = admin.post("/admin/accounts", json={"list": read["list"]})
    [slip] = answer.json()["slips"]
    assert (slip["login"], slip["name"]) == ("hm", "何明")
    stranger = here.stranger()
    entered = stranger.post("/login", json={"login": "hm", "password": slip["password"]}).json()
    assert entered["must_change"]
    assert entered["person"]["units"] == ["县司法局"]


def test_one_bad_line_adds_nobody_and_keeps_what_was_pasted(site: SiteMaker) -> None:
    here = site()
    admin = here.client("admin")
    lines = "a1\t甲一\t县司法局\t填报人\nb2\t乙二\t县司法厅\t填报人\na1\t丙三\t县司法局\t填报人"
    answer = admin.post("/admin/accounts", json={"list": lines})
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 2
    assert here.office.store.accounts.by_login("a1") is None
    page = admin.post("/admin/accounts", data={"list": lines}, headers={"accept": "text/html"})
    assert page.status_code == 422
    assert "乙二：单位名单里没有“县司法厅”" in page.text
    assert "丙三" in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 not a workbook", "不完整"),
        (b"\x00" * 4096, "粘贴到下面"),
        (filled([("1", "2")], ("序号", "名称")), "没有“账号”“姓名”"),
        (filled([]), "还没有填"),
        (b"", "没有收到文件"),
    ],
    ids=["damaged", "zeros", "other table", "empty", "nothing"],
)
def test_what_is_no_list_of_accounts_is_refused_in_words(
    site: SiteMaker, data: bytes, said: str
) -> None:
    here: Site = site()
    answer = here.client("admin").post("/admin/accounts/sheet", content=data, headers=BINARY)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]
    assert (
        here.client("lead").post("/admin/accounts/sheet", content=data, headers=BINARY).status_code
        == 403
    )


def test_the_notes_below_the_empty_workbook_are_nobody(site: SiteMaker) -> None:
    admin = site().client("admin")
    book = admin.get("/admin/accounts/sheet").content
    answer = admin.post(
        "/admin/accounts/sheet",
        content=book,
        headers={"content-type": "application/octet-stream"},
    )
    assert answer.json().get("new", 0) == 0


@pytest.mark.parametrize("key", ["unit", "role"])
def test_units_and_roles_are_names_and_nothing_else(site: SiteMaker, key: str) -> None:
    """``{"login": "xin", "name": "新来的", "role": 5}``"""
    admin = site().client("admin")
    wish = {"login": "xin", "name": "新来的", "role": "专班"}
    for odd in (5, {"a": 1}, [["专班"]]):
        answer = admin.post("/admin/accounts", json={**wish, key: odd})
        assert answer.status_code == 422, odd
        assert answer.json()["problem"] == f"“{key}”应是一段文字，或者一个列表"
    assert admin.post("/admin/accounts", json=wish).status_code == 200
