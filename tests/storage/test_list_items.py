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


@pytest.mark.parametrize(
    ("path", "key", "at"), [(("nowhere",), "children", 0), (AT, "name", 0), (AT, "children", 7)]
)
def test_a_place_that_is_none_is_refused(path: tuple[str, ...], key: str, at: int) -> None:
    with pytest.raises(ValueError, match="no"):
        item_removed(TEXT, path, key, at)
