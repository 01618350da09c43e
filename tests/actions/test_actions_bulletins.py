"""The weekly bulletin: as it would be, and put on record once.

bulletins/0001.yaml       number: 1
                          week: 2026-11-16
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers_office import DAY, contents, do, journal, office, put, refused, sound

from scoring.actions import bulletins


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def test_a_bulletin_as_it_would_be_is_not_on_record(home: Path) -> None:
    before = contents(home)
    bulletin = bulletins.compiled(sound(home), DAY, DAY)
    assert (bulletin.number, bulletin.issued, str(bulletin.week)) == (1, None, "2026-11-16")
    assert contents(home) == before


def test_a_bulletin_is_issued_once_a_week(home: Path) -> None:
    bulletin = do(home, "赵倩", bulletins.issue_bulletin, DAY)
    assert bulletin.number == 1
    assert (home / "bulletins/0001.yaml").is_file()
    assert journal(home)[-1]["by"] == "赵倩"
    assert "1" in refused(home, "赵倩", bulletins.issue_bulletin, DAY)
    assert "可以的有：赵倩、何苗" in refused(home, "李明", bulletins.issue_bulletin, DAY)
    later = DAY + timedelta(days=7)
    assert do(home, "何苗", bulletins.issue_bulletin, later, day=later).number == 2


def test_a_week_that_is_over_or_to_come_is_not_issued(home: Path) -> None:
    do(home, "赵倩", bulletins.issue_bulletin, DAY)
    assert refused(home, "赵倩", bulletins.issue_bulletin, DAY - timedelta(days=7))
    assert refused(home, "赵倩", bulletins.issue_bulletin, DAY + timedelta(days=7))


def test_a_day_far_away_issues_nothing_unless_somebody_wrote_it(home: Path) -> None:
    """A computer whose clock is a year ahead would keep every later bulletin out."""
    far = date(2028, 3, 1)
    for stated in (True, False):
        sentence = refused(home, "赵倩", bulletins.issue_bulletin, far, stated=stated, day=far)
        assert "2028-03-01" in sentence


def test_a_faulty_ledger_is_not_reported(home: Path) -> None:
    put(home, "rectification.yaml", "do: start", "do: stat")
    assert refused(home, "赵倩", bulletins.issue_bulletin, DAY)
