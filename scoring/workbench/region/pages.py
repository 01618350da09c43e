"""The pages of a region, each as JSON with the keys of the command that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, cast

from scoring.documents.region.indicator_listing import county_data, indicators_data
from scoring.documents.region.leads_listing import alike_data, outliers_data
from scoring.documents.region.rank_listing import band_text, rank_data, totals_text
from scoring.documents.region.submission_listing import status_data
from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import writing
from scoring.region.leads import alike, outliers
from scoring.region.results import TRACK_NAMES, County, Ranking, Results, rank, weakest
from scoring.region.standing import accept as accept_packages
from scoring.region.standing import give_back
from scoring.region.verdicts import Line
from scoring.storage.days import FarDayError
from scoring.values import format_fixed, natural_key, percent
from scoring.workbench.region.office import DECIDER, RegionOffice, RegionView, decidable
from scoring.workbench.routing import get, post
from scoring.workbench.saving import wrong_clock
from scoring.workbench.web import Answer, Call, forbidden, invalid, not_found

TONES = {
    verdicts.ACCEPTED: "green",
    verdicts.RECEIVED: "blue",
    verdicts.LATE: "amber",
    verdicts.MISSING: "",
}
"""How a verdict is coloured; what asks for a decision is red."""
SHOWN_LOSSES = 15


def office_of(call: Call) -> RegionOffice:
    """The office of this workbench."""
    return cast("RegionOffice", call.office)


def view_of(call: Call) -> RegionView:
    """The newest state. Raises 503 where the region cannot be read."""
    call.who  # noqa: B018  raises where nobody has logged in
    return office_of(call).view()


def _may_decide(call: Call) -> bool:
    return call.who.has(DECIDER) and not office_of(call).terms.read_only


def _line(line: Line) -> dict[str, Any]:
    take, back = decidable(line)
    return {"line": line, "tone": TONES.get(line.verdict, "red"), "take": take, "back": back}


def status(call: Call) -> Answer:
    """Who has handed in what, and what asks for a decision."""
    view = view_of(call)
    counts = Counter(line.verdict for line in view.own)
    waiting = [line for line in view.own if decidable(line)[0]]
    stale = view.results.stale if view.results is not None else []
    extra = {
        "lines": [_line(line) for line in view.own],
        "others": view.others,
        "counts": [(word, count) for word, count in counts.most_common()],
        "waiting": len(waiting),
        "clean": sum(line.verdict in verdicts.CLEAN for line in waiting),
        "due": view.region.record.due,
        "stale": stale,
        "why": view.why,
        "may": _may_decide(call),
        "round": view.region.record.round,
    }
    return Answer(status_data(view.lines), "region_status.html", extra)


def _scored(call: Call) -> tuple[RegionView, Results, Ranking]:
    """The state with its results. Raises 422 where nothing has been scored."""
    view = view_of(call)
    if view.results is None or view.ranking is None:
        raise invalid(view.why)
    return view, view.results, view.ranking


def ranks(call: Call) -> Answer:
    """The ranking with its figures, on a track."""
    view, results, ranking = _scored(call)
    track = call.query.get("by", ranking.track)
    if track not in TRACK_NAMES:
        raise invalid(f"没有“{track}”这种得分；可用：{'、'.join(TRACK_NAMES)}")
    if track != ranking.track:
        ranking = view.once(("rank", track), lambda: rank(results, track=cast("Any", track)))
    spread = ranking.spread
    extra = {
        "ranking": ranking,
        "counties": [_standing(county) for county in ranking.everyone],
        "spread": spread,
        "bands": [band_text(*band) for band in spread.bands] if spread else [],
        "tracks": TRACK_NAMES,
        "track": track,
        "notes": totals_text(results, ranking).splitlines()[2:],
        "names": {line.code: line.name for line in results.lines},
        "cut": results.region.record.name,
    }
    return Answer(rank_data(results, ranking), "region_rank.html", extra)


def _standing(county: County) -> dict[str, Any]:
    rate, score = county.rate, ""
    if county.score is not None:
        score = county.shown or format_fixed(county.score)
    return {
        "county": county,
        "rate": "" if rate is None else percent(rate, 2),
        "share": _share(rate),
        "score": score,
    }


def county(call: Call) -> Answer:
    """One county: where it stands, its blocks against the mean, its largest losses."""
    view = view_of(call)
    code = call.path("code")
    line = next((line for line in view.own if line.code == code), None)
    if line is None:
        raise not_found("名册里没有这个编码")
    if view.results is None or view.ranking is None:
        return _without_score(call, line, view.why)
    results, ranking = view.results, view.ranking
    one = next((item for item in ranking.everyone if item.code == code), None)
    if one is None:
        return _without_score(call, line, line.verdict)
    if not one.row:
        return _without_score(call, line, one.reason)
    nodes = results.nodes_of(code)
    extra = {
        **_empty(call, line),
        "one": _standing(one),
        "losses": [(cause, one.losses[cause]) for cause in CAUSES],
        "blocks": _blocks(results, nodes),
        "largest": _largest(results, nodes),
    }
    return Answer(county_data(results, ranking, one), "region_county.html", extra)


def _without_score(call: Call, line: Line, why: str) -> Answer:
    """The page of a county of which only is known where its package stands."""
    extra = {**_empty(call, line), "why": why}
    return Answer(status_data([line]), "region_county.html", extra)


def _empty(call: Call, line: Line) -> dict[str, Any]:
    return {
        **_line(line),
        "one": None,
        "why": "",
        "losses": [],
        "blocks": [],
        "largest": [],
        "may": _may_decide(call),
    }


def _blocks(results: Results, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of one county beside the mean of all, as rates."""
    means = {item.code: item.mean for item in results.indicators(1)}
    rows = []
    for row in nodes:
        applicable = Fraction(row["applicable"])
        if row["depth"] != 1 or row["kind"] != "base" or not applicable:
            continue
        code, rate = row["code"], Fraction(row["current"]) / applicable
        name = results.region.tree.by_code[code].name
        block = {"code": code, "name": name, "rate": percent(rate, 2), "share": _share(rate)}
        rows.append({**block, **_beside(rate, means.get(code))})
    return rows


def _beside(rate: Fraction, mean: Fraction | None) -> dict[str, Any]:
    """A rate against the mean of all; empty where there is none."""
    if mean is None:
        return {"mean": "", "difference": "", "below": False}
    difference = (rate - mean) * 100
    return {"mean": percent(mean, 2), "difference": _signed(difference), "below": difference < 0}


def _share(rate: Fraction | None) -> int:
    """How long a bar is on the screen, in whole hundredths: nothing is reckoned with it."""
    return 0 if rate is None else round(float(rate) * 100)


def _signed(value: Fraction) -> str:
    text = format_fixed(abs(value))
    if value < 0:
        return f"−{text}"
    return f"+{text}"


def _largest(results: Results, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The leaves that lose most, on the scale of the whole."""
    leaves = []
    for row in nodes:
        lost = sum((Fraction(row[cause]) for cause in CAUSES), Fraction(0))
        # A folded block stands on a scale of its own; only on the root's can losses be compared.
        lost *= Fraction(row["factor"])
        if row["leaf"] and row["kind"] == "base" and lost > 0:
            name = results.region.tree.by_code[row["code"]].name
            leaves.append({"code": row["code"], "name": name, "lost": lost, "why": row["why"]})
    leaves.sort(key=lambda item: (-item["lost"], natural_key(item["code"])))
    return leaves[:SHOWN_LOSSES]


def indicators(call: Call) -> Answer:
    """The indicators that lose most in all, or have the lowest mean rate."""
    view, results, _ = _scored(call)
    figures = view.once("figures", results.indicators)
    by_lost, by_rate = view.once("weakest", lambda: weakest(figures, len(figures)))
    lowest = call.query.get("by") == "rate"
    ordered = by_rate if lowest else by_lost
    names = results.region.tree.by_code
    rows = [
        {"item": item, "name": names[item.code].name, "share": _share(item.mean)}
        for item in ordered
    ]
    extra = {"rows": rows, "lowest": lowest}
    return Answer(indicators_data(results, ordered), "region_indicators.html", extra)


def leads(call: Call) -> Answer:
    """Claims that did not hold, and files that stand in the registers of several counties."""
    view, results, _ = _scored(call)
    claims = view.once("outliers", lambda: outliers(results))
    same = view.once("alike", lambda: alike(results))
    data = {**outliers_data(claims), "alike": alike_data(same)}
    return Answer(data, "region_leads.html", {"claims": claims, "same": same})


def accept(call: Call) -> Answer:
    """Takes the newest package of a county, or all that are clean."""
    office, code = _deciding(call)
    with _answered(), writing(office.folder) as chain:
        region, day = office.view().region, office.today
        office.believe(chain, day)
        codes = [] if code == "all" else [_known(office, code)]
        clean = code == "all"
        done = accept_packages(region, chain, codes, day, call.who.name, all_clean=clean)
    office.record("region accept", by=call.who.name, what="、".join(line.code for line in done))
    names = [line.name for line in done]
    return Answer({"accepted": names}, location="/" if code == "all" else f"/c/{code}")


def send_back(call: Call) -> Answer:
    """Returns the newest package of a county, with a reason."""
    office, code = _deciding(call)
    reason = call.text(call.fields(), "reason", longest=500, needed=True)
    with _answered(), writing(office.folder) as chain:
        day = office.today
        office.believe(chain, day)
        region = office.view().region
        line = give_back(region, chain, _known(office, code), day, call.who.name, reason)
    office.record("region return", by=call.who.name, what=line.code)
    return Answer({"returned": line.name}, location=f"/c/{code}")


def _deciding(call: Call) -> tuple[RegionOffice, str]:
    office = office_of(call)
    if office.terms.read_only:
        raise forbidden("现在只读：可以看，不能改", [])
    if not call.who.has(DECIDER):
        who = [
            account.person
            for account in office.store.accounts.all()
            if DECIDER in office.person(account).roles and not account.disabled
        ]
        raise forbidden("这个账号只能看，不能采用和退回", who)
    return office, call.path("code")


def _known(office: RegionOffice, code: str) -> str:
    if code not in office.view().region.record.counties:
        raise not_found("名册里没有这个编码")
    return code


@contextmanager
def _answered() -> Iterator[None]:
    """What cannot be done becomes an answer that says so."""
    try:
        yield
    except FarDayError as error:
        raise wrong_clock(error, "shifan serve --region", kept="") from None
    except CannotError as error:
        raise invalid(str(error)) from None


SPOTS = (
    get("/", status),
    get("/rank", ranks),
    get("/c/{code}", county),
    get("/indicators", indicators),
    get("/leads", leads),
    post("/c/{code}/accept", accept),
    post("/c/{code}/return", send_back),
)
