"""Near-duplicates: the same text in another file, the same photo at another size."""

from __future__ import annotations

import pytest

from scoring.evidence.near_duplicates import SAME_PHOTO, SAME_TEXT, Lookalikes
from scoring.evidence.probing.fingerprint import fingerprint

NOTICE = "".join(
    f"第{number}条 各单位应当在{number}日前公开第{number}项政务信息。" for number in range(1, 60)
)
OTHER = "".join(
    f"窗口{number}受理企业开办业务{number * 7}件，群众评价为满意。" for number in range(1, 60)
)
SHORT = (
    "示例县司法局关于开展行政执法案卷评查工作的通知，各乡镇人民政府、县直各执法单位"
    "应当按时报送案卷，逾期不报的通报批评。"
)
PHOTO = "0123456789abcdef" * 4


@pytest.fixture
def seen() -> Lookalikes:
    looks = Lookalikes()
    looks.add("E0001", fingerprint(NOTICE), "")
    looks.add("E0002", "", PHOTO)
    looks.add("E0003", fingerprint(SHORT), "")
    return looks


def test_a_text_typed_again_is_the_same_text(seen: Lookalikes) -> None:
    again = NOTICE.replace("。", "。\n").replace("，", ",")
    assert seen.find(fingerprint(again), "") == ("E0001", SAME_TEXT)


def test_a_short_text_that_is_in_a_little_longer_one(seen: Lookalikes) -> None:
    assert seen.find(fingerprint(SHORT + "（此页无正文）"), "") == ("E0003", SAME_TEXT)


def test_another_text_is_like_nothing(seen: Lookalikes) -> None:
    assert seen.find(fingerprint(OTHER), "") is None


def test_a_text_of_a_few_words_is_like_nothing() -> None:
    looks = Lookalikes()
    looks.add("E0001", fingerprint("通知"), "")
    assert looks.find(fingerprint("通知"), "") is None


def test_a_photo_at_another_size_is_the_same_photo(seen: Lookalikes) -> None:
    nearly = PHOTO[:-1] + "e"
    assert seen.find("", nearly) == ("E0002", SAME_PHOTO)


def test_another_photo_is_like_nothing(seen: Lookalikes) -> None:
    assert seen.find("", "fedcba9876543210" * 4) is None


def test_a_photo_is_compared_with_photos_only(seen: Lookalikes) -> None:
    """What was recognised on a photo of a notice does not make it the file of the notice."""
    assert seen.find(fingerprint(NOTICE), "fedcba9876543210" * 4) is None


def test_the_first_owner_is_named() -> None:
    looks = Lookalikes()
    for owner in ("E0005", "E0004"):
        looks.add(owner, fingerprint(NOTICE), "")
    assert looks.find(fingerprint(NOTICE), "") == ("E0005", SAME_TEXT)
