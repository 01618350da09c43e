"""Equations of Word (Office Math) on one line, as a person would type them: ≥95%, (a+b)/c, x^2,
√(x), Σ_(i=1)^n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.reading.package import local

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

_DEEPEST = 60
_ROOTS = {"oMath", "oMathPara"}


def is_equation(tag: object) -> bool:
    """Whether an element is an equation, or a paragraph of equations."""
    return local(tag) in _ROOTS


def equation_text(element: _Element, depth: int = 0) -> str:
    """The text of an equation, or of a piece of one (ECMA-376 part 1, 22.1)."""
    if depth > _DEEPEST:
        return "".join(str(text) for text in element.itertext())
    return "".join(_piece(child, depth + 1) for child in element)


def _piece(element: _Element, depth: int) -> str:
    tag = local(element.tag)
    if not tag or tag.endswith("Pr") or tag in {"del", "moveFrom", "ctrlPr"}:
        return ""
    if tag == "t":
        return element.text or ""
    writer = _WRITERS.get(tag)
    if writer:
        return writer(element, depth)
    return equation_text(element, depth)


def _part(element: _Element, name: str, depth: int) -> str:
    child = next((child for child in element if local(child.tag) == name), None)
    if child is None:
        return ""
    return equation_text(child, depth)


def _grouped(text: str) -> str:
    """Brackets around what would read differently without them."""
    if len(text) < 2 or text.replace(".", "").replace("%", "").isalnum():
        return text
    return f"({text})"


def _fraction(element: _Element, depth: int) -> str:
    return f"{_grouped(_part(element, 'num', depth))}/{_grouped(_part(element, 'den', depth))}"


def _raised(element: _Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    text = _part(element, "e", depth)
    return (
        text + (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    )


def _root(element: _Element, depth: int) -> str:
    degree = _part(element, "deg", depth)
    return f"{degree}√({_part(element, 'e', depth)})"


def _sign(element: _Element, name: str, otherwise: str) -> str:
    """The character that the properties of a structure name, as m:chr, m:begChr and m:endChr do."""
    for child in element.iter():
        if local(child.tag) == name:
            return next(
                (str(value) for key, value in child.attrib.items() if local(key) == "val"), ""
            )
    return otherwise


def _sum(element: _Element, depth: int) -> str:
    properties = next((child for child in element if local(child.tag) == "naryPr"), None)
    sign = "∫" if properties is None else _sign(properties, "chr", "∫")
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    bounds = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    return f"{sign}{bounds}{_grouped(_part(element, 'e', depth))}"


def _brackets(element: _Element, depth: int) -> str:
    properties = next((child for child in element if local(child.tag) == "dPr"), None)
    opening = "(" if properties is None else _sign(properties, "begChr", "(")
    closing = ")" if properties is None else _sign(properties, "endChr", ")")
    return opening + "|".join(_all(element, "e", depth)) + closing


def _rows(element: _Element, depth: int) -> str:
    rows: Iterable[_Element] = (child for child in element if local(child.tag) == "mr")
    return "[" + "; ".join(", ".join(_all(row, "e", depth)) for row in rows) + "]"


def _stacked(element: _Element, depth: int) -> str:
    return "; ".join(_all(element, "e", depth))


def _all(element: _Element, name: str, depth: int) -> list[str]:
    return [equation_text(child, depth) for child in element if local(child.tag) == name]


_WRITERS = {
    "f": _fraction, "sSup": _raised, "sSub": _raised, "sSubSup": _raised, "rad": _root, "nary": _sum,
    "d": _brackets, "m": _rows, "eqArr": _stacked,
}  # fmt: skip
