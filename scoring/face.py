"""The functions that other programs begin with; ``scoring/__init__`` offers them.
See ``docs/python.md``.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from scoring.problems import ScoringError
from scoring.values import offered
from scoring.workspace import Opening, Workspace
from scoring.workspace import open_workspace as opened
from scoring.workspace.memory import Memory


def open_workspace(path: str | os.PathLike[str]) -> Opening:
    """Opens the workspace in a folder. Nothing that stands in a file makes it raise.

    ``.problems`` are all problems of all files; ``.workspace`` is what can be scored, None where
    nothing can. The workspace remembers what was read, so that after :meth:`Workspace.edit` the
    next one is there in milliseconds.
    """
    return opened(Path(path), memory=Memory())


def render(
    workspace: Workspace,
    kind: str,
    form: str = "pdf",
    *,
    today: date,
    draft: bool = False,
    mark: str | None = None,
) -> bytes:
    """A document as bytes: ``kind`` as in ``shifan report``, ``form`` one of pdf,
    html, docx, xlsx and json.

    ``today`` is the date it bears, ``draft`` puts 草稿 across it, ``mark`` a mark such as 内部资料.
    The same workspace and date give the same bytes. Raises :class:`~scoring.problems.ScoringError`:
    ``refused`` for a kind or form that there is not or that this workspace has nothing for,
    ``unprintable`` where it cannot be rendered.
    """
    # Only here: who opens and scores does not load what prints.
    from scoring.documents.registry import DOCUMENTS, FORMS, Wishes, document, rendered

    if kind not in DOCUMENTS:
        raise ScoringError(f"没有“{kind}”这种文书{offered(kind, list(DOCUMENTS))}")
    if form not in FORMS:
        raise ScoringError(f"没有“{form}”这种格式{offered(form, list(FORMS))}")
    wishes = Wishes(today, draft=draft, mark=mark)
    return rendered(document(workspace, kind, wishes), form, wishes, workspace.path)
