"""The scoring rules of the reference engine, each written a second time: score and gain of one
finding (4.1)."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

Data = dict[str, Any]


def num(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def steps(rule: Data, distance: Fraction) -> Fraction:
    count = distance / num(rule["per"])
    return {"prorata": count, "up": Fraction(ceil(count)), "down": Fraction(floor(count))}[
        rule.get("steps", "prorata")
    ]


def band_holds(rule: Data, band: Data, value: Fraction) -> bool:
    """A band holds its lower (or upper) bound; an outermost finite end belongs to its band; no
    bound is unbounded."""
    side = band.get("closed", rule.get("closed", "from"))
    if "from" in band:
        low = num(band["from"])
        lowest = all("from" in b and num(b["from"]) >= low for b in rule["bands"])
        if value < low or (value == low and side == "to" and not lowest):
            return False
    if "to" in band:
        high = num(band["to"])
        highest = all("to" in b and num(b["to"]) <= high for b in rule["bands"])
        if value > high or (value == high and side == "from" and not highest):
            return False
    return True


def score_of(rule: Data, f: Data, p: Fraction) -> tuple[Fraction, Fraction]:
    """Score in [0, p] and gain of one finding by its rule (4.1)."""
    kind, gain = rule["type"], Fraction(0)
    value = (
        num(f["value"])
        if "value" in f
        else num(f["done"]) / num(f["of"])
        if "done" in f
        else Fraction(0)
    )
    if kind == "judged" or "reason" in f:  # an inspector's direct score comes with its reason
        s = num(f["score"])
    elif kind == "met":
        s = p * (f["met"] == "true")
    elif kind == "checklist":
        items, missing = rule["items"], [i for i in rule["items"] if i["name"] not in f["has"]]
        given = [num(i["share"]) for i in items if "share" in i]
        rest = (1 - sum(given, Fraction(0))) / max(1, len(items) - len(given))
        nothing = missing and (
            rule.get("missing") == "zero" or any(i.get("key") == "true" for i in missing)
        )
        s = (
            Fraction(0)
            if nothing
            else p * (1 - sum(num(i["share"]) if "share" in i else rest for i in missing))
        )
    elif kind == "deduct":
        s = p
        counted = [(c, num(f["counts"].get(c["name"], "0"))) for c in rule["cases"]]
        for c, n in counted:
            s -= min(n * num(c["points"]), num(c["max"])) if "max" in c else n * num(c["points"])
        s = max(s, num(rule.get("floor", "0")))
        s = Fraction(0) if any("zero_at" in c and n >= num(c["zero_at"]) for c, n in counted) else s
    elif kind == "ratio":
        s = (
            Fraction(0)
            if "zero_below" in rule and value < num(rule["zero_below"])
            else p * value / num(rule.get("full_at", "100%"))
        )
    elif kind == "threshold":
        ahead = (value - num(rule["at"])) * (-1 if rule.get("direction") == "at_most" else 1)
        s = (
            p
            if ahead >= 0
            else p - num(rule["loss"]) * steps(rule, -ahead)
            if "loss" in rule
            else Fraction(0)
        )
        gain = (
            num(rule["gain"]) * steps(rule, ahead) if ahead > 0 and "gain" in rule else Fraction(0)
        )
        gain = min(gain, num(rule["gain_cap"])) if "gain_cap" in rule else gain
    elif kind == "bands":
        (s,) = [num(b["points"]) for b in rule["bands"] if band_holds(rule, b, value)]
    elif kind == "grade":
        s = p * num(rule["grades"][f["grade"]])
    elif kind == "survey":
        votes = {o: num(n) for o, n in f["votes"].items()}
        s = (
            p
            * sum(n * num(rule["options"][o]) for o, n in votes.items())
            / sum(votes.values())
            / 100
        )
    elif kind == "rank" and rule.get("to_first") == "true":
        s = p * num(f["value"]) / num(f["best"])
    elif kind == "rank":
        place = (
            int(f["of"]) - int(f["rank"]) if rule.get("reverse") == "true" else int(f["rank"]) - 1
        )
        table, beyond = [num(t) for t in rule["table"]], rule.get("beyond", {})
        past = place - len(table) + 1
        s = (
            table[place]
            if past <= 0
            else max(table[-1] - past * num(beyond["step"]), num(beyond.get("floor", "0")))
        )
    elif kind == "ladder":
        s = sum(awards_of(rule, f).values(), Fraction(0))
    elif kind == "sample":
        failed = num(f["failed"])
        s = p - failed * num(rule["per_fail"]) if "per_fail" in rule else p * (failed == 0)
    elif kind == "mean":
        s = p * sum(map(num, f["values"])) / len(f["values"]) / num(rule.get("full", "100"))
    else:
        assert kind == "external", kind
        s = p * num(f["score"]) / num(rule.get("full", "100"))
    return min(max(s, Fraction(0)), p), gain


def awards_of(rule: Data, f: Data) -> dict[Any, Fraction]:
    best: dict[Any, Fraction] = {}
    for a in f["awards"]:
        best[a["matter"]] = max(num(rule["steps"][a["level"]]), best.get(a["matter"], Fraction(0)))
    return best
