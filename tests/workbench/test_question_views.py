"""What was asked about an indicator, for those who may ask or answer.

questions:
  "1.1":
  - {on: 2026-11-01, do: ask, by: 陈晓芸, text: 以哪个系统为准}
  - {on: 2026-11-02, do: answer, by: 王建平, text: 以省平台为准}
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import samples
from visitors import access_of, desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.views.questions import questions_of

ROUND = "rounds/2026-self.yaml"
TALK = """\
questions:
  "1.1":
  - {on: 2026-11-01, do: ask, by: 陈晓芸, text: 以哪个系统为准}
  - {on: 2026-11-02, do: answer, by: 王建平, text: 以省平台为准}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("county")
    desk = desk_on(folder, {ROUND: samples.SOUND[ROUND].replace("findings:", f"{TALK}findings:")})
    yield desk
    desk.close()


def seen(desk: Desk, name: str, code: str = "1.1") -> list[dict[str, object]]:
    view = desk.view()
    return questions_of(view, access_of(desk, name), view.assessment.by_code[code].node)


def test_the_unit_and_the_working_group_see_the_talk_the_oldest_first(desk: Desk) -> None:
    expected = [
        {"on": "2026-11-01", "do": "ask", "by": "陈晓芸", "text": "以哪个系统为准"},
        {"on": "2026-11-02", "do": "answer", "by": "王建平", "text": "以省平台为准"},
    ]
    assert seen(desk, "陈晓芸") == expected
    assert seen(desk, "王建平") == expected


@pytest.mark.parametrize("name", ["何青", "周远", "孟晓岚"])
def test_another_unit_an_inspector_and_the_administrator_see_none(desk: Desk, name: str) -> None:
    assert seen(desk, name) == []


def test_an_indicator_of_which_nobody_asked_has_none(desk: Desk) -> None:
    assert seen(desk, "王建平", "1.2") == []
