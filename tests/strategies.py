"""Random workspaces without errors, as parsed files with every scalar as text, and ways to change
and write them.

A workspace is ``{"workspace", "tree", "register", "rounds", "ledger", "files"}``; the current round
comes first, and ``files`` gives the state of each record's file: ``ok``, ``missing`` or
``changed``. `reference.score` reads the same.
"""

import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import reference
import reference_leaf
import reference_rules
import yaml
from hypothesis import strategies as st
from reference_inspection import leaf_shares, standing

Data = dict[str, Any]
DAY = date(2026, 11, 20)
UNITS = ("示例县司法局", "示例县教育局", "示例县水务局")
LEVELS = ("国家级", "省级", "市级")
MAX_LEAVES = 40
SMALLEST = Fraction(1, 5)  # points that are stated are not made smaller than this


@dataclass(frozen=True)
class Dice:
    """Hypothesis' draw with a few short words; every choice shrinks towards the first one."""

    draw: st.DrawFn

    def roll(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high)) if high > low else low

    def pick(self, choices: Any) -> Any:
        return list(choices)[self.roll(0, len(choices) - 1)]

    def chance(self, percent: int) -> bool:
        return self.roll(0, 99) >= 100 - percent

    def some(self, choices: Any) -> list[Any]:
        choices = list(choices)
        mask = self.roll(0, 2 ** len(choices) - 1)
        return [c for i, c in enumerate(choices) if mask >> i & 1]

    def flag(self, percent: int = 50) -> str:
        return "true" if self.chance(percent) else "false"

    def points(self, full: Fraction, low: int = 0) -> str:
        """A number of points up to full, as text with at most two decimals; above zero where `low`
        twentieths are."""
        return cents(max(full * self.roll(low, 20) / 20, Fraction(1 if low else 0, 100)))

    def day(self, back: int, ahead: int = 0) -> str:
        return (DAY + timedelta(days=self.roll(-back, ahead))).isoformat()


def cents(value: Fraction) -> str:
    """Cut, not rounded, so that a part of the points never exceeds them."""
    n = value.numerator * 100 // value.denominator
    return f"{n // 100}.{n % 100:02d}" if n % 100 else str(n // 100)


def whole(value: Fraction) -> bool:
    return (value * 100).denominator == 1


# Rules: one function makes the parameters, the next a finding, the last a finding that is at least as good.


def rule_for(d: Dice, kind: str, p: Fraction) -> Data:
    """Parameters of a rule of this type for a leaf of `p` points."""
    make: dict[str, Callable[[], Data]] = {
        "met": dict,
        "checklist": lambda: checklist(d),
        "deduct": lambda: (
            {
                "cases": [
                    {"name": f"情形{i}", "points": d.points(p, 1)}
                    | ({"max": d.points(p, 2)} if d.chance(30) else {})
                    | ({"zero_at": str(d.roll(1, 4))} if d.chance(30) else {})
                    for i in range(d.roll(1, 3))
                ]
            }
            | ({"floor": d.points(p / 2)} if d.chance(20) else {})
        ),
        "ratio": lambda: (
            ({"zero_below": f"{d.roll(10, 80)}%"} if d.chance(40) else {})
            | ({"full_at": f"{d.roll(81, 100)}%"} if d.chance(40) else {})
        ),
        "threshold": lambda: threshold(d, p),
        "bands": lambda: bands(d, p),
        "grade": lambda: {
            "grades": {"优": "100%", "良": "80%", "中": f"{d.roll(30, 79)}%", "差": "0%"}
        },
        "survey": lambda: {
            "options": {
                "满意": "100",
                "基本满意": str(d.roll(50, 90)),
                "不满意": str(d.roll(0, 40)),
            }
        },
        "rank": lambda: rank(d, p),
        "ladder": lambda: ladder(d, p),
        "sample": lambda: {"any_fail": "zero"} if d.chance(50) else {"per_fail": d.points(p, 1)},
        "mean": lambda: {"full": d.pick(["100", "10"])} if d.chance(50) else {},
        "external": lambda: {"full": d.pick(["100", "120"])} if d.chance(50) else {},
        "judged": lambda: (
            ({"min": cents(p / 5)} if d.chance(20) else {})
            | ({"max": cents(p)} if d.chance(20) else {})
        ),
    }
    return {"type": kind, **make[kind]()}


def checklist(d: Dice) -> Data:
    items: list[Data] = [{"name": f"条目{i}"} for i in range(d.roll(1, 4))]
    left = 100
    for item in items[: d.roll(0, len(items) - 1)]:
        left -= (share := d.roll(5, 30))
        item["share"] = f"{share}%"
    if "share" not in items[-1] and all("share" in item for item in items[:-1]) and d.chance(30):
        items[-1]["share"] = f"{left}%"
    for item in items:
        item |= {"key": "true"} if d.chance(15) else {}
    return {"items": items} | ({"missing": d.pick(["share", "zero"])} if d.chance(30) else {})


def threshold(d: Dice, p: Fraction) -> Data:
    """A bound in percent or in plain numbers; loss, steps and gain are optional."""
    unit = d.pick(["%", ""])
    rule: Data = {"at": f"{d.roll(20, 90)}{unit}"}
    rule |= {"direction": d.pick(["at_least", "at_most"])} if d.chance(60) else {}
    rule |= {"loss": d.points(p / 4, 1)} if d.chance(80) else {}
    rule |= {"gain": d.points(p / 4, 1)} if d.chance(30) else {}
    if "gain" in rule and d.chance(60):
        rule["gain_cap"] = d.points(p, 2)
    if "loss" in rule or "gain" in rule:
        rule["per"] = f"{d.roll(1, 7)}{unit}"
        rule |= {"steps": d.pick(["prorata", "up", "down"])} if d.chance(60) else {}
    return rule


def ladder(d: Dice, p: Fraction) -> Data:
    """Steps in proportion to the points, or the same ones for every leaf, which the cap of a small
    leaf cuts."""
    worth = ("5", "3", "1") if d.chance(40) else (cents(p), cents(p * 3 / 5), cents(p / 5))
    return {"steps": dict(zip(LEVELS, worth, strict=True))}


def bands(d: Dice, p: Fraction) -> Data:
    """Two to four bands side by side, better upwards or downwards, with or without the outermost
    ends."""
    unit, count = d.pick(["", "%"]), d.roll(2, 4)
    points = [cents(p * k / (count - 1)) for k in range(count)]
    points = points[::-1] if d.chance(40) else points
    ends = [d.roll(0, 10)]
    for _ in range(count):
        ends.append(ends[-1] + d.roll(2, 20))
    rows = [
        {"from": f"{ends[i]}{unit}", "to": f"{ends[i + 1]}{unit}", "points": points[i]}
        for i in range(count)
    ]
    if d.chance(50):
        del rows[0]["from"]
    if d.chance(50):
        del rows[-1]["to"]
    rows = rows[::-1] if d.chance(30) else rows
    if d.chance(
        30
    ):  # each band says it itself, all alike: bounds would else belong to two bands or to none
        side = d.pick(["from", "to"])
        rows = [row | {"closed": side} for row in rows]
    return {"bands": rows} | ({"closed": d.pick(["from", "to"])} if d.chance(60) else {})


def rank(d: Dice, p: Fraction) -> Data:
    if d.chance(30):
        return {"to_first": "true"}
    table = [cents(p * k / 5) for k in range(5, d.roll(1, 4), -1)]
    rule: Data = {"table": table, "beyond": {"step": d.points(p / 10, 1)}}
    rule["beyond"] |= {"floor": d.points(Fraction(table[-1]))} if d.chance(50) else {}
    return rule | ({"reverse": d.flag()} if d.chance(40) else {})


def finding_for(d: Dice, rule: Data, p: Fraction) -> Data:
    """What an assessor could write down for a leaf with this rule."""
    make: dict[str, Callable[[], Data]] = {
        "met": lambda: {"met": d.flag()},
        "checklist": lambda: {"has": d.some(i["name"] for i in rule["items"])},
        "deduct": lambda: {"counts": {c["name"]: str(d.roll(0, 4)) for c in d.some(rule["cases"])}},
        "ratio": lambda: done_of(d) if d.chance(60) else {"value": f"{d.roll(0, 110)}%"},
        "threshold": lambda: (
            done_of(d) if "%" in rule["at"] and d.chance(40) else {"value": near(d, rule["at"])}
        ),
        "bands": lambda: banded(d, rule),
        "grade": lambda: {"grade": d.pick(rule["grades"])},
        "survey": lambda: {
            "votes": {o: str(d.roll(1 if i == 0 else 0, 50)) for i, o in enumerate(rule["options"])}
        },
        "rank": lambda: placed(d, rule),
        "ladder": lambda: {
            "awards": [
                {"matter": f"事项{d.roll(1, 3)}", "level": d.pick(rule["steps"])}
                for _ in range(d.roll(0, 4))
            ]
        },
        "sample": lambda: checked(d),
        "mean": lambda: {
            "values": [str(d.roll(0, int(rule.get("full", "100")))) for _ in range(d.roll(1, 4))]
        },
        "external": lambda: {"score": str(d.roll(0, int(rule.get("full", "100"))))},
        "judged": lambda: {"score": judged(d, rule, p), "reason": "按台账完整程度认定"},
    }
    return make[rule["type"]]() | ({"note": "随机生成"} if d.chance(10) else {})


def done_of(d: Dice) -> Data:
    of = d.roll(1, 60)
    return {"done": str(d.roll(0, of)), "of": str(of)}


def near(d: Dice, bound: str) -> str:
    """A value on either side of a bound, in the bound's own unit."""
    unit = "%" if "%" in bound else ""
    return (
        cents(max(Fraction(0), Fraction(bound.rstrip("%")) + Fraction(d.roll(-40, 40), 2))) + unit
    )


def checked(d: Dice) -> Data:
    count = d.roll(1, 20)
    return {"checked": str(count), "failed": str(d.roll(0, min(count, 4)))}


def placed(d: Dice, rule: Data) -> Data:
    if "to_first" in rule:
        best = d.roll(1, 100)
        return {"value": str(d.roll(0, best)), "best": str(best)}
    of = d.roll(1, 12)
    return {"rank": str(d.roll(1, of)), "of": str(of)}


def judged(d: Dice, rule: Data, p: Fraction, low: Fraction = Fraction(0)) -> str:
    low, high = max(low, Fraction(rule.get("min", "0"))), Fraction(rule.get("max", cents(p)))
    return cents(max(low, high * d.roll(0, 20) / 20))


def banded(d: Dice, rule: Data) -> Data:
    """A value in one of the bands, or a count where the bands are open at both ends and in
    percent."""
    unbounded = all(any(end not in band for band in rule["bands"]) for end in ("from", "to"))
    if unbounded and "%" in str(rule["bands"]) and d.chance(40):
        return done_of(d)
    return {"value": d.pick(inside(rule, d.pick(rule["bands"])))}


def inside(rule: Data, band: Data) -> list[str]:
    """Values that one band holds: its middle and the bounds that belong to it."""
    unit = "%" if "%" in str(rule["bands"]) else ""
    low = Fraction(band["from"].rstrip("%")) if "from" in band else Fraction(0)
    high = Fraction(band["to"].rstrip("%")) if "to" in band else low + 10
    values = [f"{cents(v)}{unit}" for v in (low, (low + high) / 2, high)]
    return [v for v in values if reference_rules.band_holds(rule, band, reference_rules.num(v))]


def better(d: Dice, rule: Data, old: Data, p: Fraction) -> Data:
    """The same finding with more achieved, or unchanged where nothing is left to improve."""
    new, kind = copy.deepcopy(old), rule["type"]
    if kind == "met":
        new["met"] = "true"
    elif kind == "checklist":
        new["has"] = [i["name"] for i in rule["items"] if i["name"] in old["has"] or d.chance(50)]
    elif kind == "deduct":
        new["counts"] = {name: str(d.roll(0, int(n))) for name, n in old["counts"].items()}
    elif kind in ("ratio", "threshold"):
        down = rule.get("direction") == "at_most"
        if "done" in old:
            done, of = int(old["done"]), int(old["of"])
            new["done"] = str(d.roll(0, done) if down else d.roll(done, of))
        else:
            unit = "%" if "%" in old["value"] else ""
            value, change = Fraction(old["value"].rstrip("%")), Fraction(d.roll(0, 60), 2)
            new["value"] = (
                cents(max(Fraction(0), value - change) if down else value + change) + unit
            )
    elif kind == "bands":
        now = reference_rules.score_of(rule, old, p)[0]
        new = {k: v for k, v in new.items() if k not in ("done", "of")}
        new["value"] = d.pick(
            [v for b in rule["bands"] if Fraction(b["points"]) >= now for v in inside(rule, b)]
        )
    elif kind == "grade":
        share = Fraction(rule["grades"][old["grade"]][:-1])
        new["grade"] = d.pick([g for g, s in rule["grades"].items() if Fraction(s[:-1]) >= share])
    elif kind == "survey":
        new["votes"]["满意"] = str(int(old["votes"]["满意"]) + d.roll(0, 50))
    elif kind == "rank" and "to_first" in rule:
        new["value"] = str(d.roll(int(old["value"]), int(old["best"])))
    elif kind == "rank":
        from_end = rule.get("reverse") == "true"
        new["rank"] = str(
            d.roll(int(old["rank"]), int(old["of"])) if from_end else d.roll(1, int(old["rank"]))
        )
    elif kind == "ladder":
        new["awards"].append({"matter": f"事项{d.roll(1, 4)}", "level": d.pick(rule["steps"])})
    elif kind == "sample":
        new["failed"] = str(d.roll(0, int(old["failed"])))
    elif kind == "mean":
        new["values"] = [str(d.roll(int(v), int(rule.get("full", "100")))) for v in old["values"]]
    elif kind == "external":
        new["score"] = str(d.roll(int(old["score"]), int(rule.get("full", "100"))))
    else:
        new["score"] = judged(d, rule, p, Fraction(old["score"]))
    return new


# Trees


def branches(d: Dice, depth: int, left: list[int], prefix: str = "") -> list[Data]:
    """The bare shape: codes, names and children; `left` counts the leaves that may still be
    made."""
    nodes: list[Data] = []
    for i in range(1, d.roll(1, 6 if not prefix else 5) + 1):
        if left[0] <= 0 and nodes:
            break
        node: Data = {"code": f"{prefix}{i}", "name": f"指标{prefix}{i}"}
        if depth > 1 and d.chance(75):
            node["children"] = branches(d, depth - 1, left, f"{prefix}{i}.")
        else:
            left[0] -= 1
        nodes.append(node)
    return nodes


def share_points(d: Dice, kids: list[Data], p: Fraction, must_share: bool) -> None:
    """Points below a node that has `p`: all shared, some stated and the rest shared, or all
    stated."""
    mode = d.roll(0, 2)
    if mode == 2 and whole(p) and p >= len(kids) * SMALLEST and not must_share:
        left = p
        for others in range(len(kids) - 1, -1, -1):
            q = (
                Fraction(cents(SMALLEST + (left - (others + 1) * SMALLEST) * d.roll(0, 10) / 10))
                if others
                else left
            )
            left -= q
            state(d, kids[-1 - others], q)
        return
    left, rest = p, list(kids)
    if mode == 1:
        while len(rest) > 1 and d.chance(50) and left > 2 * SMALLEST:
            q = Fraction(cents(left * d.roll(2, 10) / 20))
            left -= q
            state(d, rest.pop(d.roll(0, len(rest) - 1)), q)
    for kid in rest:
        if "children" in kid:
            share_points(d, kid["children"], left / len(rest), must_share=True)


def state(d: Dice, node: Data, p: Fraction) -> None:
    """A node that carries its own points, with a folded block or shared points below it."""
    node["points"] = cents(p)
    if "children" in node and d.chance(25):
        node["fold"] = "true"
        for kid in node["children"]:
            sum_points(d, kid)
    elif "children" in node:
        share_points(d, node["children"], p, must_share=False)


def sum_points(d: Dice, node: Data) -> Fraction:
    """Points of a node that no parent gives any to: stated, or added up from below."""
    if "children" not in node or d.chance(30):
        p = Fraction(d.roll(1, 20), 2) * sum("children" not in n for n, _ in all_nodes([node]))
        state(d, node, p)
        return p
    p = sum((sum_points(d, kid) for kid in node["children"]), Fraction(0))
    if d.chance(30):
        node["points"] = cents(p)
    return p


def all_nodes(nodes: list[Data], kind: str = "base") -> Iterator[tuple[Data, str]]:
    """Every node with its kind, parents first."""
    for node in nodes:
        own = node.get("kind", kind)
        yield node, own
        yield from all_nodes(node.get("children", []), own)


def extras(d: Dice, tree: Data) -> None:
    """Bonus and penalty leaves at the top or below a base node, and bonus blocks."""
    tops = tree["indicators"]
    hosts = [n for n, _ in all_nodes(tops) if "children" in n]
    for i in range(d.pick([0, 1, 2, 3, 5])):
        kind, host = d.pick(["bonus", "bonus", "bonus", "penalty"]), d.pick([None, *hosts])
        kids = host["children"] if host else tops
        code = f"{host['code']}.{len(kids) + 1}" if host else str(len(kids) + 1)
        node: Data = {"code": code, "name": f"附加{i}", "kind": kind}
        kids.append(node)
        if host is None and len(tree["levels"]) > 1 and d.chance(40):
            node["children"] = [
                {"code": f"{code}.{k}", "name": f"附加{i}-{k}", "points": str(d.roll(1, 6))}
                for k in (1, 2)
            ]
        else:
            node["points"] = str(d.roll(1, 6))
    if d.chance(40):
        ladders(d, tops)


def ladders(d: Dice, tops: list[Data]) -> None:
    """Small bonus leaves whose steps are large for their points, so that caps decide where a shared
    matter counts."""
    for i in range(d.roll(2, 3)):
        steps = d.pick([("5", "3", "1"), ("4", "2", "1"), ("3", "2", "0.5")])
        rule = {"type": "ladder", "steps": dict(zip(LEVELS, steps, strict=True))}
        node = {
            "code": str(len(tops) + 1),
            "name": f"表彰{i}",
            "kind": "bonus",
            "points": str(d.roll(2, 5)),
            "rule": rule,
        }
        tops.append(node)


def points_of(tree: Data) -> dict[str, Fraction]:
    """Full mark of every node, as the reference engine derives it."""
    bare = {
        "tree": tree | {"criteria": []},
        "register": [],
        "files": {},
        "rounds": [{"as_of": "", "findings": {}}],
    }
    return {code: n["full"] for code, n in reference.score(bare)["nodes"].items()}


BASE_RULES = (
    *("met", "checklist", "deduct", "ratio", "threshold", "bands", "grade"),
    *("survey", "rank", "ladder", "sample", "mean", "external", "judged"),
)
EXTRA_RULES = {
    "bonus": ("ladder", "ladder", "ladder", "met", "judged", "checklist"),
    "penalty": ("deduct", "met", "sample"),
}
POLICIES = ("convert", "block", "spread", "full")


def dress_leaf(d: Dice, node: Data, kind: str, p: Fraction) -> None:
    """Rule, evidence requirements, policy and binding of a leaf."""
    name = d.pick(BASE_RULES if kind == "base" else EXTRA_RULES[kind])
    if "rule" not in node and (name != "judged" or d.chance(50)):
        node["rule"] = rule_for(d, name, p)
    wish = d.roll(0, 9)
    if wish == 9:
        node["evidence"] = "none"
    elif wish > 3:
        node["evidence"] = [requirement(d, i) for i in range(d.roll(1, 3))]
    if kind == "base":
        node |= {"binding": d.flag()} if d.chance(40) else {}
        if d.chance(12):
            node["not_applicable"] = {"give": d.points(p)} if d.chance(50) else d.pick(POLICIES)
    node["lead"] = [d.pick(UNITS)]
    node |= {"method_shares": d.pick(METHODS)} if d.chance(15) else {}


def requirement(d: Dice, i: int) -> Data:
    item: Data = {"name": f"材料{i}"}
    item |= (
        {"kinds": d.pick([["文件"], ["文件", "说明"], ["链接", "统计表"]])} if d.chance(50) else {}
    )
    item |= {"min": str(d.roll(1, 2))} if d.chance(30) else {}
    item |= {"required": d.flag(60)} if d.chance(40) else {}
    return item | ({"within": d.pick(["window", "any"])} if d.chance(40) else {})


def criterion(d: Dice, kind: str, tree: Data, total: Fraction) -> Data:
    """One condition of the named type, about base nodes."""
    codes = [n["code"] for n, own in all_nodes(tree["indicators"]) if own == "base"]
    c: Data = {"type": kind}
    if kind in ("rate", "completeness", "evidence"):
        c["min"] = f"{d.roll(1, 20) * 5}%"
    if kind == "total":
        c["min"] = d.points(total)
    if kind == "rate":
        c |= (
            {"level": str(d.roll(1, len(tree["levels"])))}
            if d.chance(60)
            else {"codes": d.some(codes) or codes[:1]}
        )
    if kind == "count":
        c["codes"] = d.some(codes) or codes[:1]
        c["at_least"] = str(d.roll(1, len(c["codes"])))
        c |= {"rest": f"{d.roll(1, 20) * 5}%"} if d.chance(60) else {}
    if kind == "no_veto":
        c |= {"months": str(d.roll(1, 24))} if d.chance(70) else {}
    if kind in ("total", "rate", "binding", "count") and d.chance(30):
        c["track"] = d.pick(reference_leaf.TRACKS)
    return c


CRITERIA = ("total", "rate", "binding", "count", "completeness", "evidence", "no_veto", "rectified")
VETOES = (
    {"code": "V1", "name": "重大负面舆情", "effect": "ineligible"},
    {"code": "V2", "name": "严重失信", "effect": "cap"},
    {"code": "V3", "name": "弄虚作假", "effect": "zero"},
    {"code": "V4", "name": "被通报批评", "effect": "no_top_grade"},
)


def tree_of(d: Dice, policy: Any = None) -> Data:
    depth = d.roll(1, 3)
    tree: Data = {
        "id": "random-tree",
        "title": "随机指标体系",
        "edition": "2026",
        "issuer": "示例县依法治县办",
    }
    tree["levels"] = ["一级指标", "二级指标", "三级指标"][:depth]
    tree["indicators"] = branches(d, depth, [d.roll(1, MAX_LEAVES)])
    equal = d.chance(15)
    tree["points"] = (
        {"basis": "equal"}
        if equal
        else {"basis": d.pick(["estimate", "published"]), "source": "随机"}
    )
    if not equal:
        for node in tree["indicators"]:
            sum_points(d, node)
        extras(d, tree)
    if policy:
        tree["not_applicable"] = policy
    elif d.chance(60):  # a gift above a leaf's points is cut to them
        tree["not_applicable"] = {"give": f"{d.roll(0, 4)}.5"} if d.chance(25) else d.pick(POLICIES)
    tree |= {"support": "strict"} if d.chance(20) else {}
    tree |= {"untrue": {"deduct": d.pick(["50%", "zero", "12.5%"])}} if d.chance(30) else {}
    tree |= {"method_shares": d.pick(METHODS)} if d.chance(25) else {}
    full = points_of(tree)
    total = sum(
        (full[n["code"]] for n in tree["indicators"] if n.get("kind", "base") == "base"),
        Fraction(0),
    )
    if d.chance(60):
        tree["bonus"] = {"cap": str(d.roll(1, 10)), "gate": d.points(total * 3 / 4)}
    if d.chance(70):
        tree["grades"] = [
            {"name": n, "from": cents(total * d.roll(low, low + 4) / 20)}
            for n, low in (("优秀", 14), ("良好", 9), ("合格", 4))
        ]
    tree["vetoes"] = [
        v | ({"at": cents(total * 3 / 5)} if v["effect"] == "cap" else {}) for v in d.some(VETOES)
    ]
    for node, kind in all_nodes(tree["indicators"]):
        if "children" not in node:
            dress_leaf(d, node, kind, full[node["code"]])
        elif kind == "base" and d.chance(12):
            gift = {"give": d.points(full[node["code"]])}
            node["not_applicable"] = gift if d.chance(25) else d.pick(POLICIES)
    tree["criteria"] = [
        {"id": f"C{i}", **criterion(d, kind, tree, total)}
        for i, kind in enumerate(d.some(CRITERIA), 1)
    ]
    return tree


# Register, rounds and the whole workspace


def record(d: Dice, i: int, leaves: list[Data]) -> tuple[Data, str]:
    """One piece of evidence, valid or not, for one to three leaves, and the state of its file."""
    name, states = f"E{i:04d}", (*["ok"] * 8, "missing", "changed")
    r: Data = {"id": name, "title": f"佐证{name}", "unit": d.pick(UNITS)}
    if d.chance(20):
        r |= {"url": f"https://www.example.gov.cn/{i}", "seen": d.day(500), "kind": "链接"}
        found = "ok"
    else:
        text, found = content(name), d.pick(states)
        r |= {"file": f"files/{name}.txt", "kind": d.pick(["文件", "说明", "统计表"])}
        if found == "changed" or d.chance(70):
            r |= {"sha256": hashlib.sha256(text).hexdigest(), "size": str(len(text))}
        r |= {"date": d.day(d.pick([300, 500]))} if d.chance(90) else {}
    if d.chance(15):
        start = date.fromisoformat(d.day(600, 20))
        r["valid"] = {
            "from": start.isoformat(),
            "to": (start + timedelta(days=d.roll(0, 900))).isoformat(),
        }
        for end in d.pick([[], ["from"], ["to"]]):
            del r["valid"][end]
    review: Data = {"state": d.pick([*["accepted"] * 5, "pending", "returned"])}
    review |= {} if review["state"] == "pending" else {"by": "核对人", "on": d.day(30)}
    r |= {"review": review} if d.chance(60) else {}
    r["proves"] = []
    for leaf in leaves:
        fitting = leaf.get("evidence", [])
        wrong_too = d.chance(
            10
        )  # a piece of the wrong kind carries nothing, even where it names the requirement
        fitting = (
            [x for x in fitting if wrong_too or r["kind"] in x.get("kinds", [r["kind"]])]
            if fitting != "none"
            else []
        )
        proof = {"indicator": leaf["code"]} | (
            {"item": d.pick(fitting)["name"]} if fitting and d.chance(50) else {}
        )
        r["proves"].append(proof | ({"state": "proposed"} if d.chance(10) else {}))
    return r, found


def content(name: str) -> bytes:
    return f"佐证材料 {name}\n".encode()


def register_of(d: Dice, tree: Data) -> tuple[list[Data], dict[str, str]]:
    leaves = [n for n, _ in all_nodes(tree["indicators"]) if "children" not in n]
    records: list[Data] = []
    files: dict[str, str] = {}
    for leaf in leaves:
        for _ in range(d.pick([1, 1, 2, 0, 3])):
            chosen = [leaf]
            if d.chance(20):
                chosen += [n for n in (d.pick(leaves),) if n is not leaf]
            r, found = record(d, len(records) + 1, chosen)
            records.append(r)
            files[r["id"]] = found
    return records, files


METHODS: tuple[Data, ...] = (
    {"材料审查": "40%", "实地核验": "40%", "问卷": "20%"},
    {"材料审查": "70%", "实地核验": "30%"},
    {"暗访": "100%"},
)


def marks_of(d: Dice, shares: Data) -> Data:
    """Marks of all methods, or of some that other rounds may complete."""
    chosen = list(shares) if d.chance(60) else (d.some(shares) or list(shares)[:1])
    marks: Data = {}
    for method in chosen:
        of = d.pick(["100", "10", "7"])
        marks[method] = {"score": str(d.roll(0, int(of))), "reason": "按测评方式评分"} | (
            {"of": of} if of != "100" else {}
        )
    return {"by_method": marks}


# No party to any difference: whoever has marked an indicator may not settle it (F052).
ARBITER = "仲裁人"


def remarks_of(d: Dice, tree: Data, p: Fraction, records: list[str]) -> Data:
    """What an inspector may add: untrue evidence with its penalty, arbitration, who, where and
    whom."""
    said: Data = {}
    if records and d.chance(15):
        said["untrue"] = sorted({d.pick(records), d.pick(records)})
        if "untrue" not in tree or d.chance(50):
            said["penalty"] = d.points(p)
    arbiter = {"arbitrates": "true", "by": ARBITER} if d.chance(8) else {}
    where = {"place": "政务大厅", "people": ["窗口人员"], "by": "评查员甲"} if d.chance(10) else {}
    return said | where | arbiter


def findings_of(
    d: Dice,
    tree: Data,
    full: dict[str, Fraction],
    percent: int,
    direct: bool,
    records: list[str] | None = None,
) -> Data:
    """Findings of a round on about `percent` of the leaves; `direct` rounds may give any leaf a
    score."""
    found: Data = {}
    shares = dict(leaf_shares(tree["indicators"], tree.get("method_shares", {})))
    for node, _ in all_nodes(tree["indicators"]):
        if "children" in node or not d.chance(percent):
            continue
        p = full[node["code"]]
        if d.chance(12):
            found[node["code"]] = {"not_applicable": "本级无此职权", "approved_by": "专班"}
            continue
        if direct and d.chance(5):
            found[node["code"]] = {"opinion": "无法核实"}
            continue
        if direct and shares[node["code"]] and d.chance(50):
            found[node["code"]] = marks_of(d, shares[node["code"]])
        elif direct and node.get("rule", {"type": "judged"})["type"] != "judged" and d.chance(50):
            found[node["code"]] = {
                "score": d.points(p),
                "reason": "现场核验",
                "opinion": d.pick(["属实", "部分属实"]),
            }
        else:
            found[node["code"]] = finding_for(d, node.get("rule", {"type": "judged"}), p)
        if direct:
            found[node["code"]] |= remarks_of(d, tree, p, records or [])
    return found


def rounds_of(d: Dice, tree: Data, full: dict[str, Fraction], records: list[str]) -> list[Data]:
    shared = {"tree": tree["id"], "assessor": "示例县依法治县办"}
    window = {"from": "2025-11-01", "to": "2026-11-30"}
    now: Data = {"round": "2026-self", "kind": "self", "as_of": DAY.isoformat(), **shared}
    now |= {"window": window} if d.chance(85) else {}
    now["findings"] = findings_of(d, tree, full, d.pick([90, 100, 60]), direct=False)
    now["vetoes"] = {
        v["code"]: d.pick(
            [
                "false",
                "false",
                {"on": d.day(800), "authority": "上级机关", "note": "已核实"},
                "true",
            ]
        )
        for v in d.some(tree["vetoes"])
    }
    rounds = [now]
    for i in range(d.pick([0, 1, 1, 2, 3])):
        kind = d.pick(["inspection", "mock", "self"])
        name, day = f"2026-{kind}-{3 - i}", (DAY + timedelta(days=d.pick([3, 3, 9]))).isoformat()
        other: Data = {"round": name, "kind": kind, "as_of": day, **shared, "window": window}
        other |= (
            {"basis": "2026-self"}
            if kind == "inspection" or (kind == "mock" and d.chance(70))
            else {}
        )
        other |= (
            {"arbitration": "true", "assessor": ARBITER} if kind != "self" and d.chance(10) else {}
        )
        other["findings"] = findings_of(
            d, tree, full, d.pick([50, 100, 20]), kind != "self", records
        )
        for finding in other["findings"].values() if other["assessor"] == ARBITER else ():
            finding.pop("by", None)
        other |= (
            {"vetoes": {v["code"]: "true" for v in d.some(tree["vetoes"])}} if d.chance(10) else {}
        )
        if other["findings"] or kind != "inspection":
            rounds.append(other)
    return rounds


def ledger_of(d: Dice, codes: list[str]) -> list[Data]:
    items = []
    for i in range(1, d.roll(0, 2) + 1):
        item: Data = {
            "id": f"R{i:04d}",
            "indicator": d.pick(codes),
            "source": "self",
            "cause": "evidence",
        }
        item |= {
            "problem": "材料不全",
            "lost": "0.50",
            "lead": [d.pick(UNITS)],
            "due": "2026-12-31",
        }
        events = [
            ("2026-09-01", "open"),
            ("2026-09-03", "start"),
            ("2026-10-12", "submit"),
            ("2026-11-01", "close"),
        ]
        item["events"] = [
            {"on": on, "do": do, "by": "督查组"} for on, do in events[: d.pick([4, 1, 2, 3])]
        ]
        items.append(item)
    return items


class Space(dict[str, Any]):
    """A workspace that shows itself as YAML, so that a failing example can be read and pasted into
    files."""

    def __repr__(self) -> str:
        text = yaml.dump(
            quoted(dict(self)), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120
        )
        return f"\n{text}"


@st.composite
def workspaces(draw: st.DrawFn, policy: Any = None) -> Data:
    """A workspace in which a checker would find no error; `policy` is the tree's for 不适用, any
    when not given."""
    d = Dice(draw)
    tree = tree_of(d, policy)
    full = points_of(tree)
    register, files = register_of(d, tree)
    rounds = rounds_of(d, tree, full, [r["id"] for r in register])
    codes = [
        n["code"]
        for n, own in all_nodes(tree["indicators"])
        if own == "base" and "children" not in n
    ]
    about: Data = {
        "name": "示例县",
        "level": "县",
        "tree": "indicators/random-tree.yaml",
        "round": "2026-self",
    }
    about["units"] = {unit: {"aliases": [unit[3:]]} for unit in UNITS}
    parts = {"workspace": about, "tree": tree, "register": register, "rounds": rounds}
    if {r["kind"] for r in rounds[1:]} != {"inspection"} or not standing(
        parts | {"ledger": [], "files": files}
    ):
        # Conditions on 核验 leave mocks out; tests/engine/test_by_kind.py has those of both kinds
        # side by side.
        for c in tree.get("criteria", []):
            c |= {"track": "current"} if c.get("track") == "verified" else {}
    return Space(copy.deepcopy(parts | {"ledger": ledger_of(d, codes), "files": files}))


@st.composite
def improve(draw: st.DrawFn, ws: Data) -> Data:
    """A copy in which one assessed leaf of the current round, of any kind, has a finding at least
    as good as before."""
    new, d = copy.deepcopy(ws), Dice(draw)
    findings, full = new["rounds"][0]["findings"], points_of(ws["tree"])
    leaves = [
        n
        for n, _ in all_nodes(ws["tree"]["indicators"])
        if "not_applicable" not in findings.get(n["code"], {"not_applicable": ""})
    ]
    if leaves:
        n = d.pick(leaves)
        findings[n["code"]] = better(
            d, n.get("rule", {"type": "judged"}), findings[n["code"]], full[n["code"]]
        )
    return new


@st.composite
def shuffle(draw: st.DrawFn, ws: Data) -> Data:
    """The same content with records, proofs, findings, ledger and other rounds in another order;
    the tree stays."""
    new = copy.deepcopy(ws)
    mixed = partial(_mixed, draw)
    new["register"] = [r | {"proves": mixed(r["proves"])} for r in mixed(new["register"])]
    new["rounds"] = [new["rounds"][0], *mixed(new["rounds"][1:])]
    for r in new["rounds"]:
        r["findings"] = {code: r["findings"][code] for code in mixed(list(r["findings"]))}
    new["ledger"] = mixed(new["ledger"])
    return new


def _mixed(draw: st.DrawFn, items: list[Any]) -> list[Any]:
    return draw(st.permutations(items)) if len(items) > 1 else items


# Real files


class Quoted(str):
    """A text that must stand in quotes, so that a code such as 1.10 stays a text."""


class Dumper(yaml.CSafeDumper):
    """Writes every text as a person would: plain where YAML allows it, codes in quotes, no
    anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(out: Dumper, text: str) -> yaml.ScalarNode:
    """A scalar with the tag that YAML itself would resolve it to, which is what keeps quotes away
    from 2 or true."""
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return out.represent_scalar(tag, text)


Dumper.add_representer(str, _plain)
Dumper.add_representer(
    Quoted, lambda out, s: out.represent_scalar("tag:yaml.org,2002:str", str(s), style='"')
)
QUOTED = {"code", "codes", "indicator", "edition", "sha256", "lost"}


def quoted(value: Any, key: str = "") -> Any:
    """A copy in which codes, also as keys of findings, are marked for quotes."""
    if isinstance(value, dict):
        return {Quoted(k) if key == "findings" else k: quoted(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [quoted(v, key) for v in value]
    return Quoted(value) if key in QUOTED else value


def write(ws: Data, folder: Path) -> Path:
    """Writes the workspace as a folder with its YAML files and evidence files; returns the
    folder."""
    files = {"workspace.yaml": ws["workspace"], ws["workspace"]["tree"]: ws["tree"]}
    files |= {"evidence/register.yaml": ws["register"], "rectification.yaml": ws.get("ledger", [])}
    files |= {f"rounds/{r['round']}.yaml": r for r in ws["rounds"]}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(
            quoted(data), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120
        )
        path.write_text(text, encoding="utf-8", newline="\n")
    for r in ws["register"]:
        state = ws["files"].get(r["id"], "ok")
        if "file" in r and state != "missing":
            path = folder / "evidence" / r["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content(r["id"]) if state == "ok" else b"changed " + content(r["id"]))
    return folder
