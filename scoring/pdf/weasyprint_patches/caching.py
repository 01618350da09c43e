"""The same pages sooner: what the renderer reckons again for every box although it follows from the
style alone.

WeasyPrint shares one style between all elements that look alike, but measures, faces and line
heights are read from it for each box anew. Here they are kept on the style. What cannot be known
from the style (percentages, page boxes, copies that the layout changes as it goes) takes the
renderer's own way, so every page stays the same to the byte; a test prints both ways and compares.

Two more: pseudo-elements of footnotes and list markers are matched for every element, needed or
not; and the HTML parser makes each of its patterns anew, because it stores them under the wrong
key.

All replace functions inside the libraries, whose versions :mod:`.cjk` has checked.
"""

import re
import sys
from collections.abc import Callable
from typing import Any

from tinyhtml5 import inputstream
from weasyprint import css, html
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, inline, percent
from weasyprint.text import line_break

_LENGTHS = (
    *(
        f"{kind}_{side}"
        for kind in ("margin", "padding")
        for side in ("left", "right", "top", "bottom")
    ),
    *(f"{limit}{axis}" for axis in ("width", "height") for limit in ("", "min_", "max_")),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_CORNERS = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))
_NOTES = re.compile(r"footnote|\bnote\(", re.IGNORECASE)
_MARKED = re.compile(r"\blist-item\b", re.IGNORECASE)
_ITEMS = frozenset({"li", "ol", "ul", "summary"})
_CHANGING = "_shifan_changing"
_ORIGINAL: dict[str, Any] = {}


def apply() -> None:
    """Install the shortcuts in this process; calling it again does nothing. :func:`.cjk.apply`
    comes before.
    """
    if _ORIGINAL:
        return
    _ORIGINAL.update(measures=percent.resolve_percentages, radii=percent.resolve_radii_percentages)
    _ORIGINAL.update(backgrounds=background.layout_box_backgrounds)
    _ORIGINAL.update(selectors=list(html.UA_STYLESHEET.matcher.other_selectors))
    for style in (css.ComputedStyle, css.AnonymousStyle):
        style.copy = _copying(style.copy)
    for module in [
        loaded for name, loaded in sys.modules.items() if name.startswith("weasyprint.layout")
    ]:
        if vars(module).get("resolve_percentages") is _ORIGINAL["measures"]:
            vars(module)["resolve_percentages"] = _resolve_percentages
    background.resolve_radii_percentages = _resolve_radii
    background.layout_box_backgrounds = _layout_backgrounds
    line_break.get_font_description = _per_style("_shifan_face")(line_break.get_font_description)
    inline.strut = _per_style("_shifan_strut")(inline.strut)
    boxes.Box.is_in_normal_flow = lambda box: _flows(box.style)
    inputstream.characters_until_regex = _Patterns()


def look_at(*texts: str) -> None:
    """Prepare for a document: ``texts`` are its HTML and all style sheets but the renderer's
    own.
    """
    notes = any(_NOTES.search(text) for text in texts)
    marked = any(_MARKED.search(text) for text in texts)
    selectors = []
    for test, specificity, order, pseudo, payload in _ORIGINAL["selectors"]:
        if pseudo and "note" in pseudo and not notes:
            continue
        if pseudo == "marker" and not marked:
            narrowed = _item
        else:
            narrowed = test
        selectors.append((narrowed, specificity, order, pseudo, payload))
    html.UA_STYLESHEET.matcher.other_selectors[:] = selectors


def _item(element: Any) -> bool:
    return element.local_name in _ITEMS


def _copying(copy: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A copy of a style is made to be changed: nothing is kept on it."""

    def copied(style: Any) -> Any:
        duplicate = copy(style)
        setattr(duplicate, _CHANGING, True)
        return duplicate

    return copied


def _per_style(name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Makes a function of a style one that is asked once for each style; the answer stays on it
    under ``name``.
    """

    def once(reckon: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def found(style: Any) -> Any:
            attributes = style.__dict__
            if name in attributes:
                return attributes[name]
            result = reckon(style)
            if _CHANGING not in attributes:
                attributes[name] = result
            return result

        return found

    return once


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    style = box.style
    measures = _measures(style)
    if measures is None or isinstance(box, boxes.PageBox):
        _ORIGINAL["measures"](box, containing_block)
        return
    attributes = box.__dict__
    attributes.update(measures)
    collapsed = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        # Those of a cell whose borders collapse with its neighbours' are known before.
        if not (collapsed and name in attributes):
            attributes[name] = style[name]


@_per_style("_shifan_measures")
def _measures(style: Any) -> dict[str, Any] | None:
    """The lengths of a box of that style in CSS pixels; None where they depend on the boxes around
    it.
    """
    if style["box_sizing"] != "content-box":
        return None
    lengths: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name.startswith("min_") else value
        elif value is not None and getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return None
    return lengths


@_per_style("_shifan_flow")
def _flows(style: Any) -> bool:
    """Whether a box of that style stands in the flow of its neighbours."""
    floated = ("left", "right", "inline-start", "inline-end", "footnote")
    position = style["position"]
    apart = position in ("absolute", "fixed") or position[0] in ("running()", "note()")
    return not apart and style["float"] not in floated


def _resolve_radii(box: Any) -> None:
    if _square(box.style):
        box.__dict__.update(_SQUARE)
    else:
        _ORIGINAL["radii"](box)


@_per_style("_shifan_square")
def _square(style: Any) -> bool:
    return all((0, "px") in style[corner] for corner in _CORNERS)


def _layout_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    if box is page or not layout_children or style is not None or not _plain(box.style):
        _ORIGINAL["backgrounds"](page, box, get_image, layout_children, style)
        return
    _resolve_radii(box)
    for child in box.all_children():
        _layout_backgrounds(page, child, get_image)
    box.background = None


@_per_style("_shifan_plain")
def _plain(style: Any) -> bool:
    """Whether a box of that style has nothing behind it: no colour, no image, no shadow."""
    images = (style["border_image_source"], style["mask_border_source"], *style["background_image"])
    color = style["background_color"]
    color = style["color"] if color == "currentcolor" else color
    seen = color.alpha or style["box_shadow"] or style["visibility"] == "hidden"
    return not seen and all(kind == "none" for kind, *_ in images)


class _Patterns(dict[tuple[Any, bool], re.Pattern[str]]):
    """The patterns of the HTML parser by their characters; ``opposite`` of ``True`` asks for these,
    else for others.
    """

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, opposite = key
        within = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{'' if opposite else '^'}{within}]+")
        return pattern
