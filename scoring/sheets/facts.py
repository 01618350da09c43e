"""A finding as people type it into one cell, and back: ``96/100``, ``是``, ``已具备：甲、乙``.

Each kind of rule has its short form. A finding that no short form can say exactly stands as the
file writes it, in braces, and is read back from that; so whatever goes out comes back the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from scoring.indicators.model import Indicator
from scoring.rounds.finding import Remarks
from scoring.rounds.forms import PLAIN, inline
from scoring.rules.bands import Bands
from scoring.rules.judged import Judged, example_score
from scoring.rules.rank import Rank
from scoring.rules.ratio import Ratio
from scoring.rules.threshold import Threshold
from scoring.sheets.words import SEPARATORS, bracket, known_name, narrow, pick, unknown
from scoring.storage import Bare
from scoring.values import plain as plain_number
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
    """The finding ``entry`` of the file in one cell; remarks such as ``note`` have cells of their
    own.
    """
    facts = {key: value for key, value in entry.items() if key not in Remarks.model_fields}
    if not facts:
        return ""
    short = _short(node, facts)
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
    kind = node.rule.type if node.rule is not None else ""  # type: ignore[attr-defined]
    if kind in READERS:
        return READERS[kind](node, text, plain)
    return {}


def wanted(node: Indicator, kind: str = "self") -> str:
    """How to fill in the cell of this indicator, with the names and within the points of its own
    rule.
    """
    rule = node.rule
    if rule is None:
        return "（评分规则有误，暂不能填）"
    listed = rule.names()
    first = listed[0] if listed else ""
    low, high = _range(node)
    direct = f"{plain_number(example_score(low, high))}：理由"
    forms = {
        "met": "是 或 否",
        "checklist": f"已具备：{'、'.join(listed)}（只写已有的；都没有写“无”）",
        "deduct": f"{'；'.join(f'{name} 次数' for name in listed)}（没有的不写；都没有写“无”）",
        "grade": " / ".join(listed),
        "survey": "；".join(f"{name} 票数" for name in listed),
        "ladder": f"事项：{first}；另一事项：{listed[-1] if listed else ''}（没有写“无”）",
        "sample": "抽查10，不合格1",
        "mean": "92；88；95（各对象得分）",
        "external": "92.5（原考核得分）",
        "judged": f"{direct}（{plain_number(low)} 至 {plain_number(high)} 分）",
    }
    kind_of_rule = rule.type  # type: ignore[attr-defined]
    if isinstance(rule, Rank):
        if rule.to_first:
            said = "本地数值/第一名数值，如 88/95"
        else:
            said = "第3名/12（名次/总数）"
    elif isinstance(rule, Ratio | Threshold | Bands):
        said = _amounts(node, rule)
    else:
        said = forms[kind_of_rule]
    return said + (f"；或 评分 {direct}" if kind != "self" and kind_of_rule != "judged" else "")


def _amounts(node: Indicator, rule: Ratio | Threshold | Bands) -> str:
    """What is counted, in the words of the rule where it has any, with an example near its own
    bound.
    """
    if isinstance(rule, Ratio):
        bound = rule.full_at
    elif isinstance(rule, Threshold):
        bound = rule.at
    else:
        bound = None
    if isinstance(rule, Bands):
        percent = rule.percent
    else:
        percent = bool(bound and bound.percent)
    done, of = _counted_as(rule, "done", "完成数"), _counted_as(rule, "of", "总数")
    if percent:
        return f"{done}/{of}，如 96/100；或 96%"
    if isinstance(rule, Bands):
        ends = [
            end.value for band in rule.bands for end in (band.lower, band.upper) if end is not None
        ]
        example = plain_number(max(ends, default=Fraction(93)))
    else:
        example = plain_number(bound.value) if bound is not None else "93"
    label = _counted_as(rule, "value", node.name)
    unit = rule.quantities["value"].unit if "value" in rule.quantities else None
    counted = f"{label}，{unit}" if unit else label
    return f"数值（{counted}），如 {example}；或 {done}/{of}"


def _counted_as(rule: Ratio | Threshold | Bands, key: str, otherwise: str) -> str:
    """The label of one quantity with its unit, as the rule names it."""
    name = rule.quantities.get(key)
    if name is None or name.label is None:
        return otherwise
    return name.label + (f"（{name.unit}）" if name.unit and key != "value" else "")


def _range(node: Indicator) -> tuple[Fraction, Fraction]:
    """The lowest and the highest score that somebody may give."""
    rule = node.rule
    if isinstance(rule, Judged):
        return (rule.min, rule.highest_score(node.points))
    return (Fraction(0), node.points)


def _short(node: Indicator, facts: Mapping[str, Any]) -> str | None:  # noqa: C901  one case a kind
    """The short form, None where the shape of the finding has none."""
    match facts:
        case {"not_applicable": str(reason), **rest} if rest.keys() <= {"approved_by"}:
            given = rest.get("approved_by")
            if given:
                approved = f"（同意：{given}）"
            elif bracket(reason)[1] is not None:
                approved = "（）"
            else:
                approved = ""
            return f"不适用：{reason}{approved}"
        case {"met": "true" | "false" as met}:
            if met == "true":
                return "是"
            return "否"
        case {"has": list(has)}:
            if has:
                return f"已具备：{'、'.join(map(str, has))}"
            return "无"
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
        case {"awards": list(awards)} if all(isinstance(award, dict) for award in awards):
            return (
                "；".join(f"{award.get('matter')}：{award.get('level')}" for award in awards)
                or "无"
            )
        case {"checked": checked, "failed": failed}:
            return f"抽查{checked}，不合格{failed}"
        case {"values": list(values)}:
            return "；".join(map(str, values))
        case {"score": score, "reason": reason}:
            own = node.rule is not None and node.rule.type == "judged"  # type: ignore[attr-defined]
            if own:
                return f"{score}：{reason}"
            return f"评分 {score}：{reason}"
        case {"value": single} | {"grade": single} | {"score": single}:
            return str(single)
    return None


def _not_applicable(text: str) -> Entry:
    rest = re.sub(r"^不适用\s*[:：,，]?\s*", "", text.strip())
    reason, approved = bracket(rest)
    if not reason.strip():
        raise ValueError("不适用要写明原因")
    given = re.sub(r"^(经|由)?\s*同意\s*[:：]\s*", "", approved or "").strip()
    return {"not_applicable": reason.strip()} | ({"approved_by": given} if given else {})


def _reason(text: str, said: str) -> Entry:
    """The reason in its own signs: the last part of the cell, as long as what was found in the
    narrowed text.
    """
    if not said:
        return {}
    tail = next(
        (text[index:] for index in range(len(text)) if narrow(text[index:]) == said.strip()), said
    )
    return {"reason": tail.strip()}


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
    if not match or not ("名" in plain or "/" in plain):
        raise ValueError(f"“{text}”读不出名次")
    return {"rank": match[1]} | ({"of": match[2]} if match[2] else {})


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
        level = known_name(match[2], node.rule.names()) if match else None
        if match is None:
            raise ValueError(f"“{part.strip()}”没有写成“事项：层级”")
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
    parts = [
        part.strip().removesuffix("分").strip()
        for part in re.split(rf"[{SEPARATORS}\s]+", plain)
        if part.strip()
    ]
    if not parts or not all(re.fullmatch(NUMBER, part) for part in parts):
        raise ValueError(f"“{text}”不是一串得分")
    return {"values": parts}


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
    """File data with numbers, shares and words of the format left without quotes, as people write
    them.
    """
    if isinstance(value, dict):
        return {key: for_file(item) for key, item in value.items()}
    if isinstance(value, list):
        return [for_file(item) for item in value]
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return Bare(value)
    return value
