"""``shifan report --word-template``: the Word files of ours that an office may edit; the command
itself stands in ``report_command``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from scoring.cli.shared import FINE, workspace_folder
from scoring.documents.assets import templates_root
from scoring.documents.layout import REFERENCE
from scoring.storage import place, write_atomic

EXAMPLE = "bulletin"
"""The document that the example of a template is for."""


def handed_out(
    ctx: click.Context,
    folder: str | None,
    kinds: Sequence[str],
    output: Path | None,
    *,
    other: bool,
) -> int:
    """Puts the reference document, or the example of a template, into the workspace's
    ``templates/``, or to ``output``.

    Raises a usage error where there is no such template, and rather than replace a file that is
    there.
    """
    if other:
        raise click.UsageError("--word-template 只取模板，不与生成文书的选项一起写")
    wanted = list(dict.fromkeys(kinds))
    unknown = [word for word in wanted if word != EXAMPLE]
    if unknown:
        raise click.UsageError(
            f"{'、'.join(unknown)} 没有单独的 Word 模板："
            "所有文书用同一份版式样本（不写名称就是取它）；"
            f"自备模板的写法，看 {EXAMPLE} 的示例和说明"
        )
    ours = templates_root() / "word"
    source, name = (
        (ours / "example.docx", f"{EXAMPLE}.docx") if wanted else (ours / REFERENCE, REFERENCE)
    )
    home = output or place(workspace_folder(ctx, folder), "templates", folder=True)
    if output is None or output.is_dir():
        path = home / name
    else:
        path = output
    # It may hold hours of an office's work on its own look; a link counts, wherever it leads.
    if os.path.lexists(path):
        raise click.UsageError(f"已有 {path}，没有覆盖。要重新取，先改名或移走")
    write_atomic(path, source.read_bytes())
    click.echo(str(path))
    return FINE
