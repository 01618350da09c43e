"""Who does something: the name that a person gives, as it stands in the journal, and who is turned
away.

    people:
      王敏: {units: [县司法局], roles: [填报人], aliases: [小王]}
      李明: {roles: [专班组长]}
      赵倩: {roles: [督办]}
      何苗: {deputy_of: 赵倩}
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_office import HEAD, do, office, sound

from scoring.actions.authority import acting, named
from scoring.actions.rights import Thing
from scoring.workspace import Workspace
from scoring.workspace.changes import ForbiddenError, RefusedError

OWN = Thing("指标 1.1", ("县司法局",))
OTHER = Thing("指标 1.2", ("县教育局",))


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Everybody has a role."""
    return sound(office(tmp_path_factory.mktemp("staffed")))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """People are named, and nobody has a role."""
    people = "people:\n  王敏: {units: [县司法局]}\n  李明: {}\n"
    head = samples.SOUND[HEAD] + people
    return sound(office(tmp_path_factory.mktemp("listed"), {HEAD: head}))


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Nobody is named."""
    return sound(office(tmp_path_factory.mktemp("unnamed"), {HEAD: samples.SOUND[HEAD]}))


@pytest.mark.parametrize("spelling", ["王敏", " 王 敏 ", "小王", "王敏（县司法局）", "王敏 "])
def test_every_spelling_becomes_the_full_name(staffed: Workspace, spelling: str) -> None:
    assert named(staffed, spelling) == "王敏"
    assert named(staffed, spelling, "write_finding", OWN) == "王敏"


def test_an_unknown_name_is_refused_with_the_nearest_one(staffed: Workspace) -> None:
    with pytest.raises(RefusedError, match="王敏"):
        named(staffed, "王敏敏")


def test_who_may_not_is_told_who_may(staffed: Workspace) -> None:
    with pytest.raises(ForbiddenError) as caught:
        named(staffed, "小王", "review")
    assert (
        str(caught.value)
        == "不能由王敏（填报人）审核佐证、确认对应关系；可以的有：陈晨、高远、李明"
    )
    assert caught.value.outcome.who_may == ("陈晨", "高远", "李明")


def test_a_right_reaches_as_far_as_the_own_unit(staffed: Workspace) -> None:
    assert named(staffed, "王敏", "write_finding", OWN) == "王敏"
    with pytest.raises(ForbiddenError, match=r"指标 1\.2 不能由王敏（填报人）填写认定"):
        named(staffed, "王敏", "write_finding", OTHER)


def test_a_deputy_does_what_the_other_may_under_the_own_name(staffed: Workspace) -> None:
    assert named(staffed, "何苗", "item_open") == "何苗"
    with pytest.raises(ForbiddenError, match="不能由何苗"):
        named(staffed, "何苗", "review")


def test_where_roles_are_given_somebody_has_to_be_named(staffed: Workspace) -> None:
    with pytest.raises(RefusedError, match="请写明是谁办的"):
        named(staffed, " ", "review")
    assert named(staffed, " ") == ""


def test_where_nobody_has_a_role_names_alone_are_compared(listed: Workspace) -> None:
    assert named(listed, "李 明", "review") == "李明"
    assert named(listed, "王敏", "lock_round") == "王敏"
    assert named(listed, "", "review") == ""
    with pytest.raises(RefusedError, match="李明"):
        named(listed, "李明明", "review")


def test_where_nobody_is_named_any_name_will_do(unnamed: Workspace) -> None:
    assert named(unnamed, "  路人 ", "lock_round") == "路人"
    assert named(unnamed, "", "lock_round") == ""


def test_the_author_of_a_change_set_bears_the_full_name_from_then_on(tmp_path: Path) -> None:
    home = office(tmp_path)

    def authors(changes: object, spelling: str) -> tuple[str, str]:
        return acting(changes, "review"), changes.author.by  # type: ignore[arg-type, attr-defined]

    assert do(home, " 陈 晨（专班）", authors, "") == ("陈晨", "陈晨")
