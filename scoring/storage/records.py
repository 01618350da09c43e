"""One YAML file as its records: each with its own text, so that a change costs one record and not
the file.

A file is cut at the lines that begin a record. The cut is proved by parsing each piece alone:
whatever a quotation mark or a bracket would hide makes some piece unreadable. A file that cannot be
cut so (a list in brackets, a text that runs over the beginning of a line) is edited as a whole; the
result is the same, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any, Self

import yaml

from scoring.identity import differing
from scoring.pieces.model import Starts
from scoring.problems import CannotError, ScoringError
from scoring.storage.cutting import DOCUMENT_END, Piece, list_pieces, map_pieces
from scoring.storage.splice import (
    BOM,
    DROP,
    Edit,
    MapEdit,
    append_record,
    apply_edits,
    remove_record,
    replaced_value,
    value_edits,
    written_value,
)
from scoring.storage.yaml_text import key_text, record_text, word_of
from scoring.yamlio import parse

LIST = None
"""As a section: the file is a list of maps, each named by its ``id``."""
Section = tuple[str, ...] | None
"""Where the records of a file that is a map stand: ``("findings",)``, or ``()`` for the keys of the
file itself."""


def version(text: str) -> str:
    """The version of a record: the SHA-256 of its own text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it stands: its text, and its data as text, lists and maps."""

    key: str
    text: str
    data: Any

    @property
    def version(self) -> str:
        """What an author refers to who has seen this record."""
        return version(self.text)


class IrregularError(CannotError):
    """A file (``name``) is written in a way that cannot be changed safely: other records would be
    touched.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 的写法系统不能安全地改，没有写入；请手工改，或另存为每条记录以“- ”开头的格式"
        )
        self.name = name


class BrokenFileError(CannotError):
    """A file (``name``) is no YAML at the moment: somebody is in the middle of writing it by
    hand.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 现在读不出来，没有写入；先按 shifan check 说的地方改好，再录一遍",
            unreadable=True,
        )
        self.name = name


class UnknownRecordError(ScoringError):
    """A file has no record with this key."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(f"{name} 里没有 {key}")
        self.name = name
        self.key = key


TEXT = attrgetter("text")
MOST_COMPARED = 64
"""More records than that are not changed one by one: the file was cut anew."""


@dataclass(frozen=True)
class RecordFile:
    """A file and where its records stand. Frozen: an edit gives a new one that shares what did not
    change.
    """

    name: str
    section: Section
    pieces: tuple[Piece, ...]
    bom: str = ""
    whole: bool = False
    _known: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls, name: str, text: str, section: Section = LIST, like: RecordFile | None = None
    ) -> Self:
        """The records of ``text``. What ``like``, an earlier reading, has proved already is not
        parsed again.
        """
        bom = BOM if text.startswith(BOM) else ""
        body = text[len(bom) :]
        if like is not None and like.section == section:
            known = like._known
        else:
            known = {}
        try:
            if section is None:
                pieces = list_pieces(body, known)
            else:
                pieces = map_pieces(body, section, known)
        except (ValueError, yaml.YAMLError):
            return cls(name, section, (Piece(body),), bom, whole=True)
        proved = {piece.text: piece.key for piece in pieces if piece.key is not None}
        return cls(name, section, tuple(pieces), bom, _known=proved)

    @classmethod
    def read(
        cls, name: str, raw: bytes, section: Section = LIST, like: RecordFile | None = None
    ) -> Self:
        """As :meth:`of`, from the bytes of the file. Raises ``UnicodeDecodeError``."""
        file = cls.of(name, raw.decode("utf-8"), section, like)
        file.__dict__["raw"] = raw
        return file

    @cached_property
    def text(self) -> str:
        """The whole file. Put together when somebody asks: what goes to the disk is ``raw``."""
        return self.bom + "".join(map(TEXT, self.pieces))

    @cached_property
    def _records_read(self) -> dict[str, StoredRecord | None]:
        """Records that were asked for: merging, reading back and judging look at the same one."""
        return {}

    @cached_property
    def raw(self) -> bytes:
        """The whole file as it is stored: what an edit leaves alone is not encoded again."""
        return self.text.encode("utf-8")

    @cached_property
    def _starts(self) -> Starts:
        """Where each piece begins in ``raw``."""
        sizes = (len(piece.text.encode("utf-8")) for piece in self.pieces)
        return Starts.of(sizes, len(self.bom.encode("utf-8")))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of the piece in which each record stands; the first one where a key stands
        twice.
        """
        keys = self._whole_keys if self.whole else [piece.key for piece in self.pieces]
        places: dict[str, int] = {}
        for number, key in enumerate(keys):
            if key is not None:
                places.setdefault(key, number)
        return places

    @property
    def keys(self) -> Iterable[str]:
        """The keys of all records."""
        return self.places.keys()

    def record(self, key: str) -> StoredRecord | None:
        """The record with this key; None where there is none."""
        known = self._records_read
        if key not in known:
            known[key] = self._read_record(key)
        return known[key]

    def _read_record(self, key: str) -> StoredRecord | None:
        if key not in self.places:
            return None
        if self.whole:
            at = self.places[key]
            return StoredRecord(key, self._whole_texts[key], self._whole_data[at])
        text = self.pieces[self.places[key]].text
        return StoredRecord(key, text.rstrip("\r\n"), self._data(text, key))

    def text_of(self, key: str) -> str | None:
        """The text of the record with this key, without its data being read; None where there is
        none.
        """
        if self.whole:
            stored = self.record(key)
            if stored:
                return stored.text
            return None
        if key in self.places:
            return self.pieces[self.places[key]].text.rstrip("\r\n")
        return None

    def data(self) -> dict[str, Any]:
        """The data of all records by key."""
        if self.whole:
            return {key: self._whole_data[at] for key, at in self.places.items()}
        return {
            key: stored.data
            for key in self.places
            if (stored := self._read_record(key)) is not None
        }

    def with_fields(self, key: str, changes: Mapping[str, Any]) -> RecordFile:
        """The file with other values for some keys of a record; ``DROP`` takes a key out."""
        if self.whole:
            return self._again(self._whole_edit(key, changes))
        old = self.pieces[self.places[key]].text
        if self.section is None:
            return self._with_piece(key, apply_edits(old, [Edit(0, changes)]))
        data = self._data(old, key)
        if isinstance(data, dict) and all(changes.get(name) is DROP for name in data):
            left = {name: value for name, value in changes.items() if value is not DROP}
            return self.with_value(key, left or DROP)
        return self._with_piece(key, value_edits(old, changes))

    def with_value(self, key: str, value: Any) -> RecordFile:
        """A file that is a map with another value for one of its records, which may be new;
        ``DROP`` takes it out.
        """
        assert self.section is not None
        if self.whole:
            return self._again(_map_edit(self.text, self.section, {key: value}))
        if key in self.places:
            at = self.places[key]
            if value is DROP:
                return self._of(self.pieces[:at] + self.pieces[at + 1 :])
            return self._with_piece(key, replaced_value(self.pieces[at].text, value))
        if value is DROP:
            return self
        if self.section == ():
            return self._again(
                self._with_last_line(key_text(word_of(key), value, 0, self._newline))
            )
        return self._again(_map_edit(self.text, self.section, {key: value}))

    def with_records(self, records: Sequence[Mapping[str, Any]]) -> RecordFile:
        """A list with more records at its end."""
        if not records:
            return self
        if self.whole or not self.places:
            return self._again(append_record(self.text, records[0])).with_records(records[1:])
        newline = self._newline
        first = next(piece.text for piece in self.pieces if piece.key is not None)
        indent = len(first) - len(first.lstrip(" "))
        before, behind = self._parts
        gap = () if before[-1].text.endswith("\n") else (Piece(newline),)
        new = (Piece(record_text(record, indent, newline), str(record["id"])) for record in records)
        return self._of((*before, *gap, *new, *behind))

    def in_common(self, earlier: RecordFile) -> tuple[int, int] | None:
        """How many bytes this file shares with an earlier state of it at its beginning and at its
        end; None where that does not show in the records.
        """
        if len(self.pieces) != len(earlier.pieces) or self.section != earlier.section:
            return None
        places = differing(self.pieces, earlier.pieces)
        if not 0 < len(places) <= MOST_COMPARED:
            return None
        end = earlier._starts[places[-1] + 1]
        return earlier._starts[places[0]], len(earlier.raw) - end

    def without(self, key: str) -> RecordFile:
        """The file without a record; the comments around it stay."""
        if self.section is not None:
            return self.with_value(key, DROP)
        at = self.places[key]
        if self.whole:
            return self._again(remove_record(self.text, at))
        return self._of(self.pieces[:at] + self.pieces[at + 1 :])

    def with_text(self, key: str, text: str) -> RecordFile:
        """The file with the whole text of a record put in, or added at the end: what recovery and
        undoing need.
        """
        if self.section is not None and key not in self.places:
            return self.with_value(key, written_value(text))
        if self.whole:
            raise IrregularError(self.name)
        if key in self.places:
            old = self.pieces[self.places[key]].text
            return self._with_piece(key, text + old[len(old.rstrip("\r\n")) :])
        before, behind = self._parts
        whole = self._of(before)._with_last_line(text + self._newline)
        return self._again(whole + "".join(piece.text for piece in behind))

    @property
    def _parts(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """What stands before the end of the document (``...``), and that line with what follows."""
        end = next((at for at, piece in enumerate(self.pieces) if _ends(piece)), len(self.pieces))
        return self.pieces[:end], self.pieces[end:]

    def _with_last_line(self, text: str) -> str:
        if not self._body or self._body.endswith("\n"):
            gap = ""
        else:
            gap = self._newline
        return self.text + gap + text

    @property
    def _newline(self) -> str:
        if any("\r\n" in piece.text for piece in self.pieces[:3]):
            return "\r\n"
        return "\n"

    @cached_property
    def _body(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def _with_piece(self, key: str, text: str) -> RecordFile:
        at = self.places[key]
        after = self._of((*self.pieces[:at], Piece(text, key), *self.pieces[at + 1 :]))
        kept = after.__dict__
        kept["places"] = self.places  # every record stands where it stood
        # The rest of the file is taken over in two stretches, and not put together again. Bytes
        # only: the text of a register is twice as long in memory, and nobody writes it.
        data = text.encode("utf-8")
        start, end = self._starts[at], self._starts[at + 1]
        whole = memoryview(self.raw)
        kept["raw"] = b"".join((whole[:start], data, whole[end:]))
        kept["_starts"] = self._starts.after(at, len(data) - (end - start))
        return after

    def _of(self, pieces: tuple[Piece, ...]) -> RecordFile:
        return RecordFile(self.name, self.section, pieces, self.bom, _known=self._known)

    def _again(self, text: str) -> RecordFile:
        return RecordFile.of(self.name, text, self.section, self)

    def _data(self, text: str, key: str) -> Any:
        data, _, _ = parse(text, self.name)
        if self.section is None:
            if isinstance(data, list) and data:
                return data[0]
            return None
        if isinstance(data, dict):
            return data.get(key)
        return None

    # A file that could not be cut.

    @cached_property
    def _whole_data(self) -> list[Any]:
        data, _, _ = parse(self._body, self.name)
        if self.section is None:
            if isinstance(data, list):
                return data
            return []
        return list(_inside(data, self.section).values())

    @cached_property
    def _whole_texts(self) -> Mapping[str, str]:
        """The texts by key, and not by number: an entry without a value is none of the records.
        Raises :class:`BrokenFileError`.
        """
        try:
            node: Any = yaml.compose(self._body, Loader=yaml.CSafeLoader)
        except (
            yaml.YAMLError
        ) as error:  # a part that could be read has shown that there is a record
            raise BrokenFileError(self.name) from error
        texts: dict[str, str] = {}
        if self.section is None:
            for item in node.value:
                fields = item.value if isinstance(item, yaml.MappingNode) else ()
                ident = next((value.value for key, value in fields if key.value == "id"), "")
                texts.setdefault(ident, self._body[item.start_mark.index : item.end_mark.index])
            return texts
        for name in self.section:
            node = next(value for key, value in node.value if key.value == name)
        for key, value in node.value:
            texts.setdefault(key.value, self._body[key.start_mark.index : value.end_mark.index])
        return texts

    @cached_property
    def _whole_keys(self) -> list[str]:
        data, _, _ = parse(self._body, self.name)
        if self.section is None:
            items = data if isinstance(data, list) else []
            return [str(item.get("id", "")) if isinstance(item, dict) else "" for item in items]
        return list(_inside(data, self.section))

    def _whole_edit(self, key: str, changes: Mapping[str, Any]) -> str:
        at = self.places[key]
        if self.section is None:
            return apply_edits(self.text, [Edit(at, changes)])
        value = dict(self._whole_data[at])
        value.update(changes)
        kept = {name: item for name, item in value.items() if item is not DROP}
        return _map_edit(self.text, self.section, {key: kept})


def _ends(piece: Piece) -> bool:
    """Whether a piece is the line that ends the document."""
    return piece.key is None and DOCUMENT_END.match(piece.text) is not None


def _inside(data: Any, section: tuple[str, ...]) -> dict[str, Any]:
    for name in section:
        data = data.get(name) if isinstance(data, dict) else None
    if isinstance(data, dict):
        return data
    return {}


def _map_edit(text: str, section: tuple[str, ...], changes: Mapping[str, Any]) -> str:
    if not section:
        raise ValueError("a file that cannot be cut")
    return apply_edits(text, [MapEdit(section, changes)])


def plain(value: Any) -> Any:
    """A value as a file holds it: dates, numbers and truth values as text, keys without a value
    left out.
    """
    if value is DROP:
        return DROP
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Fraction):
        return str(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return value


def safely(edit: Callable[[], RecordFile], name: str) -> RecordFile:
    """The edited file. Raises ``IrregularError`` where its way of writing does not allow the
    edit.
    """
    try:
        return edit()
    except yaml.YAMLError as error:
        raise BrokenFileError(name) from error
    except (ValueError, LookupError, TypeError) as error:
        raise IrregularError(name) from error


def read_back(file: RecordFile, key: str, wanted: Mapping[str, Any]) -> None:
    """Raises ``IrregularError`` unless the record reads as it was meant."""
    stored = file.record(key)
    meant = {name: value for name, value in plain(wanted).items() if value is not DROP}
    if stored is None or plain(stored.data) != meant:
        raise IrregularError(file.name)
