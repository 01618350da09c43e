"""A file that a person hands in: a new record under the next number, or another version of one.

evidence/files/办结表.txt  →  - id: E0003
                                file: files/办结表.txt
                                sha256: …
                                proves:
                                - {indicator: "1.1", item: 办理清单, state: proposed}
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_office import REGISTER, do, last_entry, office, put, refused, sound

from scoring.actions.intake import NewFile, enter_file, next_number, replace_file
from scoring.actions.rights import Thing
from scoring.evidence.model import Evidence
from scoring.evidence.probing import Probe, probe

OWN = Thing("指标 1.1", ("县司法局",))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = office(tmp_path)
    (home / "evidence/files/办结表.txt").write_text("办结 96 项。\n", "utf-8")
    return home


def look(home: Path, name: str = "办结表.txt") -> Probe:
    return probe(home / "evidence/files" / name)


def record(home: Path, ident: str) -> Evidence:
    return next(one for one in sound(home).records if one.id == ident)


def new(home: Path, **more: str) -> NewFile:
    return NewFile("files/办结表.txt", look(home), "办结情况表", **more)


def test_what_a_unit_hands_in_is_offered_until_the_group_confirms_it(home: Path) -> None:
    wish = new(home, unit="县司法局", indicator="1.1", item="办理清单")
    assert do(home, "小王", enter_file, wish, OWN) == "E0003"
    entered = record(home, "E0003")
    assert (entered.file, entered.title, entered.unit) == (
        "files/办结表.txt",
        "办结情况表",
        "县司法局",
    )
    assert entered.sha256 == look(home).sha256
    assert [(proof.indicator, proof.item, proof.state) for proof in entered.proves] == [
        ("1.1", "办理清单", "proposed")
    ]
    assert last_entry(home) == ("王敏", ["E0003"])
    carried = [
        piece for met in sound(home).supports["1.1"].requirements for piece in met.carried_by
    ]
    assert carried == ["E0001"]


def test_what_the_group_hands_in_counts_at_once(home: Path) -> None:
    do(home, "陈晨", enter_file, new(home, indicator="1.2"), Thing("指标 1.2"))
    proof = record(home, "E0003").proves[0]
    assert (proof.indicator, proof.item, proof.state) == ("1.2", None, "confirmed")


def test_a_file_for_nothing_in_particular_proves_nothing(home: Path) -> None:
    do(home, "陈晨", enter_file, new(home), Thing())
    assert record(home, "E0003").proves == ()
    assert record(home, "E0003").unit is None


def test_each_file_gets_the_next_number(home: Path) -> None:
    def twice(changes: object) -> tuple[str, str]:
        first = enter_file(changes, new(home), Thing())  # type: ignore[arg-type]
        return first, enter_file(changes, new(home), Thing())  # type: ignore[arg-type]

    assert do(home, "陈晨", twice) == ("E0003", "E0004")


@pytest.mark.parametrize(
    ("idents", "following"),
    [([], "E0001"), (["E0009", "E0010"], "E0011"), (["E9999"], "E10000"), (["甲1", "E2"], "E0003")],
)
def test_the_next_number_follows_the_highest(home: Path, idents: list[str], following: str) -> None:
    """Numbers of other kinds are left alone; a gap is not filled, so that no number comes back."""
    body = "".join(
        f"- {{id: {one}, url: https://example.com/{at}, seen: 2026-04-01}}\n"
        for at, one in enumerate(idents)
    )
    (home / REGISTER).write_text(body or "[]\n", "utf-8")
    assert do(home, "陈晨", next_number) == following


@pytest.mark.parametrize("by", ["吴静", "周敏", "沈维", "老魏"])
def test_who_may_not_hands_nothing_in(home: Path, by: str) -> None:
    wish = new(home, indicator="1.1")
    assert f"指标 1.1 不能由{by}" in refused(home, by, enter_file, wish, OWN)


def test_another_version_waits_for_a_review_again(home: Path) -> None:
    put(
        home,
        REGISTER,
        "  unit: 县司法局\n",
        "  unit: 县司法局\n  review: {state: returned, by: 陈晨, on: 2026-11-20, note: 缺页}\n",
    )
    assert do(home, "王敏", replace_file, "E0001", "files/办结表.txt", look(home)) == "E0001"
    now = record(home, "E0001")
    assert (now.file, now.size, now.review.state, now.review.note) == (
        "files/办结表.txt",
        look(home).size,
        "pending",
        None,
    )
    assert now.title == "一次办清单"
    assert (home / "evidence/files/清单.txt").read_text("utf-8") == samples.PROOF


def test_only_a_known_record_of_the_own_unit_gets_another_version(home: Path) -> None:
    seen = look(home)
    sentence = refused(home, "王敏", replace_file, "E0100", "files/办结表.txt", seen)
    assert "登记表里没有“E0100”" in sentence
    assert "佐证 E0001 不能由吴静" in refused(
        home, "吴静", replace_file, "E0001", "files/办结表.txt", seen
    )
