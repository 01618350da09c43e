"""One request as a handler reads it: its body, its fields, whether a program asks; refusals as
values.

    PUT /i/1.1/finding   {"finding": {"done": 9.50, "of": 10}, "save_id": "a1", "base": "9f2c"}
    POST /e/review       state=accepted&ids=E0001&ids=E0002&back=/e?state=pending
"""

from __future__ import annotations

from typing import Any, cast

import pytest
from starlette.requests import Request

from scoring.workbench.web import (
    Call,
    Trouble,
    base_of,
    day_of,
    fault_at,
    forbidden,
    invalid,
    invalid_at,
    names_of,
    not_found,
    wants_json,
)

FORM = "application/x-www-form-urlencoded"


def call(
    body: bytes = b"", kind: str = "application/json", query: str = "", **headers: str
) -> Call:
    """A request with this body."""
    pairs = {"content-type": kind, **headers}
    raw = [(name.encode(), value.encode()) for name, value in pairs.items() if value]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": raw,
        "query_string": query.encode(),
        "path_params": {"code": "1.1"},
    }
    return Call(Request(scope), cast("Any", None), body, None)


def trouble(raised: pytest.ExceptionInfo[Trouble]) -> tuple[int, str]:
    return raised.value.status, raised.value.problem


# -- bodies


def test_json_is_read_as_it_is() -> None:
    assert call('{"note": "以平台为准", "n": 3}'.encode()).fields() == {
        "note": "以平台为准",
        "n": 3,
    }


def test_a_score_never_passes_through_a_float() -> None:
    assert call(b'{"score": 0.1000}').fields() == {"score": "0.1000"}


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'"text"', b"NaN", b'{"n": Infinity}', b"\xff", b"[" * 9999]
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Trouble) as raised:
        call(body).fields()
    assert raised.value.status == 400


def test_half_a_character_is_no_text_that_anybody_could_store() -> None:
    with pytest.raises(Trouble) as raised:
        call(b'{"note": "\\ud800"}').fields()
    assert trouble(raised) == (400, "请求的内容不是正确的 JSON")


def test_a_form_gives_one_text_or_several_under_one_name() -> None:
    body = "state=accepted&ids=E0001&ids=E0002&note=%E5%A5%BD&empty="
    assert call(body.encode(), FORM).fields() == {
        "state": "accepted",
        "ids": ["E0001", "E0002"],
        "note": "好",
        "empty": "",
    }


def test_a_form_with_thousands_of_fields_is_refused() -> None:
    with pytest.raises(Trouble) as raised:
        call("&".join(f"a{number}=1" for number in range(3000)).encode(), FORM).fields()
    assert trouble(raised) == (400, "表单的内容读不出来")


def test_a_form_in_another_encoding_is_refused() -> None:
    with pytest.raises(Trouble):
        call("note=好".encode("gbk"), FORM).fields()


def test_an_empty_body_without_a_type_says_nothing() -> None:
    assert call(kind="").fields() == {}


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml"])
def test_other_types_are_not_taken(kind: str) -> None:
    with pytest.raises(Trouble) as raised:
        call(b"x", kind).fields()
    assert trouble(raised) == (415, "这里只收 JSON 或者网页表单")


# -- fields


def test_a_text_comes_without_blanks_around_it() -> None:
    assert call().text({"note": "  好 "}, "note") == "好"
    assert call().text({"note": None}, "note") == ""
    assert call().text({}, "note") == ""


@pytest.mark.parametrize("value", [3, ["a"], {"a": 1}, True])
def test_another_shape_is_no_text(value: Any) -> None:
    with pytest.raises(Trouble) as raised:
        call().text({"note": value}, "note")
    assert trouble(raised) == (422, "“note”应是一段文字")


def test_a_text_that_is_needed_or_too_long_names_its_field() -> None:
    with pytest.raises(Trouble) as raised:
        call().text({"note": " "}, "note", needed=True)
    assert raised.value.data() == {
        "problem": "缺少“note”",
        "problems": [{"field": "note", "what": "缺少“note”", "fix": "补上"}],
    }
    with pytest.raises(Trouble) as raised:
        call().text({"note": "好" * 6}, "note", longest=5)
    assert raised.value.more["problems"] == [{"field": "note", "what": "最长 5 个字", "fix": ""}]


@pytest.mark.parametrize("value", ["a1", "A.b:c_d-9", "x" * 80])
def test_a_save_id_is_a_random_text(value: str) -> None:
    assert call().save_id({"save_id": value}) == value


@pytest.mark.parametrize("value", ["a b", "x" * 81, "号", 7, ["a"]])
def test_anything_else_is_no_save_id(value: Any) -> None:
    with pytest.raises(Trouble):
        call().save_id({"save_id": value})


@pytest.mark.parametrize("value", [None, ""])
def test_a_save_without_an_id_is_one_without_an_id(value: Any) -> None:
    assert call().save_id({"save_id": value}) == ""


def test_a_day_is_read_or_its_field_is_named() -> None:
    assert str(day_of({"due": "2026-03-05"}, "due")) == "2026-03-05"
    assert day_of({"due": ""}, "due") is None
    assert day_of({}, "due") is None
    with pytest.raises(Trouble) as raised:
        day_of({"due": "3 月 5 日"}, "due")
    (fault,) = raised.value.more["problems"]
    assert fault["field"] == "due"
    assert fault["what"] == "“3 月 5 日”不是日期，写成 2026-03-05 这样"


@pytest.mark.parametrize(
    ("value", "names"),
    [("E1", ["E1"]), ([" E1 ", "", "E2"], ["E1", "E2"]), (None, []), ("", []), ([], [])],
)
def test_one_name_or_several_are_a_list(value: Any, names: list[str]) -> None:
    assert names_of({"ids": value}, "ids") == names


@pytest.mark.parametrize("value", [7, {"a": 1}, ["E1", 7], [["E1"]]])
def test_what_are_no_names_is_refused(value: Any) -> None:
    with pytest.raises(Trouble) as raised:
        names_of({"ids": value}, "ids")
    assert trouble(raised) == (422, "“ids”应是一段文字，或者一个列表")


def test_the_version_that_the_author_saw_is_a_text_or_nothing() -> None:
    assert base_of({"base": "9f2c"}) == "9f2c"
    assert base_of({"base": 7}) is None
    assert base_of({}) is None


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("/e/E0001", "/e/E0001"),
        ("/review?at=E0001", "/review?at=E0001"),
        ("//evil.example/", "/e"),
        ("https://evil.example/e/", "/e"),
        ("/log", "/e"),
        ("", "/e"),
    ],
)
def test_a_form_leads_back_to_pages_of_its_own_alone(page: str, target: str) -> None:
    assert call().back({"back": page}, ("/e/", "/review"), "/e") == target


# -- who asks


@pytest.mark.parametrize(
    ("accept", "program"),
    [
        ("application/json", True),
        ("application/json, text/html", True),
        ("text/html, application/json", False),
        ("text/html,application/xhtml+xml", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_program_is_who_would_rather_have_json(accept: str, program: bool) -> None:
    asked = call(accept=accept)
    assert wants_json(asked.request) is program
    assert asked.json is program


@pytest.mark.parametrize(
    ("query", "page"), [("", 1), ("page=3", 3), ("page=0", 1), ("page=²", 1), ("page=-2", 1)]
)
def test_a_page_of_a_list_is_a_number_from_1(query: str, page: int) -> None:
    assert call(query=query).page == page


def test_parts_of_the_address_are_texts() -> None:
    assert call().path("code") == "1.1"


def test_who_has_not_logged_in_is_nobody() -> None:
    with pytest.raises(Trouble) as raised:
        _ = call().who
    assert trouble(raised) == (401, "请先登录")


# -- refusals


def test_refusals_carry_what_the_page_says() -> None:
    assert forbidden("不能", ["李明"]).data() == {"problem": "不能", "who": ["李明"]}
    assert (not_found("没有").status, forbidden("不能", ()).status) == (404, 403)
    assert invalid("错").data() == {
        "problem": "错",
        "problems": [{"field": "", "what": "错", "fix": ""}],
    }


def test_one_wrong_field_is_said_above_and_beside() -> None:
    assert invalid_at("score", "评分不对").more["problems"] == [fault_at("score", "评分不对")]
    assert invalid_at(
        "score", "评分读不出来，或者不在范围里", what="不在范围里", fix="改"
    ).data() == {
        "problem": "评分读不出来，或者不在范围里",
        "problems": [{"field": "score", "what": "不在范围里", "fix": "改"}],
    }
