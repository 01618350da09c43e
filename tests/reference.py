"""A slow, plain engine: the meaning of the numbers written a second time, for the real engine to be
compared with.

It reads the parsed files of a workspace with every scalar as text, recurses, and answers with
fractions. It expects data without errors and explains nothing. Bonus and penalty nodes stand beside
the tree: see `pooled` and `finish`.
"""

from calendar import monthrange
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from reference_inspection import standing
from reference_leaf import LOSSES, TRACKS, ZERO, Data, leaf
from reference_points import known, same
from reference_rules import num


def visit(
    ws: Data, node: Data, points: Fraction, policy: Any, level: int, seen: Data, found: list[Data]
) -> Data:
    """Roll one node up, with 不适用 and folding, and append it and all nodes below it to `found`,
    parents first."""
    policy, here, kids = node.get("not_applicable", policy), len(found), []
    if "children" not in node:
        r = leaf(ws, node, points, policy, seen)
    else:
        own = [known(c) for c in node["children"] if same(node, c)]
        inner = sum((x for x in own if x is not None), ZERO)
        for c in node["children"]:
            p = known(c)
            p = (points - inner) / own.count(None) if p is None else p
            k = visit(ws, {"kind": node["kind"], **c}, p, policy, level + 1, seen, found)
            kids += [k] if same(node, c) else []
        live, gone = [k for k in kids if k["applicable"]], [k for k in kids if not k["applicable"]]
        block, spread = (
            sum((k["full"] for k in gone if k["policy"] == name), ZERO)
            for name in ("block", "spread")
        )
        whole = sum((k["applicable"] for k in live), ZERO)
        for k in live:
            scale(k, 1 + block / whole + spread / len(live) / k["applicable"], deep=True)
        r = {a: sum((k[a] or ZERO for k in kids), ZERO) for a in (*LOSSES, "applicable", *TRACKS)}
        r["verified"] = None if all(k["verified"] is None for k in kids) else r["verified"]
        r |= {"out": all(k["out"] for k in kids), "open": all(k["open"] or k["out"] for k in kids)}
        if node.get("fold") == "true":
            scale(r, points / inner, deep=False)
    r |= {
        "node": node,
        "code": node["code"],
        "full": points,
        "kind": node["kind"],
        "level": level,
        "policy": policy,
    }
    r |= {"kids": kids, "fold": node.get("fold") == "true"}
    top = r["applicable"] if r["kind"] == "base" else points
    score = "full" if r["current"] == top else "partial" if r["current"] else "none"
    r["state"] = "not_applicable" if r["out"] else "unassessed" if r["open"] else score
    found.insert(here, r)
    return r


def scale(r: Data, k: Fraction, deep: bool) -> None:
    for a in (*LOSSES, "applicable", *TRACKS):
        r[a] = None if r[a] is None else r[a] * k
    for kid in (
        r["kids"] if deep and not r["fold"] else []
    ):  # the inside of a folded block keeps the block's own scale
        scale(kid, k, deep)


def pooled(entries: list[Data]) -> Fraction:
    """Bonus points: each matter counts in one leaf, each leaf up to its cap; of all such choices
    the best (4.7)."""
    matters = {
        m: [i for i, e in enumerate(entries) if m in e["matters"]]
        for e in entries
        for m in e["matters"]
    }

    def worth(choice: tuple[int, ...]) -> Fraction:
        won = [ZERO] * len(entries)
        for matter, i in zip(matters, choice, strict=True):
            won[i] += entries[i]["matters"][matter]
        return sum((min(w, e["cap"]) for w, e in zip(won, entries, strict=True)), ZERO)

    return max(map(worth, product(*matters.values())))


def finish(
    ws: Data, root: Data, score: Fraction, entries: list[Data], taken: Fraction, vetoes: list[Data]
) -> Data:
    """Conversion, bonus, penalties, vetoes and grade of one track, in the order of 4.4."""
    rules = ws["tree"].get("bonus", {})
    converted = score * root["full"] / root["applicable"] if root["applicable"] else ZERO
    won = pooled(entries) if converted >= num(rules.get("gate", "0")) else ZERO
    bonus = min(won, num(rules["cap"])) if "cap" in rules else won
    final = max(converted + bonus - taken, ZERO)
    for v in vetoes:
        final = (
            ZERO
            if v["effect"] == "zero"
            else min(final, num(v["at"]))
            if v["effect"] == "cap"
            else final
        )
    ranked = sorted(ws["tree"].get("grades", []), key=lambda g: -num(g["from"]))
    barred = ranked[:1] if any(v["effect"] == "no_top_grade" for v in vetoes) else []
    grade = next((g["name"] for g in ranked if final >= num(g["from"]) and g not in barred), None)
    return {
        "score": score,
        "converted": converted,
        "bonus": bonus,
        "penalty": taken,
        "final": final,
        "grade": grade,
    }


def holds(ws: Data, c: Data, total: Data, nodes: list[Data], vetoes: list[Data]) -> bool:
    """Whether one criterion of 4.5 is met."""
    track, kind, least = c.get("track", "current"), c["type"], num(c.get("min", "0"))
    if track in ("mock", "verified") and kind in (
        "total",
        "rate",
        "binding",
        "count",
    ):  # 模拟 and 核验 apart
        alone = "inspection" if track == "verified" else "mock"
        rounds = [ws["rounds"][0], *(r for r in ws["rounds"][1:] if r["kind"] == alone)]
        _, nodes, total, _ = reckon({**ws, "rounds": rounds})
        track = "verified"
        if total["verified"] is None:
            return False
    nodes = [n for n in nodes if not n["out"] and n["kind"] == "base"]
    rate = {n["code"]: (n[track] or ZERO) / n["applicable"] for n in nodes}
    if kind == "total":
        return total[track] is not None and total[track]["final"] >= least
    if kind == "rate":
        chosen = c.get(
            "codes", [n["code"] for n in nodes if n["level"] == int(c.get("level", "0"))]
        )
        return all(rate[code] >= least for code in chosen if code in rate)
    if kind == "binding":
        return all(rate[n["code"]] == 1 for n in nodes if n["node"].get("binding") == "true")
    if kind == "count":
        rates = [rate[code] for code in c["codes"] if code in rate]
        enough = rates.count(Fraction(1)) >= min(int(c["at_least"]), len(rates))
        return enough and min([*rates, Fraction(1)]) >= num(c.get("rest", "0"))
    if kind == "completeness":
        return bool(total["completeness"] >= least)
    if kind == "evidence":
        items = [i for n in nodes for i in n.get("carried", [])]
        return not items or Fraction(sum(items), len(items)) >= least
    if kind == "no_veto":
        at = date.fromisoformat(ws["rounds"][0]["as_of"])
        year, month = divmod(at.year * 12 + at.month - 1 - int(c.get("months", "0")), 12)
        since = date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])).isoformat()
        return all("months" in c and v.get("on", since) < since for v in vetoes)
    assert kind == "rectified", kind
    return all(item["events"][-1]["do"] == "close" for item in ws.get("ledger", []))


def reckon(ws: Data) -> tuple[Data, list[Data], Data, list[Data]]:
    """The whole, all nodes, the totals and the triggered vetoes of a workspace whose files hold no
    error."""
    tree, now = ws["tree"], ws["rounds"][0]
    seen = standing(ws)
    top = {"code": "", "kind": "base", "children": tree["indicators"]}
    nodes: list[Data] = []
    root = visit(
        ws, top, known(top) or Fraction(100), tree.get("not_applicable", "convert"), 0, seen, nodes
    )
    nodes = nodes[1:]
    said = {
        code: {} if v == "true" else v for code, v in now.get("vetoes", {}).items() if v != "false"
    }
    vetoes = [v | said[v["code"]] for v in tree.get("vetoes", []) if v["code"] in said]
    leaves = [n for n in nodes if "extra" in n]
    entries = {t: [n["extra"][t] for n in leaves] for t in (*TRACKS, "low", "high")}
    taken = {t: sum((e["taken"] for e in found), ZERO) for t, found in entries.items()}
    total: Data = {
        t: finish(ws, root, root[t] or ZERO, entries[t], taken[t], vetoes) for t in TRACKS
    }
    total["verified"] = total["verified"] if seen else None
    if seen and any(n["verified"] is None for n in leaves if n["applicable"]):
        total["verified"]["grade"] = None
    spare = {"low": root["current"], "high": root["current"] + root["unassessed"]}
    total |= {
        k: finish(ws, root, s, entries[k], taken[k], vetoes)["final"] for k, s in spare.items()
    }
    total |= {"full": root["full"], "applicable": root["applicable"]}
    total["completeness"] = (
        1 - root["unassessed"] / root["applicable"] if root["applicable"] else Fraction(1)
    )
    return root, nodes, total, vetoes


def score(ws: Data) -> Data:
    """All numbers of a workspace whose files hold no error."""
    tree = ws["tree"]
    root, nodes, total, vetoes = reckon(ws)
    met = [
        {"id": c.get("id"), "met": holds(ws, c, total, nodes, vetoes)}
        for c in tree.get("criteria", [])
    ]
    barred = any(v["effect"] == "ineligible" for v in vetoes)
    ready = root["applicable"] > 0 and all(m["met"] for m in met) and not barred
    keys = ("full", "applicable", *TRACKS, "state")
    shown = {
        n["code"]: {k: n[k] for k in keys} | {"losses": {k: n[k] for k in LOSSES}} for n in nodes
    }
    result = {
        "completeness": total.pop("completeness"),
        "criteria": met,
        "ready": ready,
        "nodes": shown,
    }
    return {"total": total, "losses": {k: root[k] for k in LOSSES}} | result
