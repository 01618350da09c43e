"""Ranking by BM25: profiles of indicators, and a piece of evidence as the query."""

from __future__ import annotations

import pytest

from scoring.evidence.search.bm25 import Ranking, Usage

PROFILES = {
    "1.1": {"执法": 1.0, "公示": 3.0, "示例": 1.0},
    "1.2": {"执法": 1.0, "案卷": 3.0, "示例": 1.0},
    "2": {"信访": 3.0, "示例": 1.0},
}
"""Every profile has 示例, two have 执法."""


@pytest.fixture
def ranking() -> Ranking:
    return Ranking(PROFILES)


def best(ranking: Ranking, query: dict[str, float]) -> list[str]:
    sums = ranking.similar(query)
    return sorted(sums, key=lambda name: -sums[name])


def test_the_profile_with_the_rarest_common_word_comes_first(ranking: Ranking) -> None:
    assert best(ranking, {"案卷": 1, "执法": 1}) == ["1.2", "1.1"]
    assert best(ranking, {"信访": 1, "示例": 1})[0] == "2"


def test_what_no_profile_says_is_like_nothing(ranking: Ranking) -> None:
    assert ranking.similar({"天气": 1}) == {}
    assert ranking.similar({}) == {}
    assert Ranking({}).similar({"执法": 1}) == {}


def test_a_word_is_the_rarer_the_fewer_profiles_have_it(ranking: Ranking) -> None:
    assert ranking.rarity["案卷"] > ranking.rarity["执法"] > ranking.rarity["示例"] > 0


def test_what_the_asker_has_added_itself_speaks_for_nothing() -> None:
    """A piece that is mapped to 1.1 has put its own words into that profile."""
    ranking = Ranking({"1.1": {"执法": 1.0, "音像": 2.0}, "1.2": {"执法": 1.0}})
    query = {"音像": 1.0}
    assert set(ranking.similar(query)) == {"1.1"}
    assert ranking.similar(query, {"1.1": {"音像": 2.0}}) == {}
    part = ranking.similar(query, {"1.1": {"音像": 1.0}})
    assert 0 < part["1.1"] < ranking.similar(query)["1.1"]


def test_the_telling_words_are_the_rare_ones_in_the_order_of_the_query(ranking: Ranking) -> None:
    query = {"示例": 1.0, "案卷": 1.0, "天气": 1.0, "公示": 1.0}
    assert list(ranking.telling(query, 2)) == ["案卷", "公示"]
    assert ranking.telling(query, 9) == {"示例": 1.0, "案卷": 1.0, "公示": 1.0}


def test_no_profile_is_more_similar_than_the_most(ranking: Ranking) -> None:
    query = {"案卷": 2.0, "执法": 1.0, "天气": 5.0}
    assert 0 < max(ranking.similar(query).values()) < ranking.most(query)
    assert ranking.most({"天气": 1.0}) == 0


def test_what_speaks_for_a_profile_is_what_others_have_put_there(ranking: Ranking) -> None:
    speaking = ranking.speaking("1.1", {"公示": 3.0, "执法": 0.5})
    assert set(speaking) == {"执法", "示例"}


def test_what_every_asker_says_tells_profiles_apart_no_longer() -> None:
    usage = Usage()
    assert usage.rarity("关于") == 1
    for _ in range(30):
        usage.add(["关于", "关于", "通知"])
    assert 0 < usage.rarity("关于") < usage.rarity("案卷") == 1
    common = Ranking(PROFILES, usage)
    assert common.rarity["案卷"] == Ranking(PROFILES).rarity["案卷"]
