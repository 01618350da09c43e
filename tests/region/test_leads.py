"""What changed, what does not hold, what is the same elsewhere, and whom to visit."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from helpers_region import DAY, NAMES, answer, collect, finding, office, packed, region

from scoring.engine.sensitivity.draws import drawn_shares
from scoring.region.certainty import certainty, tree_of
from scoring.region.figures import exact
from scoring.region.leads import LEAST_INSPECTED
from scoring.region.model import open_region
from scoring.region.results import Results, open_results, rank

TODAY = ("--today", "2026-11-28")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four counties, collected and scored once; three of them hold the same file."""
    tmp_path = tmp_path_factory.mktemp("collected")
    folder = office(
        tmp_path / "office", more="groups: {东片: [甲子县, 乙丑县], 西片: [丙寅县, 丁卯县]}\n"
    )
    for at, name in enumerate(NAMES.values()):
        files = dict(finding("1.1", f"{{done: {9 - at}, of: 10}}"))
        if name == "丁卯县":
            files["evidence/files/清单.txt"] = "另一份清单\n"
            files["evidence/register.yaml"] = samples.SOUND["evidence/register.yaml"].replace(
                samples.SOUND["evidence/register.yaml"].split("sha256: ")[1].split("\n")[0],
                __import__("hashlib").sha256("另一份清单\n".encode()).hexdigest(),
            )
        packed(tmp_path, folder, name, files)
    collect(folder)
    region(folder, "score", "--engine", "serial")
    return folder


@pytest.fixture
def place(tmp_path: Path, collected: Path) -> Path:
    """A copy of the office's folder for a test of its own."""
    return Path(shutil.copytree(collected, tmp_path / "office"))


def test_the_same_file_in_several_counties_is_a_lead(place: Path) -> None:
    data = answer(place, "alike")
    (group,) = data["groups"]
    assert [holder["name"] for holder in group["holders"]] == ["甲子县", "乙丑县", "丙寅县"]
    assert (data["records"], data["higher"], data["common"]) == (8, 0, 0)


def test_a_round_is_compared_with_what_was_stored_of_the_last(place: Path) -> None:
    shutil.copytree(place / "rounds" / "2026", place / "rounds" / "2025")
    run = place / "rounds" / "2025" / "run.json"
    run.write_text(run.read_text("utf-8").replace("2026-11-20", "2025-11-20"), "utf-8")
    data = answer(place, "compare")
    assert (data["before"], data["now"], data["same_tree"], data["incomparable"]) == (
        "2025",
        "2026",
        True,
        [],
    )
    assert {item["change"] for item in data["counties"]} == {"0.00"}
    assert region(place, "compare", "2024")[0] == 2


def test_without_an_earlier_round_there_is_nothing_to_compare(place: Path) -> None:
    code, _, err = region(place, "compare")
    assert code == 2
    assert "没有可比的" in err


def test_outliers_need_enough_inspected_indicators(place: Path) -> None:
    text = samples.MOCK.replace("kind: mock", "kind: inspection")
    samples.write(place, {"inspections/990101/a.yaml": text.replace("score: 5,", "score: 1,")})
    region(place, "score", "--engine", "serial")
    data = answer(place, "outliers")
    (county,) = data["counties"]
    assert (county["name"], county["n"], county["claimed"], county["verified"]) == (
        "甲子县",
        1,
        "5.40",
        "1.00",
    )
    assert county["n"] < LEAST_INSPECTED
    assert (county["stands_out"], data["bound"]) == (False, "")
    assert [(leaf["code"], leaf["cut"]) for leaf in data["leaves"]] == [("1.1", "4.40")]


@pytest.mark.parametrize("by", ["rank", "group", "risk"])
def test_a_sample_is_drawn_again_from_its_record(place: Path, by: str) -> None:
    args = (
        "--counties",
        "2",
        "--leaves",
        "2",
        "--by",
        by,
        "--seed",
        "88",
        *TODAY,
        "--without-books",
    )
    first = answer(place, "sample", *args)
    assert answer(place, "sample", *args) == first
    assert len(first["counties"]) == 2
    record = place / "samples" / "2026-2026-11-28.json"
    assert region(place, "sample", "--check", str(record))[0] == 0
    data = json.loads(record.read_text("utf-8"))
    data["counties"][0]["code"] = "990109"
    record.write_text(json.dumps(data), "utf-8")
    assert region(place, "sample", "--check", str(record))[0] == 1
    assert region(place, "sample", "--counties", "9", "--seed", "1")[0] == 2


def test_review_books_and_lists_are_made_for_the_counties_drawn(place: Path) -> None:
    code, _, err = region(
        place, "sample", "--counties", "1", "--leaves", "2", "--seed", "88", *TODAY
    )
    assert code == 0, err
    made = {path.suffix for path in (place / "samples" / "2026-2026-11-28").iterdir()}
    assert made == {".xlsx", ".html"}


def test_evidence_that_comes_is_held_against_what_was_handed_in(
    tmp_path: Path, place: Path
) -> None:
    come = tmp_path / "come"
    come.mkdir()
    (come / "随便什么名字.txt").write_text(samples.PROOF, "utf-8")
    data = answer(place, "evidence", "甲子县", str(come))
    assert data["counts"] == {"相符": 1, "缺失": 0, "不符": 0}
    assert region(place, "evidence", "甲子县", str(come))[0] == 0
    (come / "随便什么名字.txt").unlink()
    assert answer(place, "evidence", "甲子县", str(come))["counts"]["缺失"] == 1
    (come / "E0001.txt").write_text("后来改过\n", "utf-8")
    assert region(place, "evidence", "甲子县", str(come))[0] == 1
    assert answer(place, "evidence", "甲子县", str(come))["pieces"][0]["state"] == "不符"


@pytest.mark.slow
def test_a_units_region_is_made_scored_and_ranked(tmp_path: Path) -> None:
    """The units of one county: a workspace each, the same terms, ranked with grades."""
    from helpers_outputs import EXAMPLES, call

    folder = tmp_path / "units"
    args = (
        "--tree",
        "case-file",
        "--units",
        str(EXAMPLES / "example-county"),
        "--today",
        DAY.isoformat(),
    )
    code, _, err = call("region", "init", str(folder), *args, "--name", "示例县", "--round", "2026")
    assert code == 0, err
    assert "32 个单位" in err
    members = sorted((folder / "members").iterdir())
    assert len(members) == 32
    for at, member in enumerate(members[:3]):
        path = member / "rounds" / "2026-self.yaml"
        text = path.read_text("utf-8")
        assert "findings" in text, at
    assert call("-w", str(members[0]), "check")[0] in {0, 1}
    assert {row["verdict"] for row in answer(folder, "status")["rows"]} == {"已收"}
    assert region(folder, "score", "--engine", "serial")[0] == 0
    data = answer(folder, "rank")
    assert data["totals"]["counties"] == 32
    assert {row["reason"][:3] for row in data["unranked"]} == {"完整度"}
    (members[4] / "workspace.yaml").write_text("name: [\n", "utf-8")
    code, _, err = region(folder, "score", "--engine", "serial")
    assert code == 1
    assert members[4].name in err
    assert "没有得分 1 个" in err


def opened(place: Path) -> Results:
    region_now = open_region(place).region
    assert region_now is not None
    return open_results(region_now)


def slowly(place: Path, first: int, draws: int) -> dict[str, int]:
    """How often each county is among the first, each draw reckoned by hand for the two leaves of
    the sound tree."""
    results = opened(place)
    codes = [county.code for county in rank(results).rows]
    counts = dict.fromkeys(codes, 0)
    leaves = {
        code: [row for row in results.nodes_of(code) if row["code"] in {"1.1", "1.2"}]
        for code in codes
    }
    rates = {
        code: [exact(row["current"]) / exact(row["full"]) for row in rows]
        for code, rows in leaves.items()
    }
    for shares in drawn_shares(tree_of(results), draws, 1, Fraction(1, 4)):
        for draw in range(draws):
            weights = [float(shares[code][draw]) for code in ("1.1", "1.2")]
            totals = {
                code: sum(weight * float(rate) for weight, rate in zip(weights, own, strict=True))
                for code, own in rates.items()
            }
            for code, value in totals.items():
                counts[code] += sum(other > value + 1e-11 for other in totals.values()) < first
    return counts


def test_how_sure_a_rank_is_equals_ranking_each_draw_by_hand(place: Path) -> None:
    results = opened(place)
    for first in (1, 2, 3):
        sure = certainty(results, rank(results), first, draws=300)
        assert {code: share * 300 for code, share in sure.shares.items()} == slowly(
            place, first, 300
        )


def test_the_ranking_tells_how_sure_it_is_when_asked(place: Path) -> None:
    plain = answer(place, "rank")
    data = answer(place, "rank", "--first", "2", "--draws", "200", "--spread", "25%")
    assert data.pop("certainty") == {"first": 2, "draws": 200, "seed": 1, "spread": "25%"}
    assert all(row.pop("first_share").endswith("%") for row in data["rows"])
    assert data == plain, "nothing else changes"
    still = answer(place, "rank", "--first", "2", "--spread", "0%")["rows"]
    assert [row["first_share"] for row in still] == [
        "100.00%" if row["rank"] <= 2 else "0.00%" for row in still
    ]
    _, out, _ = region(place, "rank", "--first", "1", "--spread", "10%")
    assert "前1名的可能" in out
    assert "名次本身不变" in out


def test_draws_without_a_place_are_wrong_use(place: Path) -> None:
    code, _, err = region(place, "rank", "--draws", "200")
    assert (code, "--first" in err) == (2, True)
