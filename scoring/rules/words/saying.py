"""Parameters of a rule, as the file holds them, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scoring.rules.words.examples import STEPS

Data = Mapping[str, Any]


def _named(pairs: Data) -> str:
    return "；".join(f"{name}：{value}" for name, value in pairs.items())


def _say_checklist(data: Data) -> str:
    parts = []
    for item in data["items"]:
        entry = {"name": item} if isinstance(item, str) else item
        marks = [str(entry["share"])] if "share" in entry else []
        marks += ["关键项"] if _true(entry.get("key")) else []
        parts.append(entry["name"] + (f"（{'，'.join(marks)}）" if marks else ""))
    return "；".join(parts) + ("。缺一项不得分" if data.get("missing") == "zero" else "")


def _say_deduct(data: Data) -> str:
    parts = []
    for case in data["cases"]:
        marks = [f"最多{case['max']}"] if "max" in case else []
        marks += [f"满{case['zero_at']}次不得分"] if "zero_at" in case else []
        parts.append(
            f"{case['name']}：{case['points']}" + (f"（{'，'.join(marks)}）" if marks else "")
        )
    return "；".join(parts) + (f"。最低{data['floor']}" if "floor" in data else "")


def _say_ratio(data: Data) -> str:
    parts = [f"达到{data['full_at']}得满分"] if "full_at" in data else []
    return "；".join(parts + ([f"低于{data['zero_below']}不得分"] if "zero_below" in data else []))


def _say_threshold(data: Data) -> str:
    least = data.get("direction", "at_least") == "at_least"
    parts = [f"{'不低于' if least else '不超过'}{data['at']}"]
    per = data.get("per", "1%" if str(data["at"]).endswith("%") else "1")
    if "loss" in data:
        manner = f"（{STEPS[data['steps']]}）" if "steps" in data else ""
        parts.append(f"每{'低' if least else '超'}{per}扣{data['loss']}{manner}")
    if "gain" in data:
        most = f"，最多加{data['gain_cap']}" if "gain_cap" in data else ""
        parts.append(f"每优{per}加{data['gain']}{most}")
    return "；".join(parts)


def _say_bands(data: Data) -> str:
    parts = []
    for band in data["bands"]:
        lower, upper = band.get("from"), band.get("to")
        if lower and upper:
            reach = f"{lower}至{upper}"
        elif lower:
            reach = f"{lower}以上"
        else:
            reach = f"{upper}以下"
        held = {"from": "（含下限）", "to": "（含上限）"}.get(band.get("closed", ""), "")
        parts.append(f"{reach}{held}：{band['points']}")
    return "；".join(parts) + ("。含上限不含下限" if data.get("closed") == "to" else "")


def _say_rank(data: Data) -> str:
    if _true(data.get("to_first")):
        return "按第一名的比例"
    parts = ["依次" + "、".join(map(str, data["table"]))] if data.get("table") else []
    if "beyond" in data:
        beyond = data["beyond"]
        parts.append(
            f"其后每名减{beyond['step']}"
            + (f"，最低{beyond['floor']}" if "floor" in beyond else "")
        )
    return "；".join(parts + (["倒数"] if _true(data.get("reverse")) else []))


def _say_sample(data: Data) -> str:
    if "per_fail" in data:
        return f"每处不合格扣{data['per_fail']}"
    return "一处不合格不得分"


def _say_judged(data: Data) -> str:
    if "max" in data:
        return f"{data.get('min', '0')}至{data['max']}"
    if "min" in data:
        return f"最低{data['min']}"
    return ""


def _say_full(data: Data) -> str:
    if "full" in data:
        return f"满分{data['full']}"
    return ""


SAY: dict[str, Callable[[Data], str]] = {
    "met": lambda _: "",
    "checklist": _say_checklist,
    "deduct": _say_deduct,
    "ratio": _say_ratio,
    "threshold": _say_threshold,
    "bands": _say_bands,
    "grade": lambda data: _named(data["grades"]),
    "survey": lambda data: _named(data["options"]),
    "rank": _say_rank,
    "ladder": lambda data: _named(data["steps"]),
    "sample": _say_sample,
    "mean": _say_full,
    "external": _say_full,
    "judged": _say_judged,
}
"""How each kind of rule says its parameters."""


def _true(value: Any) -> bool:
    return value is True or value == "true"
