"""A rule's parameters as people type them into one cell, and back: 不低于60；每低5扣0.5（不足一档按一档）.

Each kind has its own words. Parameters that no words can say exactly stand as the file writes them, in braces, and are
read back from that, so that whatever goes out comes back the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Set
from fractions import Fraction
from typing import Any

from scoring.reading.wording import fold
from scoring.rules.base import KINDS, Rule
from scoring.values import Quantity, percent, plain
from scoring.yamlio import parse

Data = Mapping[str, Any]
Parameters = dict[str, Any]

_N = r"(\d+(?:\.\d+)?)"
_M = r"(\d+(?:\.\d+)?%?)"
_STEPS = {"prorata": "不足一档按比例", "up": "不足一档按一档", "down": "不足一档不计"}
_SUBJECTS = {
    "done": "完成数", "of": "总数", "value": "数值", "rank": "名次", "best": "第一名", "checked": "抽查数",
    "failed": "不合格数", "score": "得分", "values": "各得分", "counts": "次数", "votes": "票数",
}  # fmt: skip
EXAMPLES: dict[str, str] = {
    "met": "不用填",
    "checklist": "甲（40%）；乙（关键项）；丙。缺一项不得分",
    "deduct": "迟报：0.5（最多3，满5次不得分）；漏报：1。最低0",
    "ratio": "达到95%得满分；低于60%不得分（都可以不写）",
    "threshold": "不低于60；每低5扣0.5（不足一档按一档）",
    "bands": "90以上：5；80至90：3；80以下：0",
    "grade": "优：100%；良：80%",
    "survey": "满意：100；基本满意：80；不满意：0",
    "rank": "依次5、4、3；其后每名减0.5，最低1（从末位数起的写“倒数”；按第一名折算的写“按第一名的比例”）",
    "ladder": "国家级：5；省级：3",
    "sample": "一处不合格不得分；或 每处不合格扣2",
    "mean": "满分100",
    "external": "满分100",
    "judged": "0至2",
}
"""How the parameters of each kind are typed, for messages and guides."""


def titles() -> dict[str, str]:
    """The Chinese name of each kind of rule, by the word of its ``type``."""
    return {kind: rule.title for kind, rule in KINDS.items()}


def kind_of(title: str) -> str | None:
    """The kind that a Chinese name (达线得分) or the word of the file (threshold) means; None for any other."""
    wanted = title.strip()
    return next((kind for kind, name in titles().items() if wanted in (name, kind)), None)


def say(rule: Data) -> str:
    """The parameters of a rule, as the file holds them, in words; quantities have a cell of their own."""
    kind = str(rule.get("type", ""))
    parameters = {key: value for key, value in rule.items() if key not in ("type", "quantities")}
    try:
        words = _SAY[kind](parameters)
        if _same(kind, read(kind, words), parameters):
            return words
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return _braces(parameters)


def read(kind: str, text: str) -> Parameters:
    """The parameters that a cell says, as file data. Raises ``ValueError`` with a Chinese sentence."""
    text = text.strip()
    if text.startswith("{"):
        return _from_braces(text)
    return _READ[kind](_lines(text))


def say_quantities(quantities: Data) -> str:
    """What is counted, with its unit: 完成数：按期答复（件）；总数：应答复（件）."""
    parts = []
    for key, entry in quantities.items():
        unit = f"（{entry['unit']}）" if entry.get("unit") else ""
        parts.append(f"{_SUBJECTS.get(key, key)}：{entry.get('label', '')}{unit}")
    return "；".join(parts)


def read_quantities(text: str) -> Parameters:
    """The quantities that a cell says. Raises ``ValueError`` with a Chinese sentence."""
    keys = {name: key for key, name in _SUBJECTS.items()}
    quantities: Parameters = {}
    for part in _parts(text):
        name, sign, rest = _cut(part, ":")
        key = keys.get(name, name if name in _SUBJECTS else "")
        if not sign or not key:
            raise ValueError(f"“{part}”读不出来，写成“完成数：按期答复（件）”")
        label, unit = _bracket(rest)
        entry = {name: value for name, value in (("label", label), ("unit", unit)) if value}
        if not entry:
            raise ValueError(f"“{part}”没有写数的是什么")
        quantities[key] = entry
    return quantities


# --- saying


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
        parts.append(f"{case['name']}：{case['points']}" + (f"（{'，'.join(marks)}）" if marks else ""))
    return "；".join(parts) + (f"。最低{data['floor']}" if "floor" in data else "")


def _say_ratio(data: Data) -> str:
    parts = [f"达到{data['full_at']}得满分"] if "full_at" in data else []
    return "；".join(parts + ([f"低于{data['zero_below']}不得分"] if "zero_below" in data else []))


def _say_threshold(data: Data) -> str:
    least = data.get("direction", "at_least") == "at_least"
    parts = [f"{'不低于' if least else '不超过'}{data['at']}"]
    per = data.get("per", "1%" if str(data["at"]).endswith("%") else "1")
    if "loss" in data:
        manner = f"（{_STEPS[data['steps']]}）" if "steps" in data else ""
        parts.append(f"每{'低' if least else '超'}{per}扣{data['loss']}{manner}")
    if "gain" in data:
        most = f"，最多加{data['gain_cap']}" if "gain_cap" in data else ""
        parts.append(f"每优{per}加{data['gain']}{most}")
    return "；".join(parts)


def _say_bands(data: Data) -> str:
    parts = []
    for band in data["bands"]:
        lower, upper = band.get("from"), band.get("to")
        reach = f"{lower}至{upper}" if lower and upper else f"{lower}以上" if lower else f"{upper}以下"
        held = {"from": "（含下限）", "to": "（含上限）"}.get(band.get("closed", ""), "")
        parts.append(f"{reach}{held}：{band['points']}")
    return "；".join(parts) + ("。含上限不含下限" if data.get("closed") == "to" else "")


def _say_rank(data: Data) -> str:
    if _true(data.get("to_first")):
        return "按第一名的比例"
    parts = ["依次" + "、".join(map(str, data["table"]))] if data.get("table") else []
    if "beyond" in data:
        beyond = data["beyond"]
        parts.append(f"其后每名减{beyond['step']}" + (f"，最低{beyond['floor']}" if "floor" in beyond else ""))
    return "；".join(parts + (["倒数"] if _true(data.get("reverse")) else []))


def _say_sample(data: Data) -> str:
    return f"每处不合格扣{data['per_fail']}" if "per_fail" in data else "一处不合格不得分"


def _say_judged(data: Data) -> str:
    if "max" in data:
        return f"{data.get('min', '0')}至{data['max']}"
    return f"最低{data['min']}" if "min" in data else ""


def _say_full(data: Data) -> str:
    return f"满分{data['full']}" if "full" in data else ""


_SAY: dict[str, Callable[[Data], str]] = {
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


# --- reading


def _lines(text: str) -> str:
    return "；".join(line.strip() for line in text.replace("\r", "").split("\n") if line.strip())


def _parts(text: str) -> list[str]:
    """The stretches of a text between ； and 。, each in its own signs."""
    folded = fold(text)
    pieces: list[str] = []
    start = depth = 0
    for at, sign in enumerate(folded):
        depth += (sign == "(") - (sign == ")")
        if sign in ";。\n" and depth <= 0:
            pieces.append(text[start:at])
            start = at + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _cut(text: str, sign: str) -> tuple[str, str, str]:
    """The text before and after the last sign of a kind, whatever its width."""
    at = fold(text).rfind(sign)
    return (text[:at].strip(), sign, text[at + 1 :].strip()) if at >= 0 else (text.strip(), "", "")


def _bracket(text: str) -> tuple[str, str]:
    """A text and what stands in the bracket that ends it."""
    folded = fold(text.strip())
    if not folded.endswith(")") or "(" not in folded:
        return text.strip(), ""
    at = folded.rindex("(")
    return text.strip()[:at].strip(), text.strip()[at + 1 : -1].strip()


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, _plain(text))


def _unread(part: str, kind: str) -> ValueError:
    return ValueError(f"“{part}”读不出来，写成：{EXAMPLES[kind]}")


def _read_named(kind: str, key: str) -> Callable[[str], Parameters]:
    def reader(text: str) -> Parameters:
        pairs: Parameters = {}
        for part in _parts(text):
            name, sign, value = _cut(part, ":")
            number = _match(rf"{_M}分?", value)
            if not sign:
                loose = re.fullmatch(r"(.*?\D)\s*(\d+(?:\.\d+)?%?)\s*分?", fold(part).strip())
                if loose is None:
                    raise _unread(part, kind)
                name, number = part[: loose.end(1)].strip(), re.match(_M, loose.group(2))
            if not name or number is None:
                raise _unread(part, kind)
            if name in pairs:
                raise ValueError(f"“{name}”写了两次")
            pairs[name] = number.group(1)
        if not pairs:
            raise ValueError(f"没有写参数，写成：{EXAMPLES[kind]}")
        return {key: pairs}

    return reader


def _read_checklist(text: str) -> Parameters:
    items: list[Parameters] = []
    data: Parameters = {}
    for part in _parts(text):
        if _match(r"缺(?:一|任意?一?)项(?:即|就)?不得分", part):
            data["missing"] = "zero"
            continue
        name, terms = _bracket(part)
        item: Parameters = {"name": name}
        known = True
        for term in re.split("[,，、]", terms) if terms else []:
            share = _match(_M, term)
            if share is not None and share.group(1).endswith("%"):
                item["share"] = share.group(1)
            elif _plain(term) in ("关键项", "关键"):
                item["key"] = True
            else:
                known = False
        items.append(item if known else {"name": part})
    if len(items) == 1 and "、" in items[0]["name"] and len(items[0]) == 1:
        items = [{"name": name.strip()} for name in items[0]["name"].split("、") if name.strip()]
    if not items:
        raise ValueError(f"没有写项目，写成：{EXAMPLES['checklist']}")
    return {"items": items, **data}


def _read_deduct(text: str) -> Parameters:
    cases: list[Parameters] = []
    data: Parameters = {}
    for part in _parts(text):
        floor = _match(rf"(?:最低|至少|扣至){_N}分?", part)
        if floor is not None:
            data["floor"] = floor.group(1)
            continue
        head, terms = _bracket(part)
        name, sign, value = _cut(head, ":")
        number = _match(rf"(?:扣)?{_N}分?", value) if sign else None
        if number is None:
            loose = re.fullmatch(r"(.+?)\s*扣\s*(\d+(?:\.\d+)?)\s*分?", fold(head).strip())
            if loose is None:
                raise _unread(part, "deduct")
            name, amount = head[: loose.end(1)].strip(), loose.group(2)
        else:
            amount = number.group(1)
        case: Parameters = {"name": name, "points": amount}
        for term in re.split("[,，、]", terms) if terms else []:
            case |= _case_term(term, part)
        cases.append(case)
    if not cases:
        raise ValueError(f"没有写扣分情形，写成：{EXAMPLES['deduct']}")
    return {"cases": cases, **data}


def _case_term(term: str, part: str) -> Parameters:
    most = _match(rf"(?:最多|至多)(?:扣)?{_N}分?", term)
    if most is not None:
        return {"max": most.group(1)}
    cliff = _match(r"(?:满|达到?)(\d+)[次件处起](?:以上)?(?:即|就)?不得分", term)
    if cliff is not None:
        return {"zero_at": cliff.group(1)}
    raise _unread(part, "deduct")


def _read_ratio(text: str) -> Parameters:
    data: Parameters = {}
    for part in (piece for half in _parts(text) for piece in re.split("[,，]", half) if piece.strip()):
        full = _match(rf"(?:达到|满)?{_M}(?:以上)?(?:得)?满分", part)
        none = _match(rf"(?:低于|不足|不到|未达到?){_M}(?:的)?不得分", part)
        if full is not None:
            data["full_at"] = full.group(1)
        elif none is not None:
            data["zero_below"] = none.group(1)
        else:
            raise _unread(part, "ratio")
    return data


def _read_threshold(text: str) -> Parameters:
    data: Parameters = {}
    for part in _parts(text):
        bound = _match(rf"(不低于|不少于|至少|达到|不超过|不多于|不高于|至多){_M}", part)
        loss = re.match(rf"每(?:低|少|差|超|多|高){_M}(?:个百分点|个|次|天|日|件)?扣{_N}分?", _plain(part))
        gain = re.match(rf"每优(?:于)?{_M}加{_N}分?", _plain(part))
        if bound is not None:
            low = bound.group(1) in ("不低于", "不少于", "至少", "达到")
            data |= {"at": bound.group(2), "direction": "at_least" if low else "at_most"}
        elif loss is not None:
            data |= {"loss": loss.group(2), "per": loss.group(1), **_manner(_plain(part)[loss.end() :], part)}
        elif gain is not None:
            data |= {"gain": gain.group(2), "per": gain.group(1)}
            most = re.fullmatch(rf",最多加{_N}分?", _plain(part)[gain.end() :])
            if most is not None:
                data["gain_cap"] = most.group(1)
            elif _plain(part)[gain.end() :]:
                raise _unread(part, "threshold")
        elif _plain(part) not in ("未达到不得分", "达不到不得分"):
            raise _unread(part, "threshold")
    if "at" not in data:
        raise ValueError(f"没有写界限，写成：{EXAMPLES['threshold']}")
    return data


def _manner(text: str, part: str) -> Parameters:
    word = text.strip("(),")
    if not word:
        return {}
    for steps, said in _STEPS.items():
        if word == said:
            return {"steps": steps}
    raise _unread(part, "threshold")


def _read_bands(text: str) -> Parameters:
    bands: list[Parameters] = []
    data: Parameters = {}
    for part in _parts(text):
        if _plain(part) == "含上限不含下限":
            data["closed"] = "to"
            continue
        match = _match(rf"(?:{_M}(?:至|-|~|—|到){_M}|{_M}(以上|以下))(\(含[上下]限\))?:{_N}分?", part)
        if match is None:
            raise _unread(part, "bands")
        lower, upper, single, side, held, points = match.groups()
        band: Parameters = {}
        if single is not None:
            band["from" if side == "以上" else "to"] = single
        else:
            band |= {"from": lower, "to": upper}
        if held:
            band["closed"] = "to" if "上" in held else "from"
        bands.append({**band, "points": points})
    if not bands:
        raise ValueError(f"没有写分档，写成：{EXAMPLES['bands']}")
    return {"bands": bands, **data}


def _read_rank(text: str) -> Parameters:
    data: Parameters = {}
    for part in _parts(text):
        plain = _plain(part)
        table = re.fullmatch(rf"(?:依次)?((?:{_N}分?[、,])*{_N}分?)", plain)
        beyond = re.fullmatch(rf"(?:其后|以后)每(?:名|进一名|降一名)减{_N}分?(?:,最低{_N}分?)?", plain)
        if plain in ("按第一名的比例", "按第一名折算"):
            data["to_first"] = True
        elif plain in ("倒数", "从末位数起"):
            data["reverse"] = True
        elif beyond is not None:
            floor = {"floor": beyond.group(2)} if beyond.group(2) else {}
            data["beyond"] = {"step": beyond.group(1), **floor}
        elif table is not None:
            data["table"] = re.findall(r"\d+(?:\.\d+)?", table.group(1))
        else:
            raise _unread(part, "rank")
    return data


def _read_sample(text: str) -> Parameters:
    per = _match(rf"每(?:处|个|件|份)?不合格(?:的)?扣{_N}分?", text)
    if per is not None:
        return {"per_fail": per.group(1)}
    if _match(r"(?:一处|任意?一?处|有一处|一项)不合格(?:即|就|的)?不得分", text):
        return {"any_fail": "zero"}
    raise _unread(text, "sample")


def _read_judged(text: str) -> Parameters:
    if not text.strip():
        return {}
    both = _match(rf"{_N}(?:至|-|~|—|到){_N}分?", text)
    one = _match(rf"(最高|最低){_N}分?", text)
    if both is not None:
        return {"min": both.group(1), "max": both.group(2)}
    if one is not None:
        return {"max" if one.group(1) == "最高" else "min": one.group(2)}
    raise _unread(text, "judged")


def _read_full(kind: str) -> Callable[[str], Parameters]:
    def reader(text: str) -> Parameters:
        if not text.strip():
            return {}
        full = _match(rf"(?:满分)?(?:为|是)?{_N}分?", text)
        if full is None:
            raise _unread(text, kind)
        return {"full": full.group(1)}

    return reader


def _read_met(text: str) -> Parameters:
    if text.strip():
        raise ValueError("达标得分没有参数，这一格要空着")
    return {}


_READ: dict[str, Callable[[str], Parameters]] = {
    "met": _read_met,
    "checklist": _read_checklist,
    "deduct": _read_deduct,
    "ratio": _read_ratio,
    "threshold": _read_threshold,
    "bands": _read_bands,
    "grade": _read_named("grade", "grades"),
    "survey": _read_named("survey", "options"),
    "rank": _read_rank,
    "ladder": _read_named("ladder", "steps"),
    "sample": _read_sample,
    "mean": _read_full("mean"),
    "external": _read_full("external"),
    "judged": _read_judged,
}


# --- exactness


def _true(value: Any) -> bool:
    return value is True or value == "true"


def _same(kind: str, first: Data, second: Data) -> bool:
    """Whether two sets of parameters make the same rule."""
    rule = KINDS[kind]
    if kind == "threshold":
        first, second = _with_step(first), _with_step(second)
    return bool(rule.model_validate({"type": kind, **first}) == rule.model_validate({"type": kind, **second}))


def _with_step(data: Data) -> Data:
    """The parameters with the step that holds where none is written: one unit of the bound."""
    return {"per": "1%" if str(data.get("at", "")).endswith("%") else "1", **data}


def _braces(parameters: Data) -> str:
    return json.dumps(parameters, ensure_ascii=False, default=str)


def _from_braces(text: str) -> Parameters:
    data, _, problems = parse(text, "")
    if problems or not isinstance(data, dict):
        raise ValueError("大括号里的写法读不出来")
    return {str(key): value for key, value in data.items()}


def data_of(rule: Rule[Any]) -> Parameters:
    """A rule as file data again, the keys that were stated; numbers as texts."""
    return {"type": rule.type, **_record(rule, skip={"type"})}  # type: ignore[attr-defined]


def spoken(rule: Rule[Any]) -> str:
    """A whole rule in one cell: 按比例得分：达到95%得满分, and on a second line what is counted."""
    data = data_of(rule)
    words = say(data)
    text = f"{rule.title}：{words}" if words else rule.title
    counted = say_quantities(data.get("quantities", {}))
    return f"{text}\n数的是什么：{counted}" if counted else text


def heard(text: str) -> Parameters | None:
    """The rule that :func:`spoken` wrote, as file data; None where the text is none. Raises ``ValueError``."""
    first, _, rest = text.strip().partition("\n")
    title, _, words = first.replace(":", "：", 1).partition("：") if "：" not in first else first.partition("：")
    kind = kind_of(title)
    if kind is None:
        return None
    lines = [line for line in rest.split("\n") if line.strip()]
    counted = [line.strip() for line in lines if line.strip().startswith("数的是什么")]
    more = [line for line in lines if line.strip() not in counted]
    data: Parameters = {"type": kind, **read(kind, "\n".join([words, *more]))}
    if counted:
        data["quantities"] = read_quantities(fold(counted[0]).partition(":")[2])
    KINDS[kind].model_validate(data)
    return data


_SHARES = frozenset({"share", "grades"})


def _record(record: Any, skip: Set[str] = frozenset()) -> Parameters:
    fields: Parameters = {}
    for name, info in type(record).model_fields.items():
        if name in record.model_fields_set and name not in skip:
            fields[info.alias or name] = _plain_value(getattr(record, name), share=name in _SHARES)
    return fields


def _plain_value(value: Any, *, share: bool) -> Any:
    if isinstance(value, Fraction):
        return percent(value) if share else plain(value)
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain_value(item, share=share) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain_value(item, share=share) for item in value]
    if hasattr(type(value), "model_fields"):
        return _record(value)
    return value if isinstance(value, bool) or value is None else str(value)
