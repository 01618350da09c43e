"""Which finding of an inspection stands, for the reference engine: arbitration, kinds, dates and
methods (3.3, R32)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from reference_rules import num

Data = dict[str, Any]


def leaf_shares(nodes: list[Data], shares: Data) -> Iterator[tuple[str, Data]]:
    """Every leaf with the shares of its methods, the nearest stated above or on it."""
    for node in nodes:
        own = node.get("method_shares", shares)
        if "children" in node:
            yield from leaf_shares(node["children"], own)
        else:
            yield node["code"], own


def standing(ws: Data) -> Data:
    """By code, the finding that verifies; `givers` are all that went into it, the most telling
    first."""
    now = ws["rounds"][0]
    found: Data = {}
    for code, shares in leaf_shares(ws["tree"]["indicators"], ws["tree"].get("method_shares", {})):
        for kind in ("mock", "inspection"):
            rounds = [
                r for r in ws["rounds"][1:] if r["kind"] == kind and r.get("basis") == now["round"]
            ]
            stands = pick(
                [(r, r["findings"][code]) for r in rounds if code in r["findings"]], shares
            )
            if stands:
                found[code] = stands
    return found


def pick(held: list[tuple[Data, Data]], shares: Data) -> Data | None:
    """The first whole finding, or the marks of all methods, whichever comes first from the most
    telling round on."""

    def telling(pair: tuple[Data, Data]) -> tuple[bool, str, str]:
        settles = "true" in (pair[0].get("arbitration"), pair[1].get("arbitrates"))
        return settles, pair[0]["as_of"], pair[0]["round"]

    marks: Data = {}
    givers: list[Data] = []
    for _, finding in sorted(held, key=telling, reverse=True):
        if set(finding) <= {"opinion", "note"}:
            continue
        if "by_method" not in finding:
            return finding | {"givers": [finding]}
        if set(finding["by_method"]) - set(marks):
            givers.append(finding)
        marks = finding["by_method"] | marks
        if set(marks) == set(shares):
            return {"by_method": marks, "shares": shares, "givers": givers}
    return None


def untrue(finding: Data | None) -> set[str]:
    return {
        piece for giver in (finding or {}).get("givers", []) for piece in giver.get("untrue", [])
    }


def penalty(ws: Data, finding: Data, points: Fraction) -> Fraction | None:
    """What untrue evidence takes off; None where there is none."""
    seen: set[str] = set()
    taken = Fraction(0)
    for giver in finding.get("givers", []):
        if set(giver.get("untrue", [])) - seen:
            deduct = ws["tree"].get("untrue", {}).get("deduct", "0%")
            usual = points if deduct == "zero" else points * num(deduct)
            taken += num(giver["penalty"]) if "penalty" in giver else usual
            seen |= set(giver["untrue"])
    return taken if seen else None


def by_method(finding: Data, points: Fraction) -> Fraction:
    """Points × Σ share × score ÷ of."""
    total = Fraction(0)
    for method, share in finding["shares"].items():
        mark = finding["by_method"][method]
        total += num(share) * num(mark["score"]) / num(mark.get("of", "100"))
    return points * total
