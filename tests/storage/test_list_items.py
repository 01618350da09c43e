"""One item more or less in a list deep inside a file: everything else stays, byte for byte."""

from __future__ import annotations

import pytest
import yaml

from scoring.storage.list_items import item_added, item_removed

TEXT = """\
id: a   # a name
indicators:
# the first block
- code: "1"
  name: 甲
  children:
  - code: "1.1"
    text: |
      两行
      文字

  # 说的是 1.2
  - code: "1.2"
    name: 乙   # 没有规则
  - {code: "1.3"}
- code: "2"
  name: 丙
other: 1
"""
AT = ("indicators", 0)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_new_item_stands_in_its_place_and_the_rest_as_it_was(at: int) -> None:
    made = item_added(TEXT, AT, "children", at, {"code": "1.9", "name": "新"})
    before, after = yaml.safe_load(TEXT), yaml.safe_load(made)
    before["indicators"][0]["children"].insert(at, {"code": "1.9", "name": "新"})
    assert after == before
    assert set(TEXT.splitlines()) <= set(made.splitlines())
    assert '  - code: "1.9"\n    name: 新\n' in made


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_goes_takes_the_comment_above_it_along(at: int) -> None:
    made = item_removed(TEXT, AT, "children", at)
    before = yaml.safe_load(TEXT)
    del before["indicators"][0]["children"][at]
    assert yaml.safe_load(made) == before
    assert ("说的是 1.2" in made) == (at != 1)
    assert "# the first block" in made


def test_an_item_added_and_taken_out_leaves_the_bytes() -> None:
    for text in (
        TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.removesuffix("other: 1\n"),
    ):
        for path, key, at in ((AT, "children", 1), ((), "indicators", 2)):
            made = item_added(text, path, key, at, {"code": "9"})
            assert made != text
            assert item_removed(made, path, key, at) == text


def test_a_list_is_begun_and_the_last_item_ends_it() -> None:
    made = item_added(TEXT, ("indicators", 1), "children", 0, {"code": "2.1", "name": "丁"})
    assert '  name: 丙\n  children:\n  - code: "2.1"\n    name: 丁\n' in made
    assert item_removed(made, ("indicators", 1), "children", 0) == TEXT


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_list_in_brackets_stays_in_brackets(at: int) -> None:
    text = 'indicators: [{code: "1"}, {code: "2"}]   # short\n'
    made = item_added(text, (), "indicators", at, {"code": "9"})
    codes = [item["code"] for item in yaml.safe_load(made)["indicators"]]
    assert codes == [*["1", "2"][:at], "9", *["1", "2"][at:]]
    assert item_removed(made, (), "indicators", at) == text


@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_of_three_in_brackets_goes_with_its_comma(at: int) -> None:
    text = 'indicators: [{code: "1"}, {code: "2"},  {code: "3"}]   # short\n'
    made = item_removed(text, (), "indicators", at)
    codes = [item["code"] for item in yaml.safe_load(made)["indicators"]]
    assert codes == [code for number, code in enumerate("123") if number != at]
    assert made.endswith("]   # short\n")


DASHES_ALONE = """\
indicators:
-
  code: "1"
-
  code: "2"
"""


def test_a_dash_on_a_line_of_its_own_gets_no_item_beside_it() -> None:
    with pytest.raises(ValueError, match="several items on one line"):
        item_added(DASHES_ALONE, (), "indicators", 1, {"code": "9"})


@pytest.mark.parametrize("at", [0, 1])
def test_an_item_below_its_dash_can_be_taken_out(at: int) -> None:
    after = yaml.safe_load(item_removed(DASHES_ALONE, (), "indicators", at))
    assert after == {"indicators": [{"code": "21"[at]}]}


def test_a_comment_that_a_blank_line_parts_from_the_item_stays() -> None:
    text = "items:\n- code: a\n# 说的是上面\n\n# 说的是 b\n- code: b\n"
    assert item_removed(text, (), "items", 1) == "items:\n- code: a\n# 说的是上面\n\n"


def test_a_last_item_that_ends_with_a_text_of_several_lines() -> None:
    text = "items:\n- code: a\n- code: b\n  text: |\n    两行\n    文字\n\n\nother: 1\n"
    made = item_added(text, (), "items", 2, {"code": "c"})
    assert made == text.replace("文字\n", "文字\n- code: c\n")
    assert item_removed(made, (), "items", 2) == text
    assert item_removed(text, (), "items", 1) == "items:\n- code: a\n\n\nother: 1\n"


@pytest.mark.parametrize("empty", ["", " []", "   # 还没有"])
def test_a_list_that_is_empty_is_begun(empty: str) -> None:
    text = f"items:{empty}\nother: 1\n"
    made = item_added(text, (), "items", 0, {"code": "c"})
    assert yaml.safe_load(made) == {"items": [{"code": "c"}], "other": 1}
    with pytest.raises(ValueError, match="no such item"):
        item_removed(text, (), "items", 0)


@pytest.mark.parametrize(
    ("path", "key", "at", "message"),
    [
        (("nowhere",), "children", 0, "not a map"),
        (("id", 0), "children", 0, "not a map"),
        (("indicators", "甲"), "children", 0, "not a map"),
        (("indicators", 2), "children", 0, "not a map"),
        (("indicators", -1), "children", 0, "not a map"),
        (("indicators",), "children", 0, "not a map"),
        (AT, "name", 0, "not a list"),
        (AT, "children", 7, "no such item"),
        (AT, "children", 3, "no such item"),
        (AT, "children", -1, "no such item"),
        (AT, "none", 0, "no such item"),
    ],
)
def test_a_place_that_is_none_is_refused(
    path: tuple[str | int, ...], key: str, at: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        item_removed(TEXT, path, key, at)
    if message != "no such item":
        with pytest.raises(ValueError, match=message):
            item_added(TEXT, path, key, at, {"code": "9"})
