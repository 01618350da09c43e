"""问专班: a unit asks about an indicator of its own, the working group answers there."""

from __future__ import annotations

from typing import Literal

from scoring.actions.authority import acting
from scoring.actions.rights import Action, Thing
from scoring.actions.rounds import leaf_of, writable
from scoring.rounds.questions import LONGEST, waits
from scoring.workspace.changes import Change, ChangeSet, RefusedError

RIGHTS: dict[Literal["ask", "answer"], Action] = {"ask": "ask", "answer": "review"}


def talk(changes: ChangeSet, code: str, do: Literal["ask", "answer"], text: str) -> list[str]:
    """Adds a question or an answer about a leaf in the current round; the names of those who asked
    or answered before.

    Raises :class:`RefusedError` without words, for an unknown leaf, in a closed round, and for an
    answer where nothing was asked.
    """
    workspace = changes.workspace
    round_ = workspace.current
    node = leaf_of(workspace, code)
    by = acting(changes, RIGHTS[do], Thing.indicator(node, workspace.units))
    writable(workspace, round_)
    words = " ".join(text.split())
    if not words:
        raise RefusedError("没有写要问的" if do == "ask" else "没有写回答")
    if len(words) > LONGEST:
        raise RefusedError(f"一次最多 {LONGEST} 个字，写了 {len(words)} 个")
    before = round_.head.questions.get(code, ())
    if do == "answer" and not waits(before):
        raise RefusedError(f"“{code}”没有等着回答的问题；也许别人已经答了")
    stored = changes.record(round_.file, code, ("questions",))
    if stored and isinstance(stored.data, list):
        known = stored.data
    else:
        known = []
    step = {"on": changes.author.on, "do": do, "by": by, "text": words}
    changes.change(Change("question", round_.file, code, value=[*known, step]))
    return list(dict.fromkeys(one.by for one in before))
