"""One leaf of the reference engine: the evidence that carries it, and its worth on every track
(3.2, 4.2, 4.7)."""

from fractions import Fraction
from itertools import combinations
from typing import Any

from reference_inspection import by_method, penalty, untrue
from reference_rules import awards_of, num, score_of

Data = dict[str, Any]
TRACKS = ("claimed", "supported", "verified", "current")
LOSSES = ("unassessed", "standard", "evidence", "inspection")
ZERO = Fraction(0)


def items_carried(ws: Data, node: Data, untrue: set[str]) -> list[bool]:
    """For each required evidence item of a leaf, whether enough valid pieces fit it; `untrue` ones
    do not."""
    now, wanted = ws["rounds"][0], node.get("evidence", [{"name": None}])
    if wanted == "none":
        return []

    def fits(record: Data, item: Data) -> bool:
        when, window, valid = (
            record.get("seen", record.get("date")),
            now.get("window"),
            record.get("valid", {}),
        )
        inside = (
            not window
            or item.get("within") == "any"
            or (when and window["from"] <= when <= window["to"])
        )
        covers = valid.get("from", "") <= now["as_of"] <= valid.get("to", "9999")
        there = (
            ws["files"].get(record["id"], "ok") == "ok"
            and record.get("review", {}).get("state") != "returned"
        )
        kind = "kinds" not in item or record["kind"] in item["kinds"]
        return bool(inside and covers and there and kind and record["id"] not in untrue)

    def links(record: Data) -> list[Any]:
        mine = (
            p
            for p in record["proves"]
            if p["indicator"] == node["code"] and p.get("state") != "proposed"
        )
        return [p.get("item") for p in mine]

    required = [i for i in wanted if i.get("required", "true") == "true"]
    named = [
        {r["id"] for r in ws["register"] if fits(r, i) and i["name"] and i["name"] in links(r)}
        for i in required
    ]
    # What names no item may be counted for any one that it fits and does not name already.
    loose = [
        {n for n, i in enumerate(required) if fits(r, i) and r["id"] not in named[n]}
        for r in ws["register"]
        if None in links(r)
    ]
    return most_met(
        [int(i.get("min", "1")) - len(ids) for i, ids in zip(required, named, strict=True)], loose
    )


def most_met(short: list[int], loose: list[set[int]]) -> list[bool]:
    """The largest set of items that can be filled with `loose` pieces, each counted once (Hall's
    condition)."""
    every = range(len(short))
    for size in range(len(short), -1, -1):
        for chosen in combinations(every, size):
            parts = (part for k in range(1, size + 1) for part in combinations(chosen, k))
            if all(
                sum(max(0, short[n]) for n in p) <= sum(not fit.isdisjoint(p) for fit in loose)
                for p in parts
            ):
                return [n in chosen for n in every]
    return []


def leaf(ws: Data, node: Data, points: Fraction, policy: Any, seen: Data) -> Data:
    """Amounts and losses on all tracks, and beside them what the leaf brings to bonus and penalty
    (`extra`)."""
    kind, now = node["kind"], ws["rounds"][0]
    mine, theirs = now["findings"].get(node["code"]), seen.get(node["code"])
    out = "not_applicable" in (theirs or mine or {})
    carried = items_carried(ws, node, untrue(theirs))
    strict = ws["tree"].get("support") == "strict"
    share = (
        Fraction(all(carried)) if strict or not carried else Fraction(sum(carried), len(carried))
    )
    share = Fraction(1) if kind == "penalty" else share
    own = outcome(ws, node, points, None if out else mine, Fraction(1))
    extra = {"claimed": own, "supported": outcome(ws, node, points, None if out else mine, share)}
    extra["verified"] = outcome(ws, node, points, None if out else theirs, Fraction(1))
    extra["current"] = extra["low"] = extra["high"] = (
        extra["verified"] if theirs else extra["supported"]
    )
    if not (
        mine or theirs
    ):  # unassessed is neither nothing nor full: low and high take it at its worst and its best
        extra["low"] = extra["current"] | ({"taken": points} if kind == "penalty" else {})
        whole = {"cap": points, "matters": {("", node["code"]): points}}
        extra["high"] = extra["current"] | (whole if kind == "bonus" else {})
    r: Data = {t: extra[t]["score"] for t in TRACKS} | {
        "applicable": points if kind == "base" else ZERO
    }
    r |= dict.fromkeys(LOSSES, ZERO)
    r |= {"extra": extra, "carried": carried, "open": not (mine or theirs), "out": out}
    c, s, v = (r[t] for t in TRACKS[:3])
    if out and kind == "base":
        gift = (
            points
            if policy == "full"
            else min(num(policy["give"]), points)
            if isinstance(policy, dict)
            else None
        )
        c = s = v = gift or ZERO
        r |= dict.fromkeys(TRACKS, v) | {"applicable": points if gift is not None else ZERO}
        looked = theirs or (gift is not None and seen)
    else:
        looked = theirs
    r["verified"] = v if looked else None
    if kind == "base" and r["open"]:
        r["unassessed"] = points
    elif kind == "base":
        met, proved = (max(c, v), max(s, v)) if theirs else (c, s)
        r |= {
            "standard": r["applicable"] - met,
            "evidence": met - proved,
            "inspection": proved - r["current"],
        }
    return r


def outcome(ws: Data, node: Data, points: Fraction, finding: Data | None, share: Fraction) -> Data:
    """Score, bonus (at most `cap`, from `matters`) and points taken, by one finding of which
    `share` is carried."""
    nothing: Data = {"score": ZERO, "cap": ZERO, "matters": {}, "taken": ZERO}
    if not finding or "not_applicable" in finding:
        return nothing
    rule = node.get("rule", {"type": "judged"})
    score, gain = (
        score_of(rule, finding, points)
        if "by_method" not in finding
        else (by_method(finding, points), ZERO)
    )
    lost = penalty(ws, finding, points)
    cap = points if node["kind"] == "bonus" else gain
    if (
        lost is not None
    ):  # untrue evidence: the penalty is taken off, down to nothing, and no gain counts
        score, gain = max(score - lost, ZERO), ZERO
        cap = score if node["kind"] == "bonus" else ZERO
    if node["kind"] == "penalty":
        return nothing | {"score": score, "taken": points - score}
    worth: dict[Any, Fraction] = {("", node["code"]): score if node["kind"] == "bonus" else gain}
    if node["kind"] == "bonus" and rule["type"] == "ladder" and "awards" in finding:
        worth = awards_of(rule, finding)
    return nothing | {
        "score": share * score,
        "cap": share * cap,
        "matters": {m: share * w for m, w in worth.items()},
    }
