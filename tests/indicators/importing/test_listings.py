"""一是…二是… inside an item: parts of their own where nothing else numbers them."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.listings import split_listing
from scoring.indicators.importing.notices import NoticeLog


def split(raw: str) -> tuple[str, list[str]]:
    draft = Draft("第1段", raw=raw)
    split_listing(draft, NoticeLog())
    return draft.raw, [child.raw for child in draft.children]


def test_each_line_of_a_listing_becomes_a_part():
    raw = "加强组织领导。\n一是健全制度。\n二是压实责任。\n每半年通报。"
    assert split(raw) == ("加强组织领导。", ["健全制度。", "压实责任。\n每半年通报。"])


@pytest.mark.parametrize(
    "raw",
    [
        "加强组织领导。\n一是健全制度。",
        "加强组织领导。\n正文一。\n正文二。",
        "加强。\n一是健全制度。\n二是压实责任。（责任单位：县司法局）",
        "加强。\n一是健全制度。\n三是压实责任。",
    ],
)
def test_a_lone_line_a_broken_series_or_one_that_a_unit_answers_for_stays_whole(raw):
    """A clause of responsibility covers the whole item, so its parts are not scored apart."""
    assert split(raw) == (raw, [])
