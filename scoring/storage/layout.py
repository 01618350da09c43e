"""Which files of a workspace hold records, and where in them."""

from __future__ import annotations

from scoring.storage.records import LIST, Section

REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
WORKSPACE = "workspace.yaml"
ROUNDS = "rounds/"

_OF_ROUNDS: tuple[Section, ...] = (
    ("findings",),
    ("vetoes",),
    ("parts",),
    ("assignments",),
    ("questions",),
    (),
)
_OF_WORKSPACE: tuple[Section, ...] = (("units",), ("people",), ())
HELD_APART = frozenset(section[0] for section in (*_OF_ROUNDS, *_OF_WORKSPACE) if section)
"""Keys of a file whose entries are records of their own."""


def sections_of(name: str) -> tuple[Section, ...]:
    """The sections of a file whose entries are records; none for a file that the journal keeps by
    its digest alone.
    """
    if name in (REGISTER, LEDGER):
        return (LIST,)
    if name == WORKSPACE:
        return _OF_WORKSPACE
    if name.startswith(ROUNDS) and name.endswith((".yaml", ".yml")) and _can_be_named(name):
        return _OF_ROUNDS
    return ()


def _can_be_named(name: str) -> bool:
    """Whether a line of the journal can name a file. An archive that another system packed may bring
    names that are no UTF-8; the system gives those bytes as halves of characters.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
