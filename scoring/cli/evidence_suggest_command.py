"""``shifan evidence suggest``: which indicators a file probably supports,
or which files an indicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic_core import PydanticCustomError

from scoring.actions.evidence import propose
from scoring.cli import shared
from scoring.cli.evidence_search_command import filled
from scoring.cli.persons import person_of
from scoring.cli.shared import deliver, format_option, opened, today_option, workspace_option
from scoring.cli.writing import author
from scoring.documents.terminal import listing
from scoring.evidence.probing import probe_many
from scoring.evidence.search import TextIndex
from scoring.evidence.suggest import TEXT_READ, Piece, Suggester, stem
from scoring.storage import write_records
from scoring.values import format_fixed, offered, quantity
from scoring.views.sheet import Column, headings

if TYPE_CHECKING:
    from scoring.evidence.suggest import Suggestion
    from scoring.storage import Author
    from scoring.workspace import Workspace

    Answer = list[tuple[Piece, tuple[Suggestion, ...]]]

COLUMNS = (
    Column("编号"),
    Column("材料", fold=26),
    Column("指标"),
    Column("指标名称", fold=26),
    Column("把握", right=True),
    Column("依据", fold=40),
)
"""One row for each indicator that is suggested for a piece."""
LONGEST_WORD = 12
"""Characters of one hit that the table shows."""


@click.command(
    name="suggest",
    help="推荐材料可能证明的指标，按把握大小排列并说明依据。写佐证编号或文件；都不写时，推荐还没有对应指标的。"
    "--for 反过来：哪些材料可能证明这项指标。推荐只供参考，--apply 写入后也要人确认才作数。",
)
@workspace_option
@format_option
@today_option
@click.argument("targets", metavar="[编号或文件…]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="登记表里的全部材料")
@click.option(
    "--top",
    type=click.IntRange(1, 50),
    help="每件材料推荐几项（默认 3）；用 --for 时列几件材料（默认 10）",
)
@click.option("--for", "wanted", metavar="指标编号", help="哪些材料可能证明这项指标")
@click.option(
    "--apply", "least", metavar="把握", help="把握不低于此数（如 0.8）的写入登记表，标为待确认"
)
@click.option("--ocr", is_flag=True, help="先识别扫描件和照片里的文字（较慢，识别过的不再重做）")
@click.option("--by", "person", metavar="姓名", default="", help="谁在写入，记入日志")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    targets: tuple[str, ...],
    everything: bool,
    top: int | None,
    wanted: str | None,
    least: str | None,
    ocr: bool,
    person: str,
) -> int:
    """Exit code 2 for an unknown record, file or indicator, 1 when the data holds errors."""
    if targets and everything:
        raise click.UsageError("写了材料就不要再写 --all")
    bound = _share(least) if least is not None else None
    workspace, code = opened(ctx, folder)
    if bound is not None:
        # Asked before the texts are read, which takes long: who may not apply is told at once.
        person = person_of(workspace, person, "review")
    with TextIndex.open(workspace.path) as index:
        filled(index, workspace, ocr=ocr)
        texts = index.openings(TEXT_READ)
    pieces = {
        record.id: Piece.of(record, texts.get(workspace.files[record.id].sha256 or "", ""))
        for record in workspace.records
    }
    suggester = Suggester(workspace.tree, pieces.values())
    pieces_asked = _asked(workspace, pieces, targets, every=everything or wanted is not None)
    if wanted is not None:
        code_wanted = shared.leaf_of(workspace, wanted, "--for").code
        answer = _for_indicator(suggester, pieces_asked, code_wanted, top or 10)
    else:
        answer = [
            (piece, _worth_showing(suggester.suggest(piece, top or 3))) for piece in pieces_asked
        ]
    _deliver(workspace, answer, form, output)
    if bound is not None:
        _apply(workspace, answer, bound, author(person, today))
    return code


def _share(text: str) -> Fraction:
    try:
        value = quantity(text).value
    except PydanticCustomError:
        value = Fraction(0)
    # At 0 every file would be proposed for every indicator.
    if not 0 < value <= 1:
        raise click.BadParameter("应是 0 到 1 之间的数，如 0.8", param_hint="--apply")
    return value


def _asked(
    workspace: Workspace, pieces: dict[str, Piece], targets: Sequence[str], *, every: bool
) -> list[Piece]:
    """The pieces that suggestions are asked for: those named, all, or those that prove nothing yet."""
    if targets:
        chosen = [_piece(workspace, pieces, name) for name in targets]
        return list({piece.id or piece.file: piece for piece in chosen}.values())
    return [pieces[record.id] for record in workspace.records if every or not record.proves]


def _piece(workspace: Workspace, pieces: dict[str, Piece], name: str) -> Piece:
    """What an argument names: a record, the file of a record,
    or a file that is not registered yet.
    """
    if name in pieces:
        return pieces[name]
    evidence = (workspace.path / "evidence").resolve()
    registered = {
        (evidence / record.file).resolve(): record.id for record in workspace.records if record.file
    }
    for path in (Path(name), workspace.path / "evidence" / name):
        if path.is_file():
            full = path.resolve()
            if full in registered:
                return pieces[registered[full]]
            # A file that nobody registered yet is read on the spot,
            # in the jailed child like any other.
            probe = next(iter(probe_many([full])))
            title = probe.facts.title.value if probe.facts.title else stem(full.name)
            if full.is_relative_to(evidence):
                inner = full.relative_to(evidence).as_posix()
            else:
                inner = full.name
            return Piece("", title, probe.text, inner)
    sentence = f"“{name}”不是登记表里的编号，也不是文件{offered(name, pieces, '登记的有')}"
    raise click.BadParameter(sentence, param_hint="编号或文件")


def _for_indicator(suggester: Suggester, asked: Sequence[Piece], code: str, top: int) -> Answer:
    weighed = [(piece, suggester.weigh(piece, code)) for piece in asked]
    answer: Answer = [
        (piece, (suggestion,)) for piece, suggestion in weighed if suggestion.score > 0
    ]
    return sorted(answer, key=lambda pair: (-pair[1][0].score, pair[0].id, pair[0].file))[:top]


def _worth_showing(found: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
    """The best one, whatever its score, and the others as far as anything speaks for them."""
    # The first one stays even at nothing: a blank line would
    # look as if the file had been passed over.
    return found[:1] + tuple(item for item in found[1:] if item.score > 0)


def _deliver(workspace: Workspace, answer: Answer, form: str, output: Path | None) -> None:
    states = {
        record.id: {proof.indicator: proof.state for proof in record.proves}
        for record in workspace.records
    }
    marks = {"confirmed": "（已对应）", "proposed": "（待确认）"}
    files, rows = [], []
    for piece, suggestions in answer:
        suggested = [
            {"code": item.code, "score": format_fixed(item.score), "words": list(item.words)}
            for item in suggestions
        ]
        files.append({"id": piece.id, "file": piece.file, "indicators": suggested})
        for number, item in enumerate(suggestions):
            mark = marks.get(states.get(piece.id, {}).get(item.code, ""), "")
            name = workspace.tree.by_code[item.code].name + mark
            # A table repeats nothing for the eye; every line of a
            # CSV has to stand by itself when sorted.
            if number == 0 or form == "csv":
                first = [piece.id or "（未登记）", piece.title]
            else:
                first = ["", ""]
            rows.append([*first, item.code, name, format_fixed(item.score), "；".join(item.words)])
        if not suggestions:
            rows.append([piece.id or "（未登记）", piece.title, "", "没有相近的指标", "", ""])
    table_rows = [[*row[:5], _shortened(row[5])] for row in rows]
    deliver(
        form,
        output,
        data={"files": files},
        headings=headings(COLUMNS),
        rows=rows,
        text=f"{listing(COLUMNS, table_rows)}\n\n共 {len(answer)} 件材料",
    )


def _shortened(words: str) -> str:
    """The words that hit, each no longer than a glance takes; JSON and CSV hold them whole."""
    return "；".join(
        word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 1]}…"
        for word in words.split("；")
    )


def _apply(workspace: Workspace, answer: Answer, bound: Fraction, by: Author) -> None:
    # Only registered pieces: a proof has to stand in a record.
    proposals = {
        piece.id: [(item.code, item.item) for item in suggestions if item.score >= bound]
        for piece, suggestions in answer
        if piece.id
    }
    plan = by, "evidence suggest", lambda changes: propose(changes, proposals)
    written = write_records(workspace.path, *plan)
    count = sum(len(codes) for codes in written.values())
    click.echo(
        f"已写入 {count} 项待确认的对应关系（{len(written)} 件材料），确认之前不作数。", err=True
    )
    if written:
        click.echo("确认用 shifan evidence map 编号 指标 --confirm，去掉用 --remove。", err=True)
    left_out = sum(not piece.id for piece, _ in answer)
    if left_out:
        click.echo(
            f"{left_out} 个文件还没有登记，没有写入；先用 shifan evidence scan 登记。", err=True
        )
