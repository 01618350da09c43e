"""The pages tell the truth: links lead somewhere, examples are sound, printed output is real, keys
are complete.

Output that a page shows (blocks marked ``console``) is run and compared. After a change of the
program's words run ``SHIFAN_UPDATE_DOCS=1 pytest tests/test_docs.py`` once and read what it
changed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click
import openpyxl
import pytest
import samples

from scoring.cli import main
from scoring.cli.app import shifan
from scoring.documents.explain_data import explain_data
from scoring.documents.plain import plain_data
from scoring.documents.self_assessment.building import build_report
from scoring.workspace import Workspace, open_workspace
from scoring.yamlio import parse

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
EXAMPLES = [
    ROOT / "evidence" / name for name in ("example-county", "two-level", "one-level", "case-file")
]
UPDATE = os.environ.get("SHIFAN_UPDATE_DOCS") == "1"
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def name_of(path: Path) -> str:
    return path.name


# Links


def prose(page: Path) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """Explicit anchors, and those that a reader makes from headings: lower case, no punctuation,
    spaces as hyphens."""
    text = FENCE.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_to_a_file_and_its_anchor(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(page)) + re.findall(
        r'(?:src|href)="([^"]+)"', prose(page)
    )
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


# Examples


def files_of(page: Path) -> dict[str, str]:
    """The files that a page shows: YAML blocks that open with ``# 文件：path``."""
    found = {}
    for _, kind, block in FENCE.findall(page.read_text("utf-8")):
        named = re.match(r"# 文件：(\S+)\n", block)
        if kind == "yaml" and named:
            found[named[1]] = block
    return found


def workspace_of(page: Path, folder: Path) -> Path:
    """The files of a page as a workspace, with something in place of each evidence file."""
    for name, text in files_of(page).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name in re.findall(
        r"^  file: (\S+)", (folder / "evidence/register.yaml").read_text("utf-8"), re.MULTILINE
    ):
        path = folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("样例", "utf-8")
    return folder


@pytest.mark.parametrize("page", [DOCS / "manual.md", DOCS / "format.md"], ids=name_of)
def test_every_file_shown_is_read_without_a_problem(page: Path) -> None:
    files = files_of(page)
    assert {"workspace.yaml", "evidence/register.yaml", "rounds/2026-self.yaml"} <= files.keys()
    for name, text in files.items():
        data, root, problems = parse(text, name)
        assert (problems, root is not None, bool(data)) == ([], True, True)


@pytest.mark.parametrize("page", [DOCS / "manual.md", DOCS / "format.md"], ids=name_of)
def test_the_files_of_a_page_are_a_sound_workspace(page: Path, tmp_path: Path) -> None:
    workspace = open_workspace(workspace_of(page, tmp_path)).whole()
    assert [item for item in workspace.problems if item.severity != "notice"] == []


def test_what_the_manual_reckons_by_hand_is_what_comes_out(tmp_path: Path) -> None:
    """The figures in the running text of the manual's section on scores and losses."""
    assessment = open_workspace(workspace_of(DOCS / "manual.md", tmp_path)).whole().assess()
    tracks = [
        float(assessment.track(name).score)
        for name in ("claimed", "supported", "verified", "current")
    ]
    losses = assessment.losses
    assert tracks == [7.1, 5.3, 1.0, 4.8]
    assert [
        float(part)
        for part in (losses.unassessed, losses.standard, losses.evidence, losses.inspection)
    ] == [
        2.0,
        0.9,
        1.8,
        0.5,
    ]
    assert (float(assessment.low), float(assessment.high)) == (4.8, 6.8)


# Printed output


def with_real_output(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The page with each ``console`` block holding what its command prints now."""

    def answer(block: re.Match[str]) -> str:
        indent, kind, body = block.groups()
        if kind != "console":
            return block[0]
        prompt = body.split("\n", 1)[0]
        words = shlex.split(prompt.strip())
        assert words[:1] in (["$"], [">"]), prompt
        assert words[1] == "shifan", prompt
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main(words[2:])
        printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
        return f"{indent}```console\n{prompt}\n{printed}\n{indent}```"

    return FENCE.sub(answer, text)


@pytest.mark.parametrize(
    "page", [DOCS / "manual.md", ROOT / "README.md", ROOT / "README.zh-CN.md"], ids=name_of
)
def test_output_in_the_pages_is_what_the_command_prints(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The manual's commands run in the manual's own workspace, those of the READMEs in the
    project's folder."""
    monkeypatch.chdir(workspace_of(page, tmp_path) if page.parent == DOCS else ROOT)
    text = page.read_text("utf-8")
    real = with_real_output(text, capsys)
    assert text.count("```console") > 0
    if UPDATE:
        page.write_text(real, "utf-8", newline="\n")
    assert UPDATE or text == real


# Keys of files


def tables(marker: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of format.md under ``<!-- marker … -->``: the rest of the marker, and the rows as
    cells."""
    text = (DOCS / "format.md").read_text("utf-8")
    for rest, block in re.findall(rf"^<!-- {marker} (.+) -->\n\n((?:\|.*\n)+)", text, re.MULTILINE):
        yield (
            rest,
            [
                [cell.strip() for cell in row.strip("|").split(" | ")]
                for row in block.splitlines()[2:]
            ],
        )


MODELS = list(tables("模型"))


@pytest.mark.parametrize(
    ("marker", "rows"), MODELS, ids=[marker.split()[0] for marker, _ in MODELS]
)
def test_every_key_of_a_file_is_documented(marker: str, rows: list[list[str]]) -> None:
    named, *words = marker.split()
    module, _, model = named.rpartition(".")
    fields = getattr(importlib.import_module(module), model).model_fields
    wanted = {info.alias or name: info.is_required() for name, info in fields.items()}
    apart = words[1:]
    told = {row[0].strip("`"): row[2] == "必填" for row in rows}
    if words[:1] == ["不含"]:
        wanted = {key: required for key, required in wanted.items() if key not in apart}
    if words[:1] == ["另有"]:
        assert set(apart) <= told.keys()
        told = {key: required for key, required in told.items() if key not in apart}
    assert told == wanted


def test_no_record_of_a_file_is_left_out() -> None:
    """Every model that a file holds has its table; rules and findings have docs/rules.md,
    conditions one for all."""
    rooms = (
        "workspace",
        "indicators.loading",
        "evidence.model",
        "rounds.model",
        "rectification.ledger",
    )
    for name in (
        *rooms,
        "rectification.bulletin",
        "submission.model",
        "region.model",
        "binding.portal",
    ):
        importlib.import_module(f"scoring.{name}")
    from scoring.indicators.criteria import Condition
    from scoring.rules.base import Facts, Rule
    from scoring.schema import Record

    def below(model: type[Record]) -> Iterator[type[Record]]:
        for inner in model.__subclasses__():
            yield inner
            yield from below(inner)

    records = {
        f"{model.__module__}.{model.__name__}"
        for model in below(Record)
        if not issubclass(model, (Rule, Facts))
        and (model is Condition or not issubclass(model, Condition))
        if not model.__module__.startswith("scoring.rules")
        and model.__module__.startswith("scoring.")
    }
    assert records == {marker.split()[0] for marker, _ in MODELS}


# Keys of JSON output


def paths(value: object, at: str = "") -> Iterator[str]:
    """The path of every key: ``nodes[].losses.standard``. What stands below ``exact`` is left
    out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{at}.{key}" if at else key
            if isinstance(inner, list):
                yield f"{here}[]"
                for item in inner:
                    yield from paths(item, f"{here}[]")
            else:
                yield here
                if key != "exact":
                    yield from paths(inner, here)


def exact_objects(value: object) -> Iterator[dict[str, object]]:
    """Every object that has an ``exact`` beside its scores."""
    if isinstance(value, dict):
        if "exact" in value:
            yield value
        for key, inner in value.items():
            if key != "exact":
                yield from exact_objects(inner)
    elif isinstance(value, list):
        for item in value:
            yield from exact_objects(item)


SOMETIMES = re.compile(r"只在|不一定有")


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """The paths that format.md tells, by command, and those of them that need not be there.

    “同 `path`” stands for all that stands below that path, and is there as seldom as what it
    describes.
    """
    found = {}
    for command, rows in tables("输出"):
        told = {row[0].strip("`"): row[1] for row in rows}
        for path, meaning in list(told.items()):
            for same in re.findall(r"同 `([^`]+)`", meaning):
                told.update(
                    {
                        path + key[len(same) :]: meaning
                        for key in list(told)
                        if key.startswith(f"{same}.")
                    }
                )
        seldom = tuple(path for path, meaning in told.items() if SOMETIMES.search(meaning))
        found[command] = (
            set(told),
            {path for path in told if path.startswith(seldom)} if seldom else set(),
        )
    return found


PLAN = """示例县2026年法治政府建设工作计划

一、推进政务服务便利化
1. 政务服务事项网上可办率达到100%。（牵头单位：县行政审批局；责任单位：县大数据局）
"""


URGED = ("--reply", "2026-09-20", "--today", "2026-09-10")
AIMS = (
    ("--target", "90", "--by", "2027-01-31", "--today", "2026-12-31"),
    ("--target", "95", "--by", "2027-01-31", "--today", "2026-12-31", "--days", "10"),
)


def fill_in(path: Path) -> None:
    """A note that may be taken in, and a finding that must be refused."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in page[2]}
    page.cell(3, columns["备注"]).value = "已与牵头单位核对"
    page.cell(4, columns["认定"]).value = "差不多"
    book.save(path)


def drawn(said: Callable[..., object], home: Path) -> tuple[object, object]:
    """A sample of indicators and cases, and what a check says once an assessment has been
    changed."""
    shutil.copytree(EXAMPLES[1], home)
    (home / "案卷清单.csv").write_text("案号,承办单位\n1号,甲\n2号,甲\n3号,乙\n", "utf-8")
    cases = ("--cases", str(home / "案卷清单.csv"), "--case-size", "2", "--evidence", "1")
    sample = said(
        "-w",
        str(home),
        "round",
        "sample",
        "--size",
        "9",
        "--seed",
        "1",
        *cases,
        "--today",
        "2026-12-31",
    )
    basis = home / "rounds" / "2021-self.yaml"
    basis.write_text(
        basis.read_text("utf-8").replace("{done: 118, of: 124", "{done: 117, of: 124"), "utf-8"
    )
    return sample, said("-w", str(home), "round", "sample", "--check")


def issued(said: Callable[..., object], home: Path) -> object:
    """The register with a 督办单 that one of two units has received."""
    item = "- id: R00{0}\n  problem: 台账不全\n  lead: [{1}]\n  events: [{{on: 2026-09-01, do: open}}]\n"
    ledger = item.format("01", "县司法局") + item.format("02", "县教育局")
    samples.write(home, {**samples.SOUND, "rectification.yaml": ledger})
    with pytest.raises(SystemExit):
        main(["-w", str(home), "rectify", "urge", "R0001", "R0002", "--by", "赵倩", *URGED])
    receipt = ("--unit", "县司法局", "--by", "王敏", "--today", "2026-09-11")
    with pytest.raises(SystemExit):
        main(["-w", str(home), "rectify", "receive", "R0001", *receipt])
    return said("-w", str(home), "rectify", "papers")


def asked(said: Callable[..., object], home: Path) -> object:
    """What a unit has asked about an indicator."""
    samples.write(home, samples.SOUND)
    words = ("--text", "部分办结的算不算？", "--by", "王敏", "--today", "2026-11-22")
    with pytest.raises(SystemExit):
        main(["-w", str(home), "question", "ask", "1.1", *words])
    return said("-w", str(home), "question", "list")


def without_records(answer: object) -> object:
    """What ``--missing`` adds to the list."""
    assert isinstance(answer, dict)
    return {key: value for key, value in answer.items() if key != "records"}


def answers(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, list[object]]:
    """What each command says about each shipped workspace and tree; ``folder`` takes what some
    commands write."""

    def said(*words: str) -> object:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main([*words, "--format", "json"])
        return json.loads(capsys.readouterr().out)

    plan = folder / "plan.txt"
    plan.write_text(PLAN, "utf-8")
    own = folder / "own"
    shutil.copytree(EXAMPLES[1], own)
    late = ("--today", "2026-12-31")
    synced = said("-w", str(own), "rectify", "sync", "--today", "2026-12-29", "--due", "2026-12-30")
    new = own / "evidence" / "files" / "new.txt"
    new.write_text("关于印发工作制度的通知", "utf-8")
    sheet = folder / "findings.xlsx"
    with pytest.raises(SystemExit):
        main(["-w", str(own), "sheet", "export", "findings", "-o", str(sheet), *late])
    fill_in(sheet)
    new_round = ("-w", str(own), "round", "new", "2027-self", "--from", "2021-self")
    opened: list[Workspace] = [open_workspace(path).whole() for path in EXAMPLES]
    sample, check = drawn(said, folder / "drawn")
    return {
        "score": [
            said("-w", str(path), "score", "--projected", "2027-12-31") for path in (*EXAMPLES, own)
        ],
        "gaps": [said("-w", str(path), "gaps", "--by", "method") for path in EXAMPLES],
        "check": [said("-w", str(path), "check") for path in EXAMPLES],
        "evidence list": [said("-w", str(path), "evidence", "list") for path in EXAMPLES],
        "evidence list --missing": [
            without_records(said("-w", str(EXAMPLES[0]), "evidence", "list", "--missing"))
        ],
        "evidence show": [said("-w", str(EXAMPLES[0]), "evidence", "show", "E0001")],
        "evidence scan": [said("-w", str(own), "evidence", "scan", "--workers", "1", *late)],
        "evidence search": [said("-w", str(own), "evidence", "search", "通知")],
        "evidence suggest": [said("-w", str(own), "evidence", "suggest", "--all")],
        "evidence verify": [said("-w", str(EXAMPLES[0]), "evidence", "verify")],
        "rectify sync": [synced],
        "rectify list": [said("-w", str(own), "rectify", "list", *late)],
        "rectify show": [said("-w", str(own), "rectify", "show", "R0001", *late)],
        "rectify bulletin": [said("-w", str(own), "rectify", "bulletin", *late)],
        "rectify papers": [issued(said, folder / "issued")],
        "question list": [asked(said, folder / "asked")],
        "plan": [
            said("-w", str(path), "plan", *aim) for path in (EXAMPLES[0], own) for aim in AIMS
        ],
        "sheet import": [said("-w", str(own), "sheet", "import", str(sheet), "--preview", *late)],
        "round sample": [sample],
        "round sample --check": [check],
        "round new": [said(*new_round, "--tree", "national-2021", *late)],
        "round compare": [
            said("-w", str(EXAMPLES[1]), "round", "compare", "2021-self", "2021-inspection")
        ],
        "indicators diff": [said("indicators", "diff", "national-2021", "review-standard")],
        "indicators list": [said("indicators", "list")],
        "indicators show": [
            said("indicators", "show", name) for name in ("national-2021", "review-standard")
        ],
        "indicators import": [said("indicators", "import", str(plan))],
        "explain": [
            explain_data(workspace, assessment, node.node.code)
            for workspace in opened
            for assessment in [workspace.assess()]
            for node in assessment.nodes
        ],
        "report self": [
            plain_data(build_report(workspace, workspace.assess(), date(2026, 11, 22)))
            for workspace in opened
        ],
    }


@pytest.mark.slow
def test_json_keys_are_those_that_are_documented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = documented()
    found = answers(capsys, tmp_path)
    assert told.keys() == found.keys()
    for command, data in found.items():
        paths_told, sometimes = told[command]
        open_ended = tuple(path[:-1] for path in paths_told if path.endswith(".*"))
        real = {path for answer in data for path in paths(answer)}
        free = {path for path in real if path.startswith(open_ended) and path not in paths_told}
        written = {path for path in paths_told if not path.endswith(".*")}
        assert written - sometimes <= real - free <= written, command
        if command != "report self":
            for item in (item for answer in data for item in exact_objects(answer)):
                exact = item["exact"]
                assert isinstance(exact, dict)
                assert exact.keys() <= item.keys()


def nulls(value: object, at: str = "") -> Iterator[str]:
    if value is None:
        yield at
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from nulls(inner, key)
    for inner in value if isinstance(value, list) else ():
        yield from nulls(inner, at)


@pytest.mark.slow
def test_only_what_the_page_says_is_ever_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {
        key
        for data in answers(capsys, tmp_path).values()
        for answer in data
        for key in nulls(answer)
    } <= {
        "mock",
        "verified",
    }


# Pages that name what there is


def test_every_room_stands_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)(?:\.py|/)`", text))
    rooms = {
        path.stem for path in (ROOT / "scoring").iterdir() if path.suffix == ".py" or path.is_dir()
    }
    assert {room for room in rooms if not room.startswith("_")} <= told


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [
        entry
        for group in project["dependency-groups"].values()
        for entry in group
        if isinstance(entry, str)
    ]
    named = re.findall(
        r"^\| ([^|]+) \|", (DOCS / "dependencies.md").read_text("utf-8"), re.MULTILINE
    )
    known = {word for cell in named for word in re.split(r"[ ,]+", cell.lower())}
    for entry in [*project["project"]["dependencies"], *groups]:
        assert re.split(r"[<>=~\[]", entry)[0].lower() in known, entry


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_opens_with_the_two_commands_and_the_picture(name: str) -> None:
    opening = (ROOT / name).read_text("utf-8").split("\n## ")[0].splitlines()[:10]
    targets = re.findall(r"^(\w+): ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = [line.split()[1] for line in opening if line.startswith("make ")]
    assert told == ["demo", "test"]
    assert set(told) <= set(targets)
    assert any(line.startswith("![") for line in opening)


def test_the_picture_is_small_enough_to_travel() -> None:
    assert (DOCS / "pictures" / "self-assessment.png").stat().st_size < 300_000


# Commands


def described() -> dict[str, set[str]]:
    """Every command that can be called, with its options."""
    context = click.Context(shifan, info_name="shifan", help_option_names=["-h", "--help"])
    found: dict[str, set[str]] = {}

    def walk(command: click.Command, name: str) -> None:
        found[name] = {word for option in command.params for word in option.opts} | {"-h", "--help"}
        for inner in command.list_commands(context) if isinstance(command, click.Group) else ():
            below = command.get_command(context, inner)
            assert below is not None
            walk(below, f"{name} {inner}".strip())

    walk(shifan, "")
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_line_in_the_pages_can_be_typed(page: Path) -> None:
    known = described()
    text = page.read_text("utf-8")
    blocks = [body for _, kind, body in FENCE.findall(text) if kind in ("sh", "text", "console")]
    lines = re.findall(r"^(?:[$>] )? *shifan +(.+)$", "\n".join(blocks), re.MULTILINE)
    lines += re.findall(r"`shifan +([^`\n]+)`", FENCE.sub("", text))
    for line in lines:
        if "[" in line:  # a usage line, which stands for the command itself
            continue
        words = shlex.split(line.split("#")[0])
        if words[0] == "-w":
            words = words[2:]
        if "--" in words:  # what follows is handed on to another command
            words = words[: words.index("--")]
        names = [word for word in words if re.fullmatch(r"[a-z]+", word)]
        name = next(
            (name for name in map(" ".join, (names[:3], names[:2], names[:1])) if name in known), ""
        )
        assert name or words[0].startswith("-"), line
        allowed = known[name] | known[""]
        assert {word for word in words if re.match(r"--?[a-z]", word)} <= allowed, line


# The reference of commands


def test_the_page_of_commands_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("make_commands", DOCS / "make_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "commands.md").read_text("utf-8") == module.page(), (
        "run: python docs/make_commands.py"
    )
