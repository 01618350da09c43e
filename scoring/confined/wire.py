"""What travels between a program and its confined child: messages of a kind and a body, each with
its length in front.

The child is handed pickles, for it trusts its parent. It is not trusted itself: its answers are
unpickled with a list of the classes that may be in them, and nothing else is ever called or
imported.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

RESULT, RAISED, FAILED, PROGRESS = b"R", b"E", b"F", b"P"
_HEAD = struct.Struct(">cQ")
LARGEST = 1 << 30
"""Bytes of a message; more is no answer."""


class TornError(Exception):
    """The other side ended in the middle of a message, or sent something else."""


def send(stream: BinaryIO, kind: bytes, body: bytes) -> None:
    """One message, at once."""
    stream.write(_HEAD.pack(kind, len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes]:
    """The next message. Raises :class:`TornError` where there is none."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise TornError
    kind, length = _HEAD.unpack(head)
    if length > LARGEST:
        raise TornError
    body = stream.read(length)
    if len(body) < length:
        raise TornError
    return kind, body


def restricted(body: bytes, classes: Sequence[type]) -> Any:
    """The value of a pickle in which only plain data and these classes stand. Raises
    :class:`TornError`.
    """
    allowed = {(item.__module__, item.__qualname__): item for item in classes}

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            try:
                return allowed[module, name]
            except KeyError:
                raise TornError(f"{module}.{name}") from None

    try:
        return Reader(io.BytesIO(body)).load()
    except TornError:
        raise
    except Exception as error:  # a damaged pickle raises whatever it likes
        raise TornError(str(error)) from error
