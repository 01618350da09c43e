"""Whether the text layer of a page is text."""

from __future__ import annotations

import pytest

from scoring.reading.text_quality import is_gibberish

NOTICE = "各乡镇人民政府，县政府各部门：现将本年度法治政府建设工作要点印发给你们，请认真贯彻落实。"


@pytest.mark.parametrize(
    "text",
    [
        NOTICE,
        NOTICE * 50,
        "The county publishes its annual plan of open government work and reports on it.",
        "2026 年 3 月 2 日　12.5 万元　96%　（一）（二）（三）——……",
        "张三、李四、王五、赵六、钱七、孙八、周九、吴十",
        "",
        "第3页",
    ],
)
def test_what_people_write_is_text(text):
    assert not is_gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        "\ue001\ue002\ue003\ue004\ue005\ue006" * 6,
        "\ufffd" * 40,
        "\ue001\ue002",
        "縗縘縙縚縜縝縟縠縡縢縣縤縥縦縧縩縪縫縬縭" * 3,
        "АБВαβγאבגกขคあいうABC" * 6,
        "\x01\x02\x03\x04\x05\x06" * 8,
    ],
)
def test_what_a_face_without_a_table_of_signs_gives_is_none(text):
    """Private signs, signs for lost ones, rare characters alone, letters of many scripts."""
    assert is_gibberish(text)


def test_a_few_strange_signs_in_a_text_are_bullets():
    assert not is_gibberish("\uf06c" + NOTICE + "\uf06c" + NOTICE)


def test_a_short_text_is_given_the_benefit_of_the_doubt():
    assert not is_gibberish("縗縘縙")
    assert not is_gibberish("\ue001")
