"""问专班: a unit asks about an indicator of its own, the working group answers there."""

from __future__ import annotations

from typing import Literal

from scoring.actions.authority import acting
from scoring.actions.lookup import leaf_of
from scoring.actions.rights import Action, Thing
from scoring.actions.rounds import with_step, writable
from scoring.rounds.questions import LONGEST, waits
from scoring.workspace.changes import Change, ChangeSet, RefusedError

TalkDo = Literal["ask", "answer"]
RIGHTS: dict[TalkDo, Action] = {"ask": "ask", "answer": "review"}
EMPTY: dict[TalkDo, str] = {"ask": "没有写要问的", "answer": "没有写回答"}


def talk(changes: ChangeSet, code: str, do: TalkDo, text: str) -> list[str]:
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
    # One line: the steps stand one below the other in the round's file.
    words = " ".join(text.split())
    if not words:
        raise RefusedError(EMPTY[do])
    if len(words) > LONGEST:
        raise RefusedError(f"一次最多 {LONGEST} 个字，写了 {len(words)} 个")
    before = round_.head.questions.get(code, ())
    if do == "answer" and not waits(before):
        raise RefusedError(f"“{code}”没有等着回答的问题；也许别人已经答了")
    step = {"on": changes.author.on, "do": do, "by": by, "text": words}
    steps = with_step(changes.record(round_.file, code, ("questions",)), step)
    changes.change(Change("question", round_.file, code, value=steps))
    return list(dict.fromkeys(one.by for one in before))
