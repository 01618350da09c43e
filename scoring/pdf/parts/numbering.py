"""Which page of which part is which page of the document: blank leaves, page numbers, running
heads.

The parts are laid out without their margin boxes, each as if it began on a right-hand page. Here
their pages are put in a row, blank ones are added where a part must begin on a certain side, and
HTML is made whose pages hold nothing but the margin boxes, in the same order, under the same page
names and with the same running strings. The renderer fills them by the document's own style sheets;
laid over the parts they give the pages that one process would have given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

RUN = 60
"""Pages whose margin boxes are printed together: a quarter of a second's work."""
FAR = 100_000
"""A page number that no document reaches."""
AT_TOP = frozenset({"chapter"})
"""The running strings that the page styles read by ``start``; the others are read by what is
assigned first."""
_LINK = re.compile(r"<a\s+href=\"#([^\"]*)\"")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HTML = re.compile(r"<html\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the document.

    ``part`` and ``page`` say where it comes from (None: a blank page between parts; ``empty``: one
    inside a part that something behind it asked for, which begins on a right-hand page), ``first``
    that it begins a group of its page name, ``number`` is the printed one, ``strings`` what was
    assigned to running strings on it, ``late`` those of them that nothing at its top assigns: their
    value at its top is that of the page before.
    """

    part: int | None
    page: int
    name: str
    first: bool
    recto: bool
    number: int
    strings: Mapping[str, Sequence[str]]
    late: frozenset[str]
    empty: bool = False

    @property
    def blank(self) -> bool:
        """Nothing of a part stands on it."""
        return self.part is None or self.empty


def names(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """The page names of all parts, in order."""
    return list(dict.fromkeys(page["name"] for report in reports for page in report["pages"]))


def probe(head: str, wanted: Sequence[str]) -> str:
    """HTML that tells of each page name whether its first page begins the numbers again; see
    :func:`restarts`.
    """
    groups = "".join(
        f'<section style="page:{escape(name) or "auto"};break-before:page">·</section>'
        for name in wanted
    )
    return f"{_opening(head, FAR)}<div>·</div>{groups}</body></html>"


def restarts(report: Mapping[str, Any], wanted: Sequence[str]) -> dict[str, int]:
    """The number of the first page for each page name that begins again; others go on."""
    numbers = [page["number"] for page in report["pages"]]
    return {
        name: number
        for name, before, number in zip(wanted, numbers, numbers[1:], strict=False)
        if number != before + 1
    }


def leaves(
    reports: Sequence[Mapping[str, Any]], continued: Sequence[bool], again: Mapping[str, int]
) -> tuple[Leaf, ...]:
    """The pages of the document in order."""
    result: list[Leaf] = []
    number = 0
    for part, report in enumerate(reports):
        apart = _needs_blank(report["begins"], len(result))
        if apart:
            number += 1
            name = _name_of_blank(result[-1].name, report["pages"][0], continued[part])
            result.append(Leaf(None, 0, name, False, False, number, {}, frozenset()))
        for index, page in enumerate(report["pages"]):
            name = page["name"]
            same = index == 0 and continued[part] and bool(result) and result[-1].name == name
            first = page["first"] and not same
            if first and name in again:
                number = again[name]
            else:
                number = number + 1
            recto = apart if index == 0 else report["pages"][index - 1]["blank"]
            late = frozenset(page["late"])
            result.append(
                Leaf(part, index, name, first, recto, number, page["strings"], late, page["blank"])
            )
    return tuple(result)


def _needs_blank(side: str | None, before: int) -> bool:
    """Whether a blank page comes before a part that begins on a stated side of the sheet; the first
    page of a document is a right-hand one.
    """
    if not before:
        return False
    right = before % 2 == 0
    return (side == "recto" and not right) or (side == "verso" and right)


def _name_of_blank(name: str, opening: Mapping[str, Any], continued: bool) -> str:
    """The page name of a blank page: that of what surrounds what begins behind it, so none where
    that is a group.
    """
    if opening["name"] == name and (continued or not opening["first"]):
        return name
    return ""


def runs(found: Sequence[Leaf]) -> list[tuple[int, int]]:
    """The pages in runs that each begin on a right-hand page, not behind a blank one, and not with
    a late string.
    """
    # Some pages a print, so that a changed head prints few of them anew.
    cuts = [0]
    while len(found) - cuts[-1] > RUN:
        at = cuts[-1] + RUN
        while at < len(found) and (found[at - 1].blank or found[at].late & AT_TOP):
            at += 2
        cuts.append(at)
    ends = [min(end, len(found)) for end in [*cuts[1:], len(found)]]
    return [(start, end) for start, end in zip(cuts, ends, strict=True) if start < end]


def blanks(html: str, found: Sequence[Leaf]) -> dict[str, str]:
    """HTML of an empty page for each name under which a blank one stands between parts: it may bear
    a draft mark.
    """
    body = _BODY.search(html)
    head = html[: body.end()] if body else html
    return {
        leaf.name: f'{head}<section style="page:{escape(leaf.name) or "auto"}"><div></div></section></body></html>'
        for leaf in found
        if leaf.part is None
    }


def margins(head: str, found: Sequence[Leaf], start: int, end: int) -> str:
    """HTML whose pages are the margin boxes of the pages from ``start`` to before ``end``."""
    strings: dict[str, str] = {}
    for leaf in found[:start]:
        strings.update({name: values[-1] for name, values in leaf.strings.items()})
    carried = {name: [value] for name, value in strings.items() if name not in found[start].strings}
    pieces = [_opening(head, found[start].number)]
    inside = False
    for index in range(start, end):
        leaf = found[index]
        if leaf.blank:
            continue
        if not inside or leaf.first or leaf.name != _named(found, index):
            if inside:
                pieces.append("</section>")
            pieces.append(f'<section style="page:{_page_name(leaf)}">')
            inside = True
        side = "recto" if leaf.recto else "page"
        # The first page of a run takes along what stood in the heads before it.
        own = {**carried, **leaf.strings} if index == start else leaf.strings
        texts = "".join(_assigned(own, leaf.late))
        pieces.append(f'<div style="break-before:{side}">{texts}</div>')
    pieces.append("</section></body></html>")
    return "".join(pieces)


def _page_name(leaf: Leaf) -> str:
    return escape(leaf.name) or "auto"


def _named(found: Sequence[Leaf], at: int) -> str:
    """The name of the page of a part that stands before."""
    if found[at - 1].blank:
        return found[at - 2].name
    return found[at - 1].name


def _assigned(strings: Mapping[str, Sequence[str]], late: frozenset[str]) -> Iterator[str]:
    """Elements that assign the strings: all that stand at the top by the first one, which is empty
    where none does.
    """
    top = [(name, values[0]) for name, values in sorted(strings.items()) if name not in late]
    attributes = "".join(f' data-{index}="{escape(value)}"' for index, (_, value) in enumerate(top))
    assignments = ",".join(
        f"{escape(name)} attr(data-{index})" for index, (name, _) in enumerate(top)
    )
    yield f'<div{attributes} style="string-set:{assignments}"></div>' if top else "<div></div>"
    for name, values in sorted(strings.items()):
        for value in values if name in late else values[1:]:
            yield (
                f'<div data-is="{escape(value)}" style="string-set:{escape(name)} '
                'attr(data-is)"></div>'
            )


def _opening(head: str, number: int) -> str:
    """The start of the HTML, with the document's own language; the first page carries
    ``number``.
    """
    match = _HTML.search(head)
    style = f"@page :first{{counter-reset:page {number} !important}}"
    html = match[0] if match else "<html>"
    return f'<!DOCTYPE html>{html}<head><meta charset="utf-8"><style>{style}</style></head><body>'


def targets(reports: Sequence[Mapping[str, Any]], found: Sequence[Leaf]) -> dict[str, int]:
    """The printed page number of every anchor; the first part that has it counts."""
    numbers = {(leaf.part, leaf.page): leaf.number for leaf in found}
    pages: dict[str, int] = {}
    for part, report in enumerate(reports):
        for name, (page, _, _) in report["anchors"].items():
            pages.setdefault(name, numbers[part, page])
    return pages


def filled(html: str, numbers: Mapping[str, int]) -> str:
    """The contents with the page number of each entry; an entry whose target is not known keeps
    none.
    """

    def entry(found: re.Match[str]) -> str:
        number = numbers.get(unescape(found[1]))
        if number is None:
            return found[0]
        return f'{found[0]} data-page="{number}"'

    return _LINK.sub(entry, html)
