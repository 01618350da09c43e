"""回避: which indicators somebody may not verify in an inspection, by whatever way a mark comes in.

An indicator is the own unit's also where that unit is a member of a collective name (各执法部门) that
leads or supports it.
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring.evidence.model import Evidence
from scoring.rounds.impartial import looked_at, own_interest, partial_arbiter
from scoring.rounds.model import Round
from scoring.workspace import Workspace


def barred(workspace: Workspace, name: str, code: str, pieces: Iterable[Evidence]) -> str:
    """Why somebody may not mark an indicator, a Chinese sentence: it is the own unit's, or rests on
    evidence (``pieces``) that he accepted; "" where he may.
    """
    node = workspace.tree.by_code[code]
    person = workspace.people.find(name)
    own_units = person.units if person is not None else ()
    concerned = (*node.lead, *node.record.support)
    units = {unit: workspace.units.name(unit) for unit in (*concerned, *own_units)}
    why = own_interest(name, node, pieces, workspace.people, units)
    if why:
        return why
    # 各执法部门 names nobody: who is meant only shows once the collective is expanded.
    members = {member for unit in concerned for member in workspace.units.expand(unit)}
    own = sorted(members.intersection(workspace.units.name(unit) for unit in own_units))
    if not own:
        return ""
    return f"{workspace.people.name(name)}是{'、'.join(own)}的人，不能核验本单位的“{code}”"


def barred_arbiter(
    workspace: Workspace, name: str, code: str, kind: str, rounds: Iterable[Round]
) -> str:
    """Why somebody may not settle what marks of ``kind`` differ about, a Chinese sentence: his own
    mark is one of those in ``rounds``, or he may not mark the indicator himself; "" where he may.
    """
    own = partial_arbiter(code, name, rounds, workspace.people)
    # A mock is the county's own rehearsal, made by the very people whom it is about.
    if own or kind != "inspection":
        return own
    records = {record.id: record for record in workspace.records}
    return barred(workspace, name, code, looked_at(workspace.supports, code, records))
