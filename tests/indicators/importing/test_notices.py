"""The catalogue of doubts: each with a title and what a person should do."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.notices import CATALOGUE, UNFIT, NoticeLog


def test_every_doubt_has_a_title_and_advice():
    for rule, entry in CATALOGUE.items():
        assert rule.startswith("IMP")
        assert entry.title
        assert not entry.title.endswith("。")
        assert entry.advice.endswith("。")


def test_titles_are_told_apart():
    titles = [entry.title for entry in CATALOGUE.values()]
    assert len(set(titles)) == len(titles)


def test_the_doubts_that_make_a_document_unfit_are_in_the_catalogue():
    assert set(UNFIT) <= set(CATALOGUE)


def test_a_rule_that_nobody_knows_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        NoticeLog().add("IMP00", "", "", "")
