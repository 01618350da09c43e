"""One volume put together from finished pages: numbers, captions, links from the contents to the
pieces and back.

The volume comes as plain data (it travels to the child): ``front`` is a PDF, ``pieces`` lie between
leaves of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf

from scoring.binding.archival import declare, obstacle
from scoring.binding.geometry import CAPTION, LEFT, RIGHT, WIDTH
from scoring.binding.lettering import Lettering

NUMBER_SIZE = 10.5
CAPTION_SIZE = 10.5
# Lines of print of ten points and a half.
CAPTION_LEAD = 15.0
NUMBER_HEIGHT = 28.0
"""Points from the foot of the page to the number."""


def assemble(volume: dict[str, Any], target: Path) -> str:
    """Writes the volume to ``target``. The same volume gives the same bytes. Returns why it is no
    PDF/A, "" if it is.

    ``volume`` holds ``title``, ``number`` (its own), ``bookmarks`` (title, name, inner) and
    ``steps`` in order, each a PDF ``file`` with the ``name`` by which links call its first page.
    The pages of a piece have ``labels`` and may have ``texts`` (a caption in lines for each page,
    below ``tops``); ``back`` is the name that its number leads to.
    """
    lettering = Lettering(_texts(volume))
    with pikepdf.new() as out:
        face = lettering.font(out)
        names: dict[str, int] = {}
        for step in volume["steps"]:
            names[step["name"]] = len(out.pages)
            with pikepdf.open(step["file"]) as part:
                for index, page in enumerate(part.pages):
                    out.pages.append(page)
                    if "labels" in step:
                        _stamp(out, out.pages[-1], face, lettering, step, index, volume["number"])
        # Links are turned only now that all pages have their places.
        _link(out, names)
        _bookmarks(out, volume["bookmarks"], names)
        out.docinfo["/Title"] = volume["title"]
        out.Root.PageMode = pikepdf.Name.UseOutlines
        out.Root.Lang = "zh-CN"
        reason = obstacle(out)
        if not reason:
            declare(out, volume["title"])
        out.save(
            target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return reason


def _texts(volume: dict[str, Any]) -> list[str]:
    texts = [f"第卷页　—-0123456789{volume['number']}"]
    for step in volume["steps"]:
        texts += [
            *step.get("labels", ()),
            *(line for lines in step.get("texts", ()) for line in lines),
        ]
    return texts


def _stamp(
    out: pikepdf.Pdf,
    page: pikepdf.Page,
    face: Any,
    lettering: Lettering,
    step: dict[str, Any],
    at: int,
    number: str,
) -> None:
    """Volume and running number outside of the original, and the caption of a picture below it."""
    # Resources may be shared between pages: the page gets its own, with its own faces beside ours.
    empty: Any = pikepdf.Dictionary()
    own: Any = page.obj.get("/Resources", empty)
    resources = pikepdf.Dictionary(own)
    faces: Any = own.get("/Font", empty)
    resources.Font = pikepdf.Dictionary({**dict(faces), "/L": face})
    page.obj.Resources = resources
    label = f"第{number}卷　第{step['labels'][at]}页"
    width = lettering.width(label, NUMBER_SIZE)
    x = WIDTH - RIGHT - width
    content: list[str] = []
    texts = step.get("texts") or []
    if at < len(texts):
        content += _caption(lettering, texts[at], step["tops"][at])
    content.append(lettering.draw(label, x, NUMBER_HEIGHT, NUMBER_SIZE))
    page.contents_add(b"q", prepend=True)
    page.contents_add(("Q\n" + "\n".join(content)).encode())
    page.obj.Annots = pikepdf.Array(
        [_back(out, step["back"], (x, NUMBER_HEIGHT - 4, x + width, NUMBER_HEIGHT + 12))]
    )


def _back(out: pikepdf.Pdf, name: str, box: tuple[float, float, float, float]) -> Any:
    """The number of a page leads back to the list in which the piece stands."""
    action = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.URI, URI=f"{LINK}{name}")
    return out.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=list(box),
            Border=[0, 0, 0],
            A=action,
        )
    )


def _caption(lettering: Lettering, lines: list[str], top: float) -> list[str]:
    """The caption below the picture, whose lower edge is ``top``, in as many lines as there is room
    for.
    """
    most = int((CAPTION - 12) / CAPTION_LEAD)
    broken = [
        part for line in lines for part in lettering.lines(line, CAPTION_SIZE, WIDTH - LEFT - RIGHT)
    ]
    return [
        lettering.draw(line, LEFT, top - (index + 1) * CAPTION_LEAD - 4, CAPTION_SIZE)
        for index, line in enumerate(broken[:most])
    ]


def _link(out: pikepdf.Pdf, names: dict[str, int]) -> None:
    """Turns links of the front that name a piece or a leaf into links to its page in this volume;
    others go.
    """
    for page in out.pages:
        if "/Annots" not in page.obj:
            continue
        kept = []
        for note in page.obj.Annots:
            target = _target(note)
            if target in names:
                wanted = out.pages[names[target]]
                for key in ("/A", "/Dest"):
                    if key in note:
                        del note[key]
                note.Dest = pikepdf.Array([wanted.obj, pikepdf.Name.Fit])
                kept.append(note)
        page.obj.Annots = pikepdf.Array(kept)


def _target(note: Any) -> str:
    """The name that a link of the front asks for: ``https://volume/NAME``."""
    action = note.get("/A")
    address = str(action.get("/URI", "")) if action is not None else ""
    if address.startswith(LINK):
        return address.removeprefix(LINK)
    return ""


LINK = "https://volume.invalid/"
"""What a link to a place in the volume begins with while the front is printed by itself."""


def _bookmarks(out: pikepdf.Pdf, bookmarks: list[dict[str, Any]], names: dict[str, int]) -> None:
    with out.open_outline() as outline:
        for item in bookmarks:
            outline.root.append(_bookmark(item, names))


def _bookmark(item: dict[str, Any], names: dict[str, int]) -> pikepdf.OutlineItem:
    bookmark = pikepdf.OutlineItem(item["title"], names.get(item["name"], 0))
    bookmark.children.extend(_bookmark(inner, names) for inner in item.get("inner", ()))
    bookmark.is_closed = True
    return bookmark
