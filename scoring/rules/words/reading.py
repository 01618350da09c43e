"""Parameters of a rule as people type them into one cell, back as file data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scoring.reading.wording import fold
from scoring.rules.words.examples import EXAMPLES, STEPS

Parameters = dict[str, Any]
_N = r"(\d+(?:\.\d+)?)"
_M = r"(\d+(?:\.\d+)?%?)"


def lines_of(text: str) -> str:
    """The lines of a cell as parts of one line."""
    return "；".join(line.strip() for line in text.replace("\r", "").split("\n") if line.strip())


def parts_of(text: str) -> list[str]:
    """The stretches of a text between ； and 。, each in its own signs."""
    folded = fold(text)
    pieces: list[str] = []
    start = depth = 0
    for index, sign in enumerate(folded):
        depth += (sign == "(") - (sign == ")")
        if sign in ";。\n" and depth <= 0:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def cut(text: str, sign: str) -> tuple[str, str, str]:
    """The text before and after the last sign of a kind, whatever its width."""
    index = fold(text).rfind(sign)
    if index >= 0:
        return (text[:index].strip(), sign, text[index + 1 :].strip())
    return (text.strip(), "", "")


def bracket(text: str) -> tuple[str, str]:
    """A text and what stands in the bracket that ends it."""
    folded = fold(text.strip())
    if not folded.endswith(")") or "(" not in folded:
        return text.strip(), ""
    index = folded.rindex("(")
    return text.strip()[:index].strip(), text.strip()[index + 1 : -1].strip()


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, _plain(text))


def _unread(part: str, kind: str) -> ValueError:
    return ValueError(f"“{part}”读不出来，写成：{EXAMPLES[kind]}")


def _read_named(kind: str, key: str) -> Callable[[str], Parameters]:
    def reader(text: str) -> Parameters:
        pairs: Parameters = {}
        for part in parts_of(text):
            name, sign, value = cut(part, ":")
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
    for part in parts_of(text):
        if _match(r"缺(?:一|任意?一?)项(?:即|就)?不得分", part):
            data["missing"] = "zero"
            continue
        name, terms = bracket(part)
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
    for part in parts_of(text):
        floor = _match(rf"(?:最低|至少|扣至){_N}分?", part)
        if floor is not None:
            data["floor"] = floor.group(1)
            continue
        head, terms = bracket(part)
        name, sign, value = cut(head, ":")
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
    for part in (
        piece for half in parts_of(text) for piece in re.split("[,，]", half) if piece.strip()
    ):
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
    for part in parts_of(text):
        bound = _match(rf"(不低于|不少于|至少|达到|不超过|不多于|不高于|至多){_M}", part)
        loss = re.match(
            rf"每(?:低|少|差|超|多|高){_M}(?:个百分点|个|次|天|日|件)?扣{_N}分?", _plain(part)
        )
        gain = re.match(rf"每优(?:于)?{_M}加{_N}分?", _plain(part))
        if bound is not None:
            low = bound.group(1) in ("不低于", "不少于", "至少", "达到")
            data |= {"at": bound.group(2), "direction": "at_least" if low else "at_most"}
        elif loss is not None:
            data |= {
                "loss": loss.group(2),
                "per": loss.group(1),
                **_manner(_plain(part)[loss.end() :], part),
            }
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
    for steps, said in STEPS.items():
        if word == said:
            return {"steps": steps}
    raise _unread(part, "threshold")


def _read_bands(text: str) -> Parameters:
    bands: list[Parameters] = []
    data: Parameters = {}
    for part in parts_of(text):
        if _plain(part) == "含上限不含下限":
            data["closed"] = "to"
            continue
        match = _match(
            rf"(?:{_M}(?:至|-|~|—|到){_M}|{_M}(以上|以下))(\(含[上下]限\))?:{_N}分?", part
        )
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
    for part in parts_of(text):
        plain = _plain(part)
        table = re.fullmatch(rf"(?:依次)?((?:{_N}分?[、,])*{_N}分?)", plain)
        beyond = re.fullmatch(
            rf"(?:其后|以后)每(?:名|进一名|降一名)减{_N}分?(?:,最低{_N}分?)?", plain
        )
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


READ: dict[str, Callable[[str], Parameters]] = {
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
"""How each kind of rule reads its parameters."""
