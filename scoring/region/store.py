"""What was reckoned, kept twice: a spool by package and terms, and one table a kind for the whole
round.

The spool (``.shifan/spool``) makes a second run do only what is new; losing it costs time. The
tables are Parquet, written whole by DuckDB from the spool in a fixed order: the same rows give the
same bytes, whatever the engine and however many threads. DuckDB sees only files that we wrote, and
no sum is ever made in SQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from scoring import libraries
from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region.program import program_digest
from scoring.region.scored import Row, Scored, Task
from scoring.storage import place, sealed, unsealed, write_atomic


def _text(names: str) -> dict[str, str]:
    """Columns of text: exact numbers are fractions such as ``"7911/100"``, which no float holds."""
    return dict.fromkeys(names.split(), "VARCHAR")


NODE_COLUMNS = {
    **_text("county round tree_sha terms_sha package classes code parent kind"),
    "depth": "TINYINT",
    "leaf": "BOOLEAN",
    **_text("state full applicable claimed supported verified current"),
    **_text(f"{' '.join(CAUSES)} factor"),
    # For charts alone: what is summed or compared is read from the exact columns.
    "rate_shown": "DOUBLE",
    **_text("why"),
}
EVIDENCE_COLUMNS = {
    **_text("county id sha256"),
    "size": "BIGINT",
    **_text("state title doc_no issuer date indicator text"),
}
COUNTY_COLUMNS = {
    **_text("county round tree_sha terms_sha package"),
    **_text("full applicable current low high completeness"),
    "criteria_met": "INTEGER",
    "criteria": "INTEGER",
    "ready": "BOOLEAN",
    "ineligible": "BOOLEAN",
    **_text("data"),
}
"""``data`` holds the whole row as JSON: tracks, losses, vetoes, counts of files and items."""

TABLES = {"nodes": NODE_COLUMNS, "counties": COUNTY_COLUMNS, "evidence": EVIDENCE_COLUMNS}


def key_of(task: Task, fingerprint: str) -> str:
    """The name of a result in the spool: package, tree, terms, inspections and program."""
    parts: list[str | bytes] = [
        task.code,
        task.round,
        task.tree,
        task.terms.sha256,
        str(task.preview),
        "\n".join(task.approvers),
        program_digest(),
    ]
    for name, raw in task.inspections:
        parts += [name, raw]
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        # With its length before it, no part can pass for the end of another.
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return f"{fingerprint[:16]}-{digest.hexdigest()[:16]}"


class Spool:
    """Results by key. Files of one result are written before its mark, so a killed process leaves
    none by halves.

    The mark holds the digests of the files under this user's seal: what came with somebody else's
    region is reckoned anew.
    """

    def __init__(self, region: Path) -> None:
        self.folder = place(region, ".shifan/spool", folder=True)

    def path(self, key: str, table: str) -> Path:
        """Where the rows of one kind lie."""
        return self.folder / f"{key}.{table}.jsonl"

    def has(self, key: str) -> bool:
        """Whether the result is there, whole."""
        return self._mark(key) is not None

    def put(self, key: str, scored: Scored) -> None:
        """Keeps a result."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = {
            "nodes": scored.nodes,
            "evidence": [{"county": scored.code, **row} for row in scored.evidence],
            "counties": [_county_line(scored.county)] if scored.county else [],
        }
        digests = {}
        for table, lines in rows.items():
            content = "".join(map(_line, lines)).encode()
            digests[table] = hashlib.sha256(content).hexdigest()
            write_atomic(self.path(key, table), content)
        about = asdict(replace(scored, nodes=(), evidence=()))
        mark = {"files": digests, "scored": about}
        write_atomic(self._mark_path(key), sealed(_purpose(key), _line(mark).encode()))

    def get(self, key: str) -> Scored | None:
        """A kept result without the rows of its tables; None where there is none, or none that can
        be read.
        """
        mark = self._mark(key)
        if mark is None:
            return None
        return _scored(mark["scored"])

    def _mark(self, key: str) -> Row | None:
        """The mark of a result whose files are all as they were written."""
        try:
            data = unsealed(_purpose(key), self._mark_path(key).read_bytes())
            if data is None:
                return None
            mark: Row = json.loads(data)
            for table, digest in mark["files"].items():
                if hashlib.sha256(self.path(key, table).read_bytes()).hexdigest() != digest:
                    return None
        except OSError:
            return None
        return mark

    def _mark_path(self, key: str) -> Path:
        return self.folder / f"{key}.mark"

    def sweep(self, keys: Iterable[str]) -> None:
        """Takes away what is not among ``keys``."""
        kept = set(keys)
        for path in self.folder.glob("*"):
            if path.name.split(".", 1)[0] not in kept:
                path.unlink(missing_ok=True)


def _purpose(key: str) -> str:
    return f"spool:{key}"


def _scored(data: Row) -> Scored:
    tuples = ("differences", "own_rounds", "problems", "nodes", "evidence")
    values = {**data, **{name: tuple(data[name]) for name in tuples}}
    values["claims"] = tuple((track, own, ours) for track, own, ours in data["claims"])
    return Scored(**values)


def _county_line(row: Row) -> Row:
    flat = {name: row[name] for name in COUNTY_COLUMNS if name != "data"}
    return {**flat, "data": json.dumps(row, ensure_ascii=False, sort_keys=True)}


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_tables(spool: Spool, keys: Sequence[str], target: Path) -> dict[str, str]:
    """Writes the tables of a round from the spool; returns the digest of each. A table is replaced
    whole.
    """
    target.mkdir(parents=True, exist_ok=True)
    digests = {}
    for table, columns in TABLES.items():
        path = target / f"{table}.parquet"
        draft = target / f".{table}.parquet.draft"
        files = [str(spool.path(key, table)) for key in keys]
        if table == "counties":
            read, order = columns, "county"
        else:
            # ``at`` orders the rows of a county and is not written: the order says the same.
            read, order = {**columns, "at": "INTEGER"}, 'county, "at"'
        _copy(files, read, list(columns), order, draft, [spool.folder, target])
        draft.replace(path)
        digests[table] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digests


def _copy(
    files: Sequence[str],
    columns: dict[str, str],
    chosen: Sequence[str],
    order: str,
    target: Path,
    allowed: Sequence[Path],
) -> None:
    names = _names(chosen)
    if files:
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        # Types are stated: what DuckDB guesses of a column depends on which rows it looks at.
        source = f"read_json([{sql_list(files)}], format='newline_delimited', columns={{{typed}}})"
    else:
        empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
        source = f"(SELECT {empty} WHERE false)"
    rows = f"SELECT {names} FROM {source} ORDER BY {order}"  # noqa: S608  see _names
    query = f"COPY ({rows}) TO {sql_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    connection = _connection(allowed)
    try:
        connection.execute(query)
    finally:
        connection.close()


def sql_text(text: str) -> str:
    """A text as a query writes it."""
    return "'" + text.replace("'", "''") + "'"


def sql_list(texts: Iterable[str]) -> str:
    """Texts as a query lists them between brackets; of nothing one that no value equals."""
    return ", ".join(map(sql_text, texts)) or "''"


def _names(columns: Iterable[str]) -> str:
    """Names of columns as a query writes them. They are ours, never a stranger's; what counties
    wrote comes into a query by ``sql_text`` alone.
    """
    return ", ".join(f'"{name}"' for name in columns)


def _source(path: Path) -> str:
    return f"read_parquet({sql_text(str(path.resolve()))})"


def _connection(allowed: Sequence[Path]) -> Any:
    """DuckDB in memory, which reads and writes nothing outside ``allowed`` and loads nothing."""
    try:
        connect = libraries.duckdb.connect
    except ImportError:
        message = "缺少汇总用的组件，请先安装：pip install 'shifan[region]'"
        raise CannotError(message, unreadable=True) from None
    connection = connect(":memory:", config={"threads": "1"})
    folders = sql_list(f"{path.resolve()}/" for path in allowed)
    # Folders first and the lock last: after external access is off, none can be allowed any more.
    for setting in (
        f"allowed_directories=[{folders}]",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "enable_external_access=false",
        "lock_configuration=true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def read_rows(
    folder: Path, table: str, columns: Sequence[str], where: str = ""
) -> list[tuple[Any, ...]]:
    """Rows of a table of a round, in its order. Raises ``CannotError`` where the table cannot be
    read.
    """
    path = folder / f"{table}.parquet"
    clause = f" WHERE {where}" if where else ""
    query = f"SELECT {_names(columns)} FROM {_source(path)}{clause}"  # noqa: S608  see _names
    return _fetched(folder, path, query)


def count_rows(
    folder: Path, table: str, columns: Sequence[str], where: str
) -> list[tuple[Any, ...]]:
    """How often each combination of values occurs, the number last, in a fixed order. Raises
    ``CannotError``.
    """
    path = folder / f"{table}.parquet"
    names = _names(columns)
    query = (
        f"SELECT {names}, count(*) FROM {_source(path)} "  # noqa: S608  see _names
        f"WHERE {where} GROUP BY {names} ORDER BY {names}"
    )
    return _fetched(folder, path, query)


def _fetched(folder: Path, path: Path, query: str) -> list[tuple[Any, ...]]:
    connection = _connection([folder])
    try:
        return list(connection.execute(query).fetchall())
    except Exception as error:
        message = f"{path.name} 读不出来，请重新运行 shifan region score"
        raise CannotError(message, unreadable=True) from error
    finally:
        connection.close()


def repeated_rows(
    folder: Path, table: str, key: str, owner: str, columns: Sequence[str]
) -> tuple[list[tuple[Any, ...]], int]:
    """The rows whose ``key`` stands under more than one ``owner``, and how many rows there are in
    all.
    """
    path = folder / f"{table}.parquet"
    source, names = _source(path), _names(columns)
    repeated = (
        f'SELECT "{key}" FROM {source} WHERE "{key}" <> \'\' GROUP BY "{key}" '  # noqa: S608  see _names
        f'HAVING count(DISTINCT "{owner}") > 1'
    )
    query = f'SELECT {names} FROM {source} WHERE "{key}" IN ({repeated}) ORDER BY {names}'  # noqa: S608  see _names
    rows = _fetched(folder, path, query)
    count = _fetched(folder, path, f"SELECT count(*) FROM {source}")  # noqa: S608  see _names
    return rows, int(count[0][0])
