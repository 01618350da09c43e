"""A finding as people type it into one cell, and back: ``96/100``, ``是``, ``已具备：甲、乙``.

Each kind of rule has its short form. A finding that no short form can say exactly stands as the
file writes it, in braces, and is read back from that; so whatever goes out comes back the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from scoring.indicators.model import Indicator
from scoring.rounds.finding import Remarks
from scoring.rounds.forms import PLAIN, inline
from scoring.rules.judged import Judged
from scoring.rules.rank import Rank
from scoring.sheets.words import SEPARATORS, bracket, known_name, narrow, pick, unknown
from scoring.storage import Bare
from scoring.yamlio import parse as parse_yaml

Entry = dict[str, Any]
YES = ("是", "达标", "达到", "已达到", "符合", "√", "✓", "y", "yes", "true")
NO = ("否", "不达标", "未达标", "未达到", "不符合", "×", "x", "n", "no", "false")
NONE = ("无", "没有", "均不具备", "全无", "0")
NUMBER = r"\d+(?:\.\d+)?"
COUNT = re.compile(
    rf"[\s::×x*]*(?P<value>{NUMBER})\s*(?:次|件|起|票|人|个|例|处|项|份)?(?=[\s{SEPARATORS}。]|$)"
)
WHOLE_NAME = re.compile(rf"(?=\s*(?:[{SEPARATORS}。]|$))")


def say(node: Indicator, entry: Mapping[str, Any]) -> str:
    """The finding ``entry`` of the file in one cell;
    remarks such as ``note`` have cells of their own.
    """
    facts = {key: value for key, value in entry.items() if key not in Remarks.model_fields}
    if not facts:
        return ""
    short = _short(node, facts)
    # Only a short form that reads back as the same facts is used.
    if short is not None:
        try:
            if read(node, short) == facts:
                return short
        except ValueError:
            pass  # a text with signs of the short form in it
    return inline(facts)


def read(node: Indicator, text: str) -> Entry:
    """The facts that a cell says, as file data. Raises ``ValueError`` with a Chinese sentence;
    whether the values fit the rule is not looked at here.
    """
    text = text.strip()
    # What no short form can say stands as the file writes it.
    if text.startswith("{"):
        return _braces(text)
    plain = narrow(text)
    if plain.startswith("不适用"):
        return _not_applicable(text)
    direct = re.fullmatch(
        rf"评分\s*({NUMBER})\s*分?\s*[:,;、。]?\s*(?:理由\s*:?)?\s*(.*)", plain, re.DOTALL
    )
    if direct:
        return {"score": direct[1], **_reason(text, direct[2])}
    kind = node.rule.kind if node.rule is not None else ""
    if kind in READERS:
        return READERS[kind](node, text, plain)
    return {}


def _short(node: Indicator, facts: Mapping[str, Any]) -> str | None:  # noqa: C901  one case a kind
    """The short form, None where the shape of the finding has none."""
    match facts:
        case {"not_applicable": str(reason), **rest} if rest.keys() <= {"approved_by"}:
            return _say_not_applicable(reason, rest.get("approved_by"))
        case {"met": "true"}:
            return "是"
        case {"met": "false"}:
            return "否"
        case {"has": list(has)}:
            return f"已具备：{'、'.join(map(str, has))}" if has else "无"
        case {"counts": dict(pairs)} | {"votes": dict(pairs)}:
            return "；".join(f"{name} {count}" for name, count in pairs.items()) or "无"
        case {"done": done, "of": of}:
            return f"{done}/{of}"
        case {"value": value, "best": best}:
            return f"{value}/{best}"
        case {"rank": place, "of": of}:
            return f"第{place}名/{of}"
        case {"rank": place}:
            return f"第{place}名"
        case {"awards": list(awards)}:
            return _say_awards(awards)
        case {"checked": checked, "failed": failed}:
            return f"抽查{checked}，不合格{failed}"
        case {"values": list(values)}:
            return "；".join(map(str, values))
        case {"score": score, "reason": reason}:
            judged = isinstance(node.rule, Judged)
            return f"{score}：{reason}" if judged else f"评分 {score}：{reason}"
        case {"value": single} | {"grade": single} | {"score": single}:
            return str(single)
    return None


def _say_not_applicable(reason: str, approved_by: object) -> str:
    """A reason that ends in a bracket of its own gets an empty one behind it: the last bracket is
    read as whoever agreed.
    """
    if approved_by:
        return f"不适用：{reason}（同意：{approved_by}）"
    if bracket(reason)[1] is not None:
        return f"不适用：{reason}（）"
    return f"不适用：{reason}"


def _say_awards(awards: list[Any]) -> str | None:
    if not all(isinstance(award, dict) for award in awards):
        return None
    return "；".join(f"{award.get('matter')}：{award.get('level')}" for award in awards) or "无"


def _not_applicable(text: str) -> Entry:
    rest = re.sub(r"^不适用\s*[:：,，]?\s*", "", text.strip())
    reason, approved = bracket(rest)
    if not reason.strip():
        raise ValueError("不适用要写明原因")
    entry = {"not_applicable": reason.strip()}
    approver = re.sub(r"^(经|由)?\s*同意\s*[:：]\s*", "", approved or "").strip()
    if approver:
        entry["approved_by"] = approver
    return entry


def _reason(text: str, narrowed: str) -> Entry:
    """The reason in its own signs: the last part of the cell that is, narrowed, what was read."""
    if not narrowed:
        return {}
    for index in range(len(text)):
        if narrow(text[index:]) == narrowed.strip():
            return {"reason": text[index:].strip()}
    return {"reason": narrowed.strip()}


def _braces(text: str) -> Entry:
    data, _, problems = parse_yaml(text, "")
    if problems or not isinstance(data, dict):
        raise ValueError("大括号里的写法读不出来")
    return data


def _met(node: Indicator, text: str, plain: str) -> Entry:
    word = plain.lower().rstrip("。")
    if word not in YES + NO:
        raise ValueError(f"“{text}”不是“是”或“否”")
    return {"met": "true" if word in YES else "false"}


def _checklist(node: Indicator, text: str, plain: str) -> Entry:
    assert node.rule is not None
    rest = re.sub(r"^(已具备|具备|已有)\s*:?\s*", "", plain)
    if rest.rstrip("。") in ("全部", "全部具备", "都有", "齐全") or plain == "全部具备":
        return {"has": list(node.rule.names())}
    if rest.rstrip("。") in NONE:
        return {"has": []}
    return {"has": [name for name, _ in pick(rest, node.rule.names(), WHOLE_NAME)]}


def _counted(key: str) -> Callable[[Indicator, str, str], Entry]:
    def counted(node: Indicator, text: str, plain: str) -> Entry:
        assert node.rule is not None
        if plain.rstrip("。") in NONE and plain not in node.rule.names():
            return {key: {}}
        found = pick(text, node.rule.names(), COUNT)
        if len({name for name, _ in found}) != len(found):
            raise ValueError("同一项写了两次")
        return {key: dict(found)}

    return counted


def _amount(node: Indicator, text: str, plain: str) -> Entry:
    match = re.fullmatch(rf"({NUMBER})\s*[/÷⁄]\s*({NUMBER})", plain)
    if match:
        return {"done": match[1], "of": match[2]}
    single = re.fullmatch(rf"({NUMBER})\s*(%?)", plain)
    if single:
        return {"value": single[1] + single[2]}
    raise ValueError(f"“{text}”读不出数值")


def _rank(node: Indicator, text: str, plain: str) -> Entry:
    assert isinstance(node.rule, Rank)
    if node.rule.to_first:
        match = re.fullmatch(rf"({NUMBER})\s*[/÷⁄]\s*({NUMBER})", plain)
        if match:
            return {"value": match[1], "best": match[2]}
        raise ValueError(f"“{text}”读不出本地数值和第一名数值")
    match = re.fullmatch(
        r"第?\s*(\d+)\s*名?\s*(?:[/,(]?\s*(?:共\s*)?(\d+)\s*(?:名|个|家|位)?\s*\)?)?", plain
    )
    # A bare number could be a score or a value: only 名 or / makes it a place.
    if not match or not ("名" in plain or "/" in plain):
        raise ValueError(f"“{text}”读不出名次")
    entry = {"rank": match[1]}
    if match[2]:
        entry["of"] = match[2]
    return entry


def _grade(node: Indicator, text: str, plain: str) -> Entry:
    assert node.rule is not None
    name = known_name(text, node.rule.names())
    if name is None:
        raise ValueError(unknown(text, node.rule.names()))
    return {"grade": name}


def _ladder(node: Indicator, text: str, plain: str) -> Entry:
    assert node.rule is not None
    if plain.rstrip("。") in NONE:
        return {"awards": []}
    awards = []
    for part in re.split(r"[；;\n]", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"(.+)[：:\s]\s*(\S+)", part.strip().rstrip("。"), re.DOTALL)
        if match is None:
            raise ValueError(f"“{part.strip()}”没有写成“事项：层级”")
        level = known_name(match[2], node.rule.names())
        if level is None:
            raise ValueError(unknown(match[2], node.rule.names()))
        awards.append({"matter": match[1].strip().rstrip("：:"), "level": level})
    return {"awards": awards}


def _sample(node: Indicator, text: str, plain: str) -> Entry:
    unit = r"\s*(?:个|件|家|份|处|人|名|次)?\s*"
    match = re.fullmatch(
        rf"抽查\s*:?\s*(\d+){unit}[,;、。]?\s*(?:其中)?\s*不合格\s*:?\s*(\d+){unit}。?", plain
    )
    if match:
        return {"checked": match[1], "failed": match[2]}
    sound = re.fullmatch(rf"抽查\s*:?\s*(\d+){unit}[,;、。]?\s*(?:均|全部|都)合格。?", plain)
    if sound:
        return {"checked": sound[1], "failed": "0"}
    raise ValueError(f"“{text}”读不出抽查数和不合格数")


def _mean(node: Indicator, text: str, plain: str) -> Entry:
    parts = [part.strip() for part in re.split(rf"[{SEPARATORS}\s]+", plain)]
    values = [part.removesuffix("分").strip() for part in parts if part]
    if not values or not all(re.fullmatch(NUMBER, value) for value in values):
        raise ValueError(f"“{text}”不是一串得分")
    return {"values": values}


def _external(node: Indicator, text: str, plain: str) -> Entry:
    match = re.fullmatch(rf"({NUMBER})\s*分?", plain)
    if not match:
        raise ValueError(f"“{text}”不是得分")
    return {"score": match[1]}


def _judged(node: Indicator, text: str, plain: str) -> Entry:
    match = re.fullmatch(
        rf"({NUMBER})\s*分?\s*(?:[:,;、。\s]\s*(?:理由\s*:)?\s*(.*))?", plain, re.DOTALL
    )
    if not match:
        raise ValueError(f"“{text}”读不出分数和理由")
    return {"score": match[1], **_reason(text, match[2] or "")}


READERS: dict[str, Callable[[Indicator, str, str], Entry]] = {
    "met": _met,
    "checklist": _checklist,
    "deduct": _counted("counts"),
    "survey": _counted("votes"),
    "ratio": _amount,
    "threshold": _amount,
    "bands": _amount,
    "rank": _rank,
    "grade": _grade,
    "ladder": _ladder,
    "sample": _sample,
    "mean": _mean,
    "external": _external,
    "judged": _judged,
}


def for_file(value: Any) -> Any:
    """File data with numbers, shares and words of the format left without quotes,
    as people write them.
    """
    if isinstance(value, dict):
        return {key: for_file(item) for key, item in value.items()}
    if isinstance(value, list):
        return [for_file(item) for item in value]
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return Bare(value)
    return value
