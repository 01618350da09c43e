"""Who the people of a workspace are: full names, other spellings, units,
roles, and whose deputy somebody is.

Two hands are two people, not two spellings of one. Where ``workspace.yaml`` names nobody, names are
still compared after the same reading-away of blanks and of a bracketed unit behind the name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Literal, get_args

from scoring.schema import Record
from scoring.values import Names, OneOrMany, Text, first_few

Role = Literal[
    "填报人", "单位审核人", "专班", "专班组长", "评查", "评查组长", "督办", "领导", "管理员"
]
ROLES: tuple[Role, ...] = get_args(Role)

APPROVING: tuple[Role, ...] = ("专班组长", "领导")
"""Who approves an extension where the workspace names no ``approvers``."""

SYSTEM = "系统"
"""Who is written down where the program did something of itself; no person may be called so."""

ADMINISTRATOR = "管理员"
"""Who is written down where accounts are made at the machine itself, before anybody has one."""

MOST_SHOWN = 8
ALIKE = 0.5
"""From which likeness on a known name is offered: of two characters one has to agree."""

_OPEN, _CLOSE = "([{<〔【〈《「『", ")]}>〕】〉》」』"
_INSIDE = f"[^{re.escape(_OPEN + _CLOSE)}]*"
_BRACKETED = re.compile(f"[{re.escape(_OPEN)}]{_INSIDE}[{re.escape(_CLOSE)}]")
# Keyboards have many dots for the one inside 买买提·吐尔逊.
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･．", "·"))
_UNSEEN = frozenset({"Cf", "Cc", "Mn"})


class PersonRecord(Record):
    """One person of ``people``: the own units, what the person may do, other spellings, and whose
    deputy it is.
    """

    units: Names = ()
    roles: Annotated[tuple[Role, ...], OneOrMany] = ()
    aliases: Names = ()
    deputy_of: Text | None = None


@lru_cache(maxsize=4096)  # a ledger names the same few people thousands of times
def whole_spelling(text: str) -> str:
    """A name without blanks, invisible characters and differences of width;
    a bracket behind it stays.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_DOTS))
    seen = (
        char for char in folded if not char.isspace() and unicodedata.category(char) not in _UNSEEN
    )
    return "".join(seen).casefold()


@lru_cache(maxsize=4096)
def spelling(text: str) -> str:
    """A name as it is compared: :func:`whole_spelling` without the bracketed unit behind
    it and without punctuation.

    ``李 明（县司法局）`` and ``李明`` are one spelling.
    """
    name = whole_spelling(text)
    bare = name
    while (shorter := _BRACKETED.sub("", bare)) != bare:  # from the innermost bracket outwards
        bare = shorter
    letters = "".join(char for char in bare if _counts(char))
    return letters or "".join(char for char in name if _counts(char)) or name


UNIT_ENDS = (*"局办委室会府院厅处科股镇乡县市区村站所队部", "中心", "专班")
TITLES = frozenset(
    [
        "同志",
        "主任",
        "副主任",
        "局长",
        "副局长",
        "科长",
        "股长",
        "镇长",
        "副镇长",
        "乡长",
        "副乡长",
        "书记",
        "组长",
        "副组长",
        "所长",
        "站长",
    ]
)
SHORTEST_NAME = 2


def _dressed(first: str, second: str) -> bool:
    """Whether one of two spellings is the other with a unit before it or a title behind it:
    县司法局李明, 李明同志.
    """
    bare, longer = sorted((first, second), key=len)
    if len(bare) < SHORTEST_NAME or bare.endswith(UNIT_ENDS):
        return False
    before, behind = longer.removesuffix(bare), longer.removeprefix(bare)
    return (before != longer and before.endswith(UNIT_ENDS)) or behind in TITLES


def _counts(char: str) -> bool:
    """Whether a character tells one name from another: letters, figures,
    and the dot inside 买买提·吐尔逊.
    """
    return char == "·" or not unicodedata.category(char).startswith(("P", "S"))


@dataclass(frozen=True, slots=True)
class Person:
    """One known person. ``units`` and ``roles`` include those of whom it is the deputy; ``hand``:
    whose hand it is.
    """

    name: str
    units: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    deputy_of: str | None = None
    hand: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """The people of a workspace, by full name in the order of the file.
    Empty where the file names nobody.

    ``spellings`` leads from every spelling to the names that it may mean; more than one is not a
    name of anybody.
    """

    persons: Mapping[str, Person] = field(default_factory=dict)
    stated_approvers: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.persons)

    def find(self, given: str) -> Person | None:
        """The person that a spelling means; None for an unknown or an ambiguous one."""
        for key in (whole_spelling(given), spelling(given)):
            names = self.spellings.get(key, ())
            # A spelling that two people share is nobody's: to
            # guess would let one sign for the other.
            if len(names) == 1:
                return self.persons[names[0]]
        # Two people of one name are told apart as people do it: 李明（县司法局）.
        bracketed = whole_spelling(given)[len(spelling(given)) :]
        among = [self.persons[name] for name in self.spellings.get(spelling(given), ())]
        fitting = [
            one for one in among if any(whole_spelling(unit) in bracketed for unit in one.units)
        ]
        if len(fitting) == 1:
            return fitting[0]
        return None

    def knows(self, given: str) -> bool:
        """Whether a spelling means somebody."""
        return self.find(given) is not None

    def name(self, given: str) -> str:
        """The full name of somebody known; any other text as it stands,
        without blanks around it.
        """
        person = self.find(given)
        if person:
            return person.name
        return given.strip()

    def hand(self, given: str) -> str:
        """Whose hand somebody is: the own one, or that of the person whose deputy it is."""
        person = self.find(given)
        if person:
            return whole_spelling(person.hand)
        return spelling(given)

    def same_hand(self, one: str | None, other: str | None) -> bool:
        """Whether two names are one hand: one person, however spelt, or a person and the deputy.

        Where the file lists nobody, a unit before a name and a title behind it are read away as
        well.
        """
        if not one or not other:
            return False
        first, second = self.hand(one), self.hand(other)
        # With a list, a unit or a title in front is a spelling to be listed; without one it has to
        # be guessed, on the strict side: what may be one hand is taken for one.
        return first == second or (not self.persons and _dressed(first, second))

    def holding(self, *roles: str) -> tuple[str, ...]:
        """The names of those who hold any of these roles, in the order of the file."""
        return tuple(
            name for name, person in self.persons.items() if person.roles.intersection(roles)
        )

    @property
    def roled(self) -> bool:
        """Whether the file says of anybody what the person may do.
        Where it does not, names alone are compared.
        """
        return any(person.roles for person in self.persons.values())

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who approves extensions: the stated ones, else 专班组长 and 领导."""
        return tuple(self.name(given) for given in self.stated_approvers) or self.holding(
            *APPROVING
        )

    def unknown(self, given: str) -> str:
        """Why a name is nobody's, in Chinese, with the nearest known one; "" for a known name, or
        where all are.
        """
        if not self or self.knows(given):
            return ""
        several = self.spellings.get(spelling(given), ())
        if len(several) > 1:
            return f"“{given}”可能是{'、'.join(several)}，请写全称"
        near = difflib.get_close_matches(spelling(given), self.spellings, n=1, cutoff=ALIKE)
        if near:
            return f"“{given}”不在人员名单里，是不是“{self.spellings[near[0]][0]}”？"
        names = first_few(list(self.persons), MOST_SHOWN, " 等 {count} 人")
        return f"“{given}”不在人员名单里（workspace.yaml 的 people）；有：{names}"


def compile_people(records: Mapping[str, PersonRecord], approvers: tuple[str, ...] = ()) -> People:
    """The people of ``workspace.yaml``, each with what a deputy has through another."""
    spellings = _spellings(records)
    people = People({name: Person(name) for name in records}, (), spellings)
    persons = {name: _person(name, records, people) for name in records}
    return People(persons, approvers, spellings)


def _spellings(records: Mapping[str, PersonRecord]) -> dict[str, tuple[str, ...]]:
    meant: dict[str, list[str]] = {}
    for name, record in records.items():
        for text in (name, *record.aliases):
            for key in dict.fromkeys((whole_spelling(text), spelling(text))):
                owners = meant.setdefault(key, [])
                if name not in owners:
                    owners.append(name)
    return {key: tuple(names) for key, names in meant.items()}


def _person(name: str, records: Mapping[str, PersonRecord], people: People) -> Person:
    """A person with the units and roles of everybody whose deputy it is,
    directly or through another.
    """
    chain = list(_deputised(name, records, people))
    units = tuple(dict.fromkeys(unit for one in chain for unit in records[one].units))
    roles = frozenset(role for one in chain for role in records[one].roles)
    return Person(name, units, roles, records[name].deputy_of, _hand(chain, records, people))


def _deputised(name: str, records: Mapping[str, PersonRecord], people: People) -> Iterator[str]:
    seen: set[str] = set()
    current: str | None = name
    # Deputies of each other are a fault (W022), and must not hang whoever reads the file.
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        deputy_of = records[current].deputy_of
        person = people.find(deputy_of) if deputy_of else None
        current = person.name if person else None


def _hand(chain: list[str], records: Mapping[str, PersonRecord], people: People) -> str:
    """The head of a chain of deputies; of those who are each other's deputies the first by name."""
    deputy_of = records[chain[-1]].deputy_of
    back = people.find(deputy_of) if deputy_of else None
    if back is None:
        return chain[-1]
    # Whoever begins, the circle has one hand: the first by name is the same for all in it.
    return min(chain[chain.index(back.name) :])


def circles(records: Mapping[str, PersonRecord], people: People) -> Iterator[str]:
    """The names that are their own deputy, directly or through others."""
    for name in records:
        last = list(_deputised(name, records, people))[-1]
        deputy_of = records[last].deputy_of
        person = people.find(deputy_of) if deputy_of else None
        if person is not None and person.name == name:
            yield name
