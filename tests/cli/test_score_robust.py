"""``shifan score --robust``: beside the score and never in it, the same bytes every time, refused
where it is idle."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import samples
import test_docs
from helpers_outputs import EXAMPLES, SHIPPED, call

from scoring.documents.robust_report import QUANTILES, histogram_of
from scoring.engine.sensitivity import simulate
from scoring.workspace import open_workspace

FEW = ("--robust", "--draws", "200")


def robust(folder: Path, *more: str) -> dict[str, Any]:
    code, out, err = call("-w", str(folder), "score", *FEW, "--format", "json", *more)
    assert (code, err) == (0, "")
    found = json.loads(out)["robust"]
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_score_itself_stays_as_it_is(name: str) -> None:
    """Only what ``--robust`` adds is new, and it comes last; no file is written."""
    where = ("-w", str(EXAMPLES / name), "score")
    plain, more = (json.loads(call(*where, "--format", "json", *extra)[1]) for extra in ((), FEW))
    added = more.pop("robust")
    assert more == plain
    assert added["stated"]["final"] == plain["total"]["current"]["final"]
    assert call(*where, *FEW)[1].startswith(call(*where)[1])
    lines, longer = (
        list(csv.reader(io.StringIO(call(*where, "--format", "csv", *extra)[1])))
        for extra in ((), FEW)
    )
    assert longer[: len(lines)] == lines
    assert {len(row) for row in longer} == {len(lines[0])}
    assert {row[0] for row in longer[len(lines) :]} <= {"推算", "推算：短板", "去掉一项"}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_keys_are_those_that_are_documented(name: str) -> None:
    told = {path for path in test_docs.documented()["score"][0] if path.split(".")[0] == "robust"}
    found = set(test_docs.paths({"robust": robust(EXAMPLES / name)}))
    sometimes = {"robust.gate.from", "robust.gate.share"} | {
        path for path in told if path.startswith("robust.grades")
    }
    assert told - sometimes <= found <= told


def test_estimates_carry_no_exact_value_and_exact_ones_do(sound: Path) -> None:
    found = robust(sound)
    assert "exact" not in found["total"]
    assert list(found["total"]) == list(QUANTILES)
    assert all(re.fullmatch(r"\d+\.\d\d", value) for value in found["total"].values())
    assert found["without"][0].keys() >= {"final", "change", "exact"}
    assert found["gaps"][0]["exact"].keys() == {"lost"}


def test_the_same_seed_gives_the_same_bytes_whatever_the_order_of_records(sound: Path) -> None:
    def outputs() -> list[tuple[int, str, str]]:
        return [
            call("-w", str(sound), "score", *FEW, "--format", form)
            for form in ("table", "json", "csv")
        ]

    before = outputs()
    assert outputs() == before
    register = sound / "evidence" / "register.yaml"
    records = ["- id" + part for part in register.read_text("utf-8").split("- id")[1:]]
    register.write_text("".join(reversed(records)), "utf-8")
    assert outputs() == before
    assert robust(sound, "--seed", "2")["total"] != robust(sound)["total"]


def test_a_process_of_its_own_draws_the_same(sound: Path) -> None:
    words = ["-w", str(sound), "score", *FEW, "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c", "from scoring.cli import main; main()", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=EXAMPLES.parent,
        timeout=600,
        check=False,
    )
    assert done.stdout == call(*words)[1]


def test_only_what_asks_for_it_pays_for_it() -> None:
    """numpy takes its time to load; the ordinary score does without."""
    code = (
        "import sys, contextlib\nfrom scoring.cli import main\n"
        f"with contextlib.suppress(SystemExit): main(['-w', {str(EXAMPLES / 'one-level')!r}, "
        "'score'])\n"
        "sys.exit('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=EXAMPLES.parent,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0


def test_without_a_spread_the_estimate_is_the_score(sound: Path) -> None:
    found = robust(sound, "--spread", "0%")
    total = dict(found["total"])
    assert total.pop("sd") == "0.00"
    assert set(total.values()) == {found["stated"]["final"]}
    assert [item["share"] for item in found["criteria"]] == [
        "100.00%" if item["met"] else "0.00%" for item in found["criteria"]
    ]


def test_a_wider_spread_gives_a_wider_range(two_level: Path) -> None:
    widths = [
        float(robust(two_level, "--spread", spread)["total"]["sd"])
        for spread in ("5%", "20%", "50%")
    ]
    assert widths == sorted(widths)
    assert widths[0] * 5 < widths[2]


def test_the_terminal_says_what_is_estimated_and_what_is_exact(sound: Path) -> None:
    code, out, _ = call("-w", str(sound), "score", *FEW, "--seed", "3", "--spread", "10%")
    assert code == 0
    assert (
        "分值为测算，在其上下随机抽取 200 次，典型相对波动 10%，种子 3。上面的得分不变，"
        "以下只是推算。" in out
    )
    assert len(re.findall("← 现在的得分", out)) == 1
    assert "失分不超过十项，都在前十之内" in out
    assert "准确计算，不是推算" in out
    assert re.search(r"^1\.1 +网上办理 .*几乎在所有情形下都要紧$", out, re.MULTILINE)


def test_no_loss_is_said_in_words(tmp_path: Path) -> None:
    rounds = samples.SOUND["rounds/2026-self.yaml"].replace("done: 9, of: 10", "done: 10, of: 10")
    folder = samples.write(tmp_path, {**samples.SOUND, "rounds/2026-self.yaml": rounds})
    assert "短板：没有失分，分值怎样变都不影响。" in call("-w", str(folder), "score", *FEW)[1]


def test_official_points_are_not_guessed_unless_one_says_so(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("indicators/sample.yaml", "basis: estimate", "basis: published")
    )
    code, out, err = call("-w", str(folder), "score", "--robust")
    assert (code, out) == (2, "")
    assert "分值是官方公布的" in err
    assert "--robust --spread 25%" in err
    assert robust(folder, "--spread", "10%")["points_basis"] == "published"
    assert call("-w", str(folder), "score")[0] == 0


@pytest.mark.parametrize(
    "words",
    [("--draws", "500"), ("--seed", "2"), ("--spread", "10%"), ("--chart", "x.svg")],
    ids=lambda item: item[0],
)
def test_its_options_mean_nothing_without_it(sound: Path, words: tuple[str, str]) -> None:
    code, out, err = call("-w", str(sound), "score", *words)
    assert (code, out) == (2, "")
    assert "只能与 --robust 一起用" in err


@pytest.mark.parametrize("spread", ["25", "0.25", "51%", "-5%", "%", "abc%", "1e1%", ""])
def test_a_spread_is_a_percentage_up_to_one_half(sound: Path, spread: str) -> None:
    code, out, err = call("-w", str(sound), "score", "--robust", "--spread", spread)
    assert (code, out) == (2, "")
    assert "应写成 25% 这样的百分数，从 0% 到 50%" in err


@pytest.mark.parametrize(
    ("option", "value"), [("--draws", "99"), ("--draws", "100001"), ("--seed", "-1")]
)
def test_numbers_out_of_range_are_refused(sound: Path, option: str, value: str) -> None:
    assert call("-w", str(sound), "score", "--robust", option, value)[0] == 2


def test_faulty_data_is_simulated_as_it_is_scored(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("rounds/2026-self.yaml", "done: 9", "done: 11")
    )
    code, out, err = call("-w", str(folder), "score", *FEW)
    assert code == 1
    assert "结果仅供参考" in err
    assert "推算：如果分值不是现在这样" in out


def test_the_chart_shows_what_the_table_says() -> None:
    result = simulate(open_workspace(EXAMPLES / "one-level").whole().assess(), draws=300)
    chart = histogram_of(result)
    assert sum(column.share for column in chart.columns) == 1
    assert chart.columns[0].low <= chart.score < chart.columns[-1].high
    assert chart.columns[0].label == f"{chart.ends[0][1]}–{chart.ends[1][1]}"
    assert chart.span is not None
    assert chart.span[0] < chart.score < chart.span[1]


def test_the_chart_is_a_picture_of_its_own(sound: Path, tmp_path: Path) -> None:
    target = tmp_path / "分布.svg"
    code, out, err = call("-w", str(sound), "score", *FEW, "--chart", str(target))
    assert (code, err) == (0, f"{target}\n")
    assert str(target) not in out
    drawn = ElementTree.parse(target).getroot()
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert "九成情形" in "".join(drawn.itertext())
