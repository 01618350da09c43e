"""``shifan question``: what a unit asks the working group about an indicator,
and what it is answered (问专班).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from scoring.actions.asking import talk
from scoring.actions.lookup import round_of
from scoring.cli.ledger_writing import person_option
from scoring.cli.screen import visible
from scoring.cli.shared import (
    FINE,
    deliver,
    format_option,
    leaf_of,
    opened,
    today_option,
    workspace_option,
)
from scoring.cli.writing import author, written
from scoring.documents.terminal import listing
from scoring.rounds.questions import waits
from scoring.values import natural_key
from scoring.views.sheet import Column, headings

if TYPE_CHECKING:
    from scoring.rounds.model import Round
    from scoring.workspace import Workspace

DO_NAMES = {"ask": "问", "answer": "答"}
COLUMNS = tuple(map(Column, ("编号", "指标", "日期", "谁", "问答", "内容", "等待回答")))
"""One row for each question and each answer."""


@click.group(
    name="question", help="问专班：单位就一项指标提问，专班在同一处回答，一句一条记在轮次里。"
)
def command() -> None:
    """The group; its commands stand below."""


@command.command(name="list", help="列出问过的和答过的，等待回答的标出来。")
@workspace_option
@format_option
@click.argument("code", metavar="[指标编号]", required=False)
@click.option("--waiting", is_flag=True, help="只列等待回答的指标")
@click.option("--round", "round_id", metavar="轮次", help="哪一轮（默认：工作区的当前轮次）")
@click.pass_context
def list_(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    code: str | None,
    round_id: str | None,
    *,
    waiting: bool,
) -> int:
    """Exit code 2 for an unknown indicator or round."""
    workspace, exit_code = opened(ctx, folder)
    round_ = round_of(workspace, round_id)
    if code is not None:
        leaf_of(workspace, code, "指标编号")
    asked = sorted(round_.head.questions, key=natural_key)
    if code is not None:
        asked = [one for one in asked if one == code]
    listed = [_questions(workspace, one, round_) for one in asked]
    if waiting:
        listed = [one for one in listed if one["waiting"]]
    rows = [row for one in listed for row in _rows(one)]
    nothing = "没有等待回答的问题" if waiting else "没有单位提问"
    deliver(
        form,
        output,
        data={"round": round_.id, "questions": listed},
        headings=headings(COLUMNS),
        rows=rows,
        text=listing(COLUMNS, rows) if rows else nothing,
    )
    return exit_code


def _questions(workspace: Workspace, code: str, round_: Round) -> dict[str, Any]:
    """What was asked and answered about one indicator, as JSON gives it."""
    steps = round_.head.questions[code]
    # An earlier round may speak of an indicator that the tree of today does not have.
    node = workspace.tree.by_code.get(code)
    return {
        "code": code,
        "name": node.name if node is not None else "",
        "waiting": waits(steps),
        "talk": [
            {"on": str(step.on), "do": step.do, "by": step.by, "text": step.text} for step in steps
        ],
    }


def _rows(questions: dict[str, Any]) -> list[list[str]]:
    """A line for each sentence; the last one says whether an answer is waited for."""
    rows = []
    last = len(questions["talk"]) - 1
    for index, step in enumerate(questions["talk"]):
        waiting = "是" if questions["waiting"] and index == last else ""
        words = [step["on"], step["by"], DO_NAMES[step["do"]], step["text"], waiting]
        rows.append([questions["code"], questions["name"], *words])
    return rows


def _saying(do: Literal["ask", "answer"], help_: str, text_: str, done: str) -> click.Command:
    @click.command(name=do, help=help_)
    @workspace_option
    @today_option
    @click.argument("code", metavar="指标编号")
    @click.option("--text", metavar="文字", required=True, help=text_)
    @person_option("谁办的，记入轮次和日志")
    @click.pass_context
    def saying(
        ctx: click.Context,
        folder: str | None,
        today: str | None,
        code: str,
        text: str,
        person: str,
    ) -> int:
        """Exit code 2 where this person may not, and for an answer to nothing."""
        by = author(person, today)
        written(
            ctx,
            folder,
            by,
            f"question {do} {code}",
            lambda changes: talk(changes, code, do, text),
        )
        click.echo(visible(f"{code} {done}：{' '.join(text.split())}"))
        return FINE

    return saying


command.add_command(
    _saying("ask", "提问：单位就本单位牵头或者配合的一项指标问专班。", "问什么", "已提问")
)
command.add_command(
    _saying("answer", "回答：专班回答单位问的，问的单位在指标页面上看到。", "怎么回答", "已回答")
)
