"""A Word file says what the printed page says, word for word and in its order, for every document
there is."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_outputs import compact, page_text, word_text

from scoring.actions.papers import issue_paper
from scoring.documents import layout, registry
from scoring.documents.registry import DOCUMENTS, Wishes, rendered
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import Author, carry_out

EXAMPLE = Path(__file__).parent.parent.parent / "evidence" / "example-county"
TODAY = date(2026, 11, 30)
WISHES = Wishes(TODAY, mark="内部资料", seal=True)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The worked example, with a 督办单 on record."""
    folder = tmp_path_factory.mktemp("word") / "county"
    shutil.copytree(EXAMPLE, folder)
    author = Author("李明", TODAY)
    carry_out(folder, author, "rectify urge", lambda changes: issue_paper(changes, ["R0024"]))
    opened = open_workspace(folder).workspace
    assert opened is not None
    return opened


@pytest.fixture(scope="module", autouse=True)
def _no_drawing() -> Any:
    """Charts say nothing in words; a picture of one dot stands for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "scoring.docx.writer.pictures", lambda drawings, fonts: [dot()] * len(drawings)
        )
        yield


def dot() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("L", (4, 3), 255).save(made, "PNG")
    return made.getvalue()


def difference(word: str, page: str) -> str:
    at = next(
        (at for at, pair in enumerate(zip(word, page, strict=False)) if pair[0] != pair[1]), -1
    )
    return (
        "" if word == page else f"Word …{word[at - 20 : at + 40]}… page …{page[at - 20 : at + 40]}…"
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_text_of_word_is_the_text_of_the_page(workspace: Workspace, kind: str) -> None:
    page = registry.document(workspace, kind, WISHES)
    html = layout.word_html(page, None, draft=False, mark=WISHES.mark)
    if kind != "tree":  # its Word file is the table that the import reads back
        # A document of one page may be set in its denser type, in Word as on the page.
        types = (False, True) if page.single else (False,)
        bodies = [
            layout.body(page, None, draft=False, mark=WISHES.mark, dense=dense) for dense in types
        ]
        assert html in bodies
    assert (
        difference(compact(word_text(rendered(page, "docx", WISHES, None))), page_text(html)) == ""
    )
