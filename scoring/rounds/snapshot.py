"""佐证存档, ``rounds/<round>.support.json``:
which pieces carried what when a round was left behind.

The register holds only the state of today, so a piece that is added, renewed or withdrawn later
would change the past of every round. A snapshot keeps what carried each requirement at the time. It
is canonical JSON and carries the digest of its own contents; one that does not hold is a problem,
and the round is reckoned from the register of today, which the comparison says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from scoring.evidence.carried_by import carried_by
from scoring.evidence.model import Window
from scoring.evidence.support import Support
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, Where, problem
from scoring.rounds.model import Round, RoundRecord
from scoring.schema import Record
from scoring.values import Code, Day, Text

SUFFIX = ".support.json"
LARGEST = 16 * 1024 * 1024
FORMAT: Literal["shifan-support"] = "shifan-support"


class Snapshot(Record):
    """The file. ``frozen`` is the day on which it was made,
    ``register_sha256`` the register's digest then.

    ``leaves`` names, by code and requirement, the pieces that carried it; ``digest`` is that of
    everything else.
    """

    format: Literal["shifan-support"]
    version: Literal[1]
    round: Code
    tree: Code
    as_of: Day
    window: Window | None
    frozen: Day
    register_sha256: str
    leaves: dict[Code, dict[Text, tuple[Code, ...]]]
    digest: str


def file_of(name: str) -> str:
    """The file of a round's snapshot, by its name in the workspace."""
    return f"rounds/{name}{SUFFIX}"


def snapshot_text(
    round_: Round,
    tree: IndicatorTree,
    found: Mapping[str, Support],
    register_sha256: str,
    today: date,
) -> str:
    """The text of the snapshot of a round whose supports are ``found``;
    the same input gives the same bytes.
    """
    window = round_.head.window
    window_data = window and {"from": window.start.isoformat(), "to": window.end.isoformat()}
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "round": round_.id,
        "tree": tree.id,
        "as_of": round_.head.as_of.isoformat(),
        "window": window_data,
        "frozen": today.isoformat(),
        "register_sha256": register_sha256,
        "leaves": {
            code: {name: sorted(ids) for name, ids in names.items()}
            for code, names in carried_by(found).items()
        },
    }
    return _canonical({**data, "digest": _digest(data)}) + "\n"


def snapshot_files(folder: Path) -> list[Path]:
    """The snapshots in the folder of the rounds, by name; none where it cannot be looked into."""
    try:
        return sorted(
            path for path in folder.iterdir() if path.name.endswith(SUFFIX) and path.name[0] != "."
        )
    except OSError:
        return []


def read_snapshot(path: Path) -> tuple[Snapshot | None, list[Problem]]:
    """The snapshot at ``path``, or F030 for a file that is not whole and unaltered."""
    name = f"rounds/{path.name}"
    try:
        with path.open("rb") as stream:
            # No more is read than may be: the file may have been put there by anybody.
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            return None, [_damaged(name, "文件太大")]
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
        if not isinstance(data, dict):
            return None, [_damaged(name, "内容不是佐证存档")]
        snapshot = Snapshot.model_validate(data)
    except OSError:
        return None, [_damaged(name, "文件打不开")]
    except json.JSONDecodeError as error:
        return None, [_damaged(name, "内容不完整", error.lineno, error.colno)]
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        return None, [_damaged(name, f"“{key}”缺少或写法不对")]
    # Brackets nested by the thousand end in a recursion, not in a fault of JSON.
    except (ValueError, RecursionError):
        return None, [_damaged(name, "内容读不懂")]
    # The digest is that of everything beside it.
    fields = {key: value for key, value in data.items() if key != "digest"}
    if snapshot.digest != _digest(fields):
        return None, [_damaged(name, "内容与存档时不一致，被改动过")]
    return snapshot, []


def misfits(
    found: Mapping[str, Snapshot], heads: Collection[RoundRecord], tree: str
) -> Iterator[tuple[str, Problem]]:
    """What is wrong between the snapshots, by the name of the file, and the rounds;
    ``tree`` is the workspace's own.

    F031 where the snapshot is none of a round here, and so is not used; F032 where the round's
    terms were changed.
    """
    known = {head.round: head for head in heads}
    for name, snapshot in found.items():
        where = Where(name, 1, 1)
        head = known.get(snapshot.round)
        if head is None or name != file_of(snapshot.round):
            why = "文件名与它不符" if head else "没有这个轮次"
            what = f"{name} 是轮次“{snapshot.round}”的佐证存档，{why}"
            yield name, problem("F031", where, what=what)
            continue
        own_tree = head.tree or tree
        if own_tree != snapshot.tree:
            what = (
                f"{name} 存的是指标体系“{snapshot.tree}”下的佐证，轮次“{head.round}”"
                f"用的是“{own_tree}”"
            )
            yield name, problem("F031", where, what=what)
        elif (head.as_of, head.window) != (snapshot.as_of, snapshot.window):
            what = (
                f"轮次“{head.round}”的评估日或时间窗在 {snapshot.frozen} 存档之后改过，"
                "存档仍按原来的"
            )
            yield name, problem("F032", where, what=what)


def _damaged(name: str, why: str, line: int = 1, column: int = 1) -> Problem:
    return problem("F030", Where(name, line, column), what=f"佐证存档 {name} 不能用：{why}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError("a key stands twice")
    return entries


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(data).encode("utf-8", "surrogatepass")).hexdigest()
