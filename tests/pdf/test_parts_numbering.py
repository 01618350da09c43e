"""Blank leaves, page numbers and running heads over the parts of a document."""

import re
from typing import Any

from scoring.pdf.parts import numbering
from scoring.pdf.parts.numbering import RUN, filled, leaves, margins, runs, targets

AGAIN = {"toc": 1, "body": 1, "form": 1}


def part(name: str, pages: int, begins: str = "", **more: Any) -> dict[str, Any]:
    return {
        "begins": begins,
        "anchors": {},
        "pages": [
            {
                "name": name,
                "first": at == 0 and name != "",
                "strings": {},
                "late": [],
                "blank": False,
            }
            for at in range(pages)
        ],
        **more,
    }


def numbers(*reports: dict[str, Any], continued: tuple[int, ...] = ()) -> list[int | None]:
    found = leaves(reports, [at in continued for at in range(len(reports))], AGAIN)
    return [None if leaf.blank else leaf.number for leaf in found]


def test_a_part_that_wants_a_right_hand_page_gets_a_blank_one_before_it() -> None:
    assert numbers(part("cover", 1), part("toc", 2, "recto"), part("body", 1, "recto")) == [
        1,
        None,
        1,
        2,
        1,
    ]
    assert numbers(part("cover", 1), part("toc", 1, "recto"), part("body", 1, "recto")) == [
        1,
        None,
        1,
        None,
        1,
    ]
    assert numbers(part("", 1), part("", 1, "verso"), part("", 1, "verso")) == [1, 2, None, 4]


def test_numbers_go_on_inside_a_group_and_over_names_that_do_not_begin_again() -> None:
    body = part("body", 2)
    assert numbers(body, part("body", 2), part("land", 2), part("rest", 1), continued=(1,)) == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_each_form_is_a_group_of_its_own() -> None:
    assert numbers(part("form", 2), part("form", 1), part("form", 1)) == [1, 2, 1, 1]


def test_restarts_are_read_from_a_probe() -> None:
    report = {"pages": [{"number": at} for at in (100_000, 100_001, 1, 1, 2)]}
    assert numbering.restarts(report, ["cover", "toc", "body", "land"]) == {"toc": 1, "body": 1}


def test_runs_begin_on_right_hand_pages_and_never_behind_a_blank_one() -> None:
    found = leaves([part("a", RUN - 1), part("b", 2 * RUN + 5, "recto")], [False, False], {})
    assert found[RUN - 1].blank
    cuts = runs(found)
    assert cuts == [
        (0, RUN + 2),
        (RUN + 2, 2 * RUN + 2),
        (2 * RUN + 2, 3 * RUN + 2),
        (3 * RUN + 2, 3 * RUN + 5),
    ]
    assert all(start % 2 == 0 and (start == 0 or not found[start - 1].blank) for start, _ in cuts)
    assert runs(leaves([part("a", 3)], [False], {})) == [(0, 3)]


def test_running_strings_are_carried_into_a_run() -> None:
    body = part("body", RUN + 4)
    body["pages"][0]["strings"] = {"chapter": ["一、总体"], "mark": ["内部"]}
    body["pages"][RUN]["strings"] = {"chapter": ["二、<得分>"]}
    found = leaves([body], [False], AGAIN)
    second = margins("<html lang=zh-CN><body>", found, RUN, RUN + 4)
    assert second.count("break-before:page") == 4
    assert "counter-reset:page 61 !important" in second
    assert (
        '<div data-0="二、&lt;得分&gt;" data-1="内部" style="string-set:chapter attr(data-0),mark '
        'attr(data-1)">' in second
    )
    assert "一、总体" not in second
    assert "<html lang=zh-CN>" in second


def test_a_string_assigned_below_the_top_is_not_that_of_the_top() -> None:
    body = part("body", RUN + 4)
    body["pages"][0] |= {
        "strings": {"mark": ["内部"], "chapter": ["一", "二"]},
        "late": ["chapter"],
    }
    body["pages"][1] |= {"strings": {"chapter": ["三"]}, "late": ["chapter"]}
    body["pages"][RUN] |= {"strings": {"chapter": ["四"]}, "late": ["chapter"]}
    found = leaves([body], [False], AGAIN)
    first, second = margins("<html><body>", found, 0, 2).split("break-before")[1:]
    assert re.findall(r"string-set:(\w+)", first) == ["mark", "chapter", "chapter"]
    assert re.findall(r"<div[^>]*>", second) == [
        "<div>",
        '<div data-is="三" style="string-set:chapter attr(data-is)">',
    ]
    assert runs(found) == [(0, RUN + 2), (RUN + 2, RUN + 4)], (
        "what the top of a page takes over stands in the same run"
    )


def test_blank_pages_are_left_to_the_break_that_makes_them() -> None:
    found = leaves([part("cover", 1), part("toc", 1, "recto")], [False, False], AGAIN)
    html = margins("<html><body>", found, 0, 3)
    assert html.count("<section") == 2
    assert '<section style="page:toc"><div style="break-before:recto">' in html
    # Before a new group it bears no name: its sides are those of an unnamed page, whatever stood
    # before.
    assert list(numbering.blanks("<html><body data-draft=草稿><p>字", found)) == [""]
    assert "data-draft=草稿" in numbering.blanks("<html><body data-draft=草稿><p>字", found)[""]
    inside = leaves([part("body", 1), part("body", 1, "recto")], [False, True], AGAIN)
    assert list(numbering.blanks("<html><body>", inside)) == ["body"]


def test_a_blank_page_inside_a_part_is_left_to_its_break_too() -> None:
    letters = part("form", 3)
    letters["pages"][1] |= {"name": "", "blank": True}
    letters["pages"][2]["first"] = True
    assert numbers(letters) == [1, None, 1]
    found = leaves([letters], [False], AGAIN)
    html = margins("<html><body>", found, 0, 3)
    assert re.findall(r"break-before:(\w+)", html) == ["page", "recto"]
    assert html.count('<section style="page:form">') == 2
    assert numbering.blanks("<html><body>", found) == {}, "the part has the page already"


def test_the_first_part_that_has_an_anchor_counts() -> None:
    reports = [
        part("body", 2, anchors={"a": [1, 0, 0]}),
        part("body", 1, anchors={"a": [0, 0, 0], "甲&": [0, 0, 0]}),
    ]
    found = leaves(reports, [False, True], AGAIN)
    known = targets(reports, found)
    assert known == {"a": 2, "甲&": 3}
    html = '<a href="#a">x</a><a href="#甲&amp;">y</a><a href="#z">z</a>'
    assert (
        filled(html, known)
        == '<a href="#a" data-page="2">x</a><a href="#甲&amp;" data-page="3">y</a><a href="#z">z</a>'
    )
