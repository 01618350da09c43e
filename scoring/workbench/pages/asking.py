"""问专班 on the page of an indicator: a unit asks, the working group answers."""

from __future__ import annotations

from scoring.actions.asking import talk
from scoring.rounds.questions import LONGEST
from scoring.workbench.access import Access
from scoring.workbench.pages.indicators import found
from scoring.workbench.routing import post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people, tell_roles
from scoring.workbench.views.questions import questions_of
from scoring.workbench.web import Answer, Call, invalid_at
from scoring.workspace.changes import ChangeSet

SHOWN = 60
"""Characters of a question in a notice."""


def ask(call: Call) -> Answer:
    """A question of a unit (``do: ask``), or the answer of the working group;
    the other side hears of it.
    """
    access = Access(call.view, call.who)
    node = found(call.view, access, call.path("code")).node
    fields = call.fields()
    do = call.text(fields, "do", longest=20) or "ask"
    # Longer than is taken, so that the refusal comes from the action, with the limit in its words.
    text = call.text(fields, "text", longest=4 * LONGEST)
    if do not in ("ask", "answer"):
        raise invalid_at("do", "没有这一步")
    if not text.strip():
        what = "没有写要问的" if do == "ask" else "没有写回答"
        raise invalid_at("text", what, fix="写一句")
    others: list[str] = []

    def plan(changes: ChangeSet) -> None:
        others[:] = talk(changes, node.code, "ask" if do == "ask" else "answer", text)

    carry_out(call, f"question {do} {node.code}", plan, call.save_id(fields))
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    url = f"/i/{node.code}#questions"
    if do == "ask":
        who = call.who.units[0] if call.who.units else call.who.name
        line = f"{who}问 {node.code} {node.name}：{short}"
        tell_roles(call, ("专班", "专班组长"), "question", node.code, line, url=url)
    else:
        line = f"专班回答了 {node.code} {node.name}：{short}"
        tell_people(call, others, "question", node.code, line, url=url)
    data = {"version": call.view.version, "questions": questions_of(call.view, access, node)}
    return Answer(data, location=url)


SPOTS = (post("/i/{code}/questions", ask),)
