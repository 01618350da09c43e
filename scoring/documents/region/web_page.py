"""网页: one file that opens offline: a list that sorts, a county against the mean, how counties lie
on each indicator.

Everything inside is data and our own script; nothing is loaded from anywhere, and names are set as
text, never as HTML.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from scoring.documents.layout import Page
from scoring.documents.region.rank_listing import marked
from scoring.documents.region.summary import leaf_rates
from scoring.documents.region.words import Material, terms_line, totals_line
from scoring.engine import CAUSES
from scoring.region.results import County
from scoring.values import format_fixed
from scoring.views.figures import percent_text


def web_page(about: Material) -> Page:
    """The page; it has no other form."""
    data = _data(about)
    # "<" is written as an escape, so that no name can end the script that holds the data.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    title = f"{about.name}{about.round}年度法治政府建设示范指标汇总"
    context = {
        "title": title,
        "issuer": about.name,
        "date": about.date,
        "facts": terms_line(about),
        "totals": totals_line(about),
        "data": Markup(text),  # noqa: S704  JSON of ours in which every "<" is escaped
    }
    return Page(title, about.name, "region-web.html.j2", context, data)


def _data(about: Material) -> dict[str, Any]:
    """Rates are numbers from 0 to 1 for drawing alone; what is read stands beside as text."""
    cells = leaf_rates(about)
    # What applies in no county has no place on a scale.
    leaves = [item for item in about.leaves if item.mean is not None]
    blocks = [item for item in about.blocks if item.mean is not None]
    return {
        "blocks": [
            {
                "code": item.code,
                "name": about.name_of(item.code),
                "mean": _number(item.mean),
                "text": percent_text(item.mean),
            }
            for item in blocks
        ],
        "leaves": [
            {
                "code": item.code,
                "name": about.name_of(item.code),
                "mean": _number(item.mean),
                "text": percent_text(item.mean),
                "lost": format_fixed(item.lost),
            }
            for item in leaves
        ],
        "counties": [
            _county(about, county, cells.get(county.code, {}), leaves, blocks)
            for county in about.ranking.everyone
        ],
    }


def _county(
    about: Material, county: County, own: dict[str, Fraction], leaves: list[Any], blocks: list[Any]
) -> dict[str, Any]:
    rates = about.block_rates.get(county.code, {})
    return {
        "code": county.code,
        "name": county.name,
        "rank": county.rank,
        "score": county.shown,
        "value": _number(county.score),
        "rate": percent_text(county.rate),
        "grade": county.grade,
        "level": county.level,
        "groups": [
            *county.groups,
            *([county.level] if county.level else []),
            *county.classes.values(),
        ],
        "verdict": county.verdict,
        "reason": county.reason or marked(county),
        "losses": {cause: format_fixed(value) for cause, value in county.losses.items()}
        if county.row
        else {},
        "blocks": [_number(rates.get(item.code)) for item in blocks],
        "leaves": [_number(own.get(item.code)) for item in leaves],
        "causes": [format_fixed(county.losses[cause]) if county.row else "" for cause in CAUSES],
    }


def _number(value: Fraction | None) -> float | None:
    """A rate for drawing: four digits are more than a screen shows."""
    if value is None:
        return None
    # A number in the JSON of the page, which only places and colours by it.
    return float(format_fixed(value, 4))
