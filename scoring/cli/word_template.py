"""``shifan report --word-template``: our Word template, for an office to edit; the command itself stands in
``report_command``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from scoring.cli.shared import FINE, workspace_folder


def handed_out(
    ctx: click.Context, folder: str | None, kinds: Sequence[str], output: Path | None, *, other: bool
) -> int:
    """Puts the templates of the documents into the workspace's ``templates/``, or to ``output``.

    Raises a usage error where there is no such template, and rather than replace a file that is there.
    """
    from scoring.documents.word.office import shipped_word_template, shipped_word_templates
    from scoring.storage import place, write_atomic

    if other:
        raise click.UsageError("--word-template 只取模板，不与生成文书的选项一起写")
    wanted = list(dict.fromkeys(kinds)) or ["self"]
    if output is not None and len(wanted) > 1 and not output.is_dir():
        raise click.UsageError("取几份模板时，-o 写一个已有的文件夹")
    home = output or place(workspace_folder(ctx, folder), "templates", folder=True)
    pairs = []
    for word in wanted:
        source = shipped_word_template(word)
        if source is None:
            known = "、".join(shipped_word_templates())
            raise click.UsageError(f"{word} 没有自带的 Word 模板；有的是：{known}。别的文书可以自己做，写法见说明")
        path = home / source.name if output is None or output.is_dir() else output
        if os.path.lexists(path):
            raise click.UsageError(f"已有 {path}，没有覆盖。要重新取，先改名或移走")
        pairs.append((source, path))
    for source, path in pairs:
        write_atomic(path, source.read_bytes())
        click.echo(str(path))
    return FINE
