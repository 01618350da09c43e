"""The tables under ``.shifan/`` that keep what was found out about files, and the seals of their
rows.

Apart from intake, which brings the readers of all kinds of files along: opening a workspace needs
no reader.
"""

from __future__ import annotations

from scoring.storage import sealer

FILE = "probes.sqlite"
VERSION = 2
"""Raised where readers get more out of the same file, so that what was read before is read
again."""
TABLES = (
    f"create table probes /* {VERSION} */ (file text primary key, size integer not null, mtime_ns "
    "integer not null,"
    " ocr text not null,"
    " type text not null, pages integer, state text not null, reason text not null, fingerprint "
    "text not null,"
    " dhash text not null, probe text not null, digest text not null, seal blob not null)",
    # Page numbers by the digest of a file, counted for catalogues: 0 for one that cannot be read.
    "create table pages (sha256 text primary key, pages integer not null, seal blob not null)",
    # Files that intake could not open, by their digest, so that a copy or a renamed file is known
    # as well.
    "create table unopened (sha256 text primary key, state text not null, reason text not null, "
    "seal blob not null)",
)


class Seals:
    """The seals of rows: what decides whether a piece counts is not believed from somebody else."""

    def __init__(self) -> None:
        self._probe, self._pages, self._unopened = (
            sealer("probes"),
            sealer("pages"),
            sealer("unopened"),
        )

    def probe(self, *values: object) -> bytes:
        return self._probe(_bytes(values))

    def pages(self, *values: object) -> bytes:
        return self._pages(_bytes(values))

    def unopened(self, *values: object) -> bytes:
        return self._unopened(_bytes(values))


def _bytes(values: tuple[object, ...]) -> bytes:
    return repr(values).encode("utf-8", "surrogatepass")
