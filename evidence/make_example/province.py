"""Writes example-province: an invented province of 24 counties, packed by the program itself.

    python -m evidence.make_example.province

Everything follows from the names of counties and indicators, without chance and without the clock.
Each county is made as a workspace with small evidence files in a temporary folder and packed by
``submission.pack``; only the packages are kept. A few are as they come in real life: late, under
another window, with a round of inspection of their own, with a fault, twice, or not at all. The
year before is scored too, and only its tables are kept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from scoring.documents.data import score_data
from scoring.indicators.library import find_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.model import EvidenceRequirement, Indicator, IndicatorTree
from scoring.submission import pack
from scoring.values import format_short
from scoring.workspace import open_workspace

HOME = Path(__file__).parents[1] / "example-province"
TREE = "national-2021"
ROUNDS = {2025: date(2025, 11, 20), 2026: date(2026, 11, 20)}
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
COUNT = 24
SHARING = ("990109", "990110", "990112")
"""Counties that handed in a few papers of each other."""
TYPES = {"文件": "txt", "统计表": "csv", "图片": "jpg", "视频": "mp4", "说明": "txt", "链接": "txt"}


@dataclass(frozen=True, slots=True)
class County:
    """One county: how well it does in general, from 0 to 1."""

    code: str
    name: str
    level: str
    land: str
    group: str
    skill: Fraction


def counties() -> list[County]:
    """The invented counties; their names are those of the cycle of sixty, which no county bears."""
    found = []
    for at in range(COUNT):
        level = "区" if at % 4 == 3 else "县"
        name = f"{STEMS[at % 10]}{BRANCHES[at % 12]}{level}"
        skill = Fraction(48 + chance("skill", name) * 33 // 1000, 100)
        group = ("北片", "中片", "南片")[at * 3 // COUNT]
        land = "山区" if at % 3 == 0 else "平原"
        found.append(County(f"9901{at + 1:02d}", name, level, land, group, skill))
    return found


def chance(*words: str) -> int:
    """A whole number from 0 to 999 that follows from words."""
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") % 1000


def finding(leaf: Indicator, county: County, year: int) -> str:
    """A finding of a leaf, as good as the county is and the leaf lets it be."""
    hard = Fraction(chance("hard", leaf.code), 1000) / 3
    luck = Fraction(chance(county.name, leaf.code), 1000) / 4
    last = (
        Fraction(chance(county.name, leaf.code, "2025"), 1000) / 12 if year == 2025 else Fraction(0)
    )
    good = min(Fraction(1), max(Fraction(0), county.skill - hard + luck + Fraction(1, 5) - last))
    return _finding(leaf, good, county)


def _finding(leaf: Indicator, good: Fraction, county: County) -> str:
    rule, kind = leaf.rule, type(leaf.rule).__name__
    percent = f"{int(good * 100)}"
    if kind == "Met":
        return f"{{met: {'true' if good > Fraction(2, 5) else 'false'}}}"
    if kind == "Checklist":
        names = [item.name for item in rule.items]
        kept = (
            names[: max(1, -(-len(names) * good.numerator // good.denominator))]
            if good
            else names[:1]
        )
        return f"{{has: [{', '.join(map(quoted, kept))}]}}"
    if kind == "Deduct":
        times = int((1 - good) * 4)
        counts = [
            f"{quoted(case.name)}: {0 if at else times}" for at, case in enumerate(rule.cases)
        ]
        return f"{{counts: {{{', '.join(counts)}}}}}"
    if kind == "Ratio":
        return f"{{done: {percent}, of: 100}}"
    if kind in {"Threshold", "Bands"}:
        return _amount(leaf, good)
    if kind == "Grade":
        grades = list(rule.grades)
        return f"{{grade: {quoted(grades[min(len(grades) - 1, int((1 - good) * len(grades)))])}}}"
    if kind == "Survey":
        options = list(rule.options)
        return (
            f"{{votes: {{{quoted(options[0])}: {percent}, {quoted(options[-1])}: "
            f"{100 - int(percent)}}}}}"
        )
    if kind == "Rank":
        return (
            f"{{value: {percent}, best: 100}}"
            if rule.to_first
            else f"{{rank: {int((1 - good) * 20) + 1}, of: 24}}"
        )
    if kind == "Ladder":
        level = list(rule.steps)[-1]
        awards = (
            f"{{matter: {quoted(leaf.name)}, level: {quoted(level)}}}"
            if good > Fraction(4, 5)
            else ""
        )
        return f"{{awards: [{awards}]}}"
    if kind == "Sample":
        return f"{{checked: 20, failed: {int((1 - good) * 3)}}}"
    if kind == "Mean":
        return f"{{values: [{percent}]}}"
    if kind == "External":
        return f"{{score: {format_short(good * rule.full)}}}"
    if leaf.kind == "penalty":
        return f"{{score: {format_short(leaf.points)}, reason: 没有发生}}"
    share = leaf.points * int(good * 20) / 20
    return f"{{score: {format_short(share)}, reason: 按材料认定}}"


def _amount(leaf: Indicator, good: Fraction) -> str:
    rule = leaf.rule
    if type(rule).__name__ == "Threshold":
        at = rule.at
        away = (1 - good) * at.value / 5
        value = at.value - away if rule.direction == "at_least" else at.value + away
        return f'{{value: "{_quantity(value, percent=at.percent)}"}}'
    bounds = [
        bound for band in rule.bands for bound in (band.lower, band.upper) if bound is not None
    ]
    low, high = min(item.value for item in bounds), max(item.value for item in bounds)
    best = max(rule.bands, key=lambda band: band.points)
    upward = best.upper is None or best.upper.value == high
    share = good if upward else 1 - good
    return f'{{value: "{_quantity(low + (high - low) * share, percent=bounds[0].percent)}"}}'


def _quantity(value: Fraction, *, percent: bool) -> str:
    return f"{int(value * 100)}%" if percent else str(int(value))


def quoted(text: str) -> str:
    """A text in quotes."""
    return json.dumps(text, ensure_ascii=False)


def register(tree: IndicatorTree, county: County, folder: Path, year: int) -> str:
    """The register, and the files that it names: one for most of the required items."""
    lines = []
    number = 0
    for leaf in tree.leaves():
        for requirement in leaf.requirements:
            if chance(county.name, leaf.code, requirement.name) > 700 + int(county.skill * 300):
                continue
            for copy in range(requirement.min):
                number += 1
                lines.append(_piece(leaf, requirement, county, folder, year, number, copy))
    return "".join(lines)


def _piece(
    leaf: Indicator,
    requirement: EvidenceRequirement,
    county: County,
    folder: Path,
    year: int,
    number: int,
    copy: int,
) -> str:
    """One record, and its file. A few papers are the same in several counties of one group."""
    kind = requirement.kinds[0] if requirement.kinds else "文件"
    shared = chance(leaf.code, requirement.name) < 40 and county.code in SHARING
    who = "示例省" if shared else county.name
    raw = f"{who}{year}年{leaf.name}：{requirement.name}（{copy + 1}）\n".encode()
    name = f"files/{leaf.code}/{number:03d}.{TYPES.get(kind, 'txt')}"
    path = folder / "evidence" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    day = date(year, 1, 5) + timedelta(days=chance(county.name, name) * 280 // 1000)
    return (
        f"- id: E{number:04d}\n  file: {name}\n  sha256: {hashlib.sha256(raw).hexdigest()}\n"
        f"  size: {len(raw)}\n  kind: {kind}\n  title: {quoted(requirement.name)}\n"
        f"  issuer: {county.name}人民政府\n  date: {day}\n"
        f"  proves:\n  - {{indicator: {quoted(leaf.code)}, item: {quoted(requirement.name)}}}\n"
    )


def workspace(tree: IndicatorTree, county: County, folder: Path, year: int, **change: str) -> Path:
    """A county's workspace. ``change`` replaces a finding or the head of its round."""
    as_of = ROUNDS[year]
    units = dict.fromkeys(
        unit for node in tree.walk() for unit in (*node.record.lead, *node.record.support)
    )
    listed = "".join(f"  {quoted(unit)}: {{}}\n" for unit in units)
    head = (
        f"name: {county.name}\nlevel: {county.level}\ncode: {quoted(county.code)}\ntree: {TREE}\n"
        f"round: {year}-self\nunits:\n{listed}"
    )
    window = change.get("window", f"{{from: {year - 1}-01-01, to: {year}-10-31}}")
    findings = "".join(
        f"  {quoted(leaf.code)}: {_own(leaf, county, year, change)}\n"
        for leaf in _leaves(tree, change)
    )
    vetoes = "".join(f"{veto.code}: {_veto(veto.code, change)}, " for veto in tree.head.vetoes)
    round_ = (
        f"round: {year}-self\nkind: self\ntree: {TREE}\nas_of: {as_of}\nwindow: {window}\n"
        f"assessor: {county.name}依法治县办\nvetoes: {{{vetoes.rstrip(', ')}}}\nfindings:\n"
        f"{findings}"
    )
    files = {
        "workspace.yaml": head,
        f"rounds/{year}-self.yaml": round_,
        "evidence/register.yaml": register(tree, county, folder, year),
    }
    if "inspection" in change:
        files[f"rounds/{year}-own.yaml"] = change["inspection"]
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def _leaves(tree: IndicatorTree, change: dict[str, str]) -> Iterator[Indicator]:
    left_out = int(change.get("left_out", "0"))
    leaves = list(tree.leaves())
    yield from leaves[left_out:]


def _own(leaf: Indicator, county: County, year: int, change: dict[str, str]) -> str:
    return change.get(leaf.code) or finding(leaf, county, year)


def _veto(code: str, change: dict[str, str]) -> str:
    return change.get(code, "false")


INSPECTION = """\
round: {round}
kind: inspection
tree: national-2021
as_of: {as_of}
assessor: 示例省依法治省办评查组
basis: 2026-self
findings:
"""


def inspection(
    folder: Path, county: County, round_: str, day: date, leaves: Sequence[Indicator]
) -> str:
    """A round of inspection: what is claimed, less a cut here and there."""
    assessment = open_workspace(folder).whole().assess()
    lines = []
    for leaf in leaves:
        claimed = assessment.by_code[leaf.code].marks.claimed
        kept = 1 - Fraction(chance(county.name, leaf.code, "cut"), 1000) * (1 - county.skill)
        score = Fraction(int(claimed * kept * 100), 100)
        said = "reason: 现场查阅材料后认定, opinion: 部分属实"
        lines.append(f"  {quoted(leaf.code)}: {{score: {format_short(score)}, {said}}}\n")
    return INSPECTION.format(round=round_, as_of=day) + "".join(lines)


def main() -> int:
    """Makes the whole folder anew."""
    place = find_tree(TREE, None)
    assert place is not None
    tree, _ = load_tree(place, place.name)
    assert tree is not None
    shutil.rmtree(HOME, ignore_errors=True)
    with tempfile.TemporaryDirectory() as spare:
        _last_year(tree, place, Path(spare))
        _this_year(tree, place, Path(spare))
    size = sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file())
    print(f"{HOME}: {size} bytes")
    return 0


def _this_year(tree: IndicatorTree, place: Path, spare: Path) -> None:
    everyone = counties()
    first = next(leaf for leaf in tree.leaves() if type(leaf.rule).__name__ == "Ratio")
    changes: dict[int, dict[str, str]] = {
        4: {"window": "{from: 2020-01-01, to: 2026-10-31}"},
        9: {"left_out": "6"},
        15: {first.code: "{done: 12, of: 10}"},
        13: {"V1": "{on: 2026-05-11, authority: 示例省委依法治省办, note: 经核实}"},
    }
    leaves = [leaf for leaf in tree.leaves() if leaf.kind == "base"]
    own = everyone[7]
    lifted = workspace(tree, own, spare / "own", 2026)
    changes[7] = {
        "inspection": inspection(lifted, own, "2026-own", date(2026, 11, 19), leaves[:20])
    }
    for at, county in enumerate(everyone):
        if at in (18, 22):
            continue  # nothing was handed in
        folder = workspace(tree, county, spare / county.code, 2026, **changes.get(at, {}))
        day = date(2026, 11, 20) + timedelta(days=at % 4)
        late = "逾期/" if at in (10, 17) else ""
        if at == 20:
            _other_tree(folder, place)
        _packed(
            folder,
            HOME / "incoming" / f"{late}报送包-{county.name}.zip",
            day,
            faulty=at in (15, 20),
        )
        if at == 2:
            better = workspace(
                tree, replace(county, skill=county.skill + Fraction(3, 100)), spare / "again", 2026
            )
            _packed(
                better, HOME / "incoming" / f"报送包-{county.name}-补报.zip", date(2026, 11, 24)
            )
    stranger = replace(everyone[18], name="壬午縣", code="990199")
    _packed(
        workspace(tree, stranger, spare / "stranger", 2026),
        HOME / "incoming" / "壬午.zip",
        date(2026, 11, 23),
    )
    broken = (HOME / "incoming" / f"报送包-{everyone[0].name}.zip").read_bytes()[:20_000]
    (HOME / "incoming" / "没拷完.zip").write_bytes(broken)
    for at in (0, 5, 11, 16):
        county = everyone[at]
        text = inspection(
            spare / county.code,
            county,
            "2026-inspection",
            date(2026, 11, 26),
            leaves[:: 3 + at % 2][:24],
        )
        path = HOME / "inspections" / county.code / "2026-inspection.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (HOME / "region.yaml").write_bytes(region_text(everyone, 2026).encode())
    (HOME / "indicators").mkdir(exist_ok=True)
    shutil.copyfile(place, HOME / "indicators" / f"{TREE}.yaml")


def _last_year(tree: IndicatorTree, place: Path, spare: Path) -> None:
    """Scores the year before in a folder of its own; only its tables are kept."""
    from scoring.region.model import open_region
    from scoring.region.receiving import collect
    from scoring.region.running import Serial
    from scoring.region.scoring_run import score_region

    office = spare / "2025"
    (office / "indicators").mkdir(parents=True)
    shutil.copyfile(place, office / "indicators" / f"{TREE}.yaml")
    everyone = counties()
    (office / "region.yaml").write_bytes(region_text(everyone, 2025).encode())
    for at, county in enumerate(everyone):
        if at != 20:
            folder = workspace(tree, county, spare / f"2025-{county.code}", 2025)
            _packed(folder, office / "incoming" / f"{county.code}.zip", date(2025, 11, 21))
    opening = open_region(office)
    assert opening.region is not None, opening.problems
    collect(opening.region, [office / "incoming"], date(2025, 11, 22), Serial())
    score_region(opening.region, Serial())
    shutil.copytree(office / "rounds", HOME / "rounds")
    (HOME / "rounds" / "2025" / "evidence.parquet").unlink()


def _other_tree(folder: Path, place: Path) -> None:
    """The county went by a copy of the tree in which somebody changed points."""
    text = place.read_text("utf-8").replace("points: 2\n", "points: 3\n", 1)
    path = folder / "indicators" / f"{TREE}.yaml"
    path.parent.mkdir()
    path.write_bytes(text.encode())


def _packed(folder: Path, target: Path, day: date, *, faulty: bool = False) -> None:
    opening = open_workspace(folder)
    faults = [item for item in opening.problems if item.severity == "error"]
    if (faults and not faulty) or opening.workspace is None:
        raise SystemExit(
            "\n".join(f"{folder.name} {item.where} {item.what}" for item in faults[:5])
        )
    made = opening.workspace
    pack(made, target, day, score=score_data(made.assess()))
    print(target.name, target.stat().st_size)


def region_text(everyone: Sequence[County], year: int) -> str:
    """``region.yaml`` of a year."""
    lines = "".join(
        f"  {quoted(item.code)}: {{name: {item.name}, level: {item.level}, classes: {{地区: "
        f"{item.land}}}, "
        f"contact: {item.name}委依法治县办}}\n"
        for item in everyone
    )
    groups: dict[str, list[str]] = {}
    for item in everyone:
        groups.setdefault(item.group, []).append(item.name)
    parts = "".join(f"  {name}: [{', '.join(members)}]\n" for name, members in groups.items())
    return (
        "# 示例省：省份、各县和数字全部虚构，仅作演示。\n"
        f'name: 示例省\nround: "{year}"\ntree: {TREE}\n'
        f"terms: {{as_of: {ROUNDS[year]}, window: {{from: {year - 1}-01-01, to: {year}-10-31}}, "
        f"round: {year}-self}}\n"
        f"due: {year}-11-25\nrank: {{track: current, ties: min, compare: exact}}\nbands: [90, 80, "
        "70, 60]\n"
        f"groups:\n{parts}counties:\n{lines}"
    )


if __name__ == "__main__":
    sys.exit(main())
