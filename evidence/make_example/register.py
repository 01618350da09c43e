"""Brings sha256 and size of the register up to the files, line by line: comments and order stay."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

_ID = re.compile(r"^- id: (?P<id>\S+)\s*$")
_VALUE = re.compile(r"^(?P<key>  (?:sha256|size)): (?P<value>[^#\n]*?)(?P<rest>\s*(?:#.*)?)$")


def update(register: Path, made: Mapping[str, bytes]) -> int:
    """Rewrite the ``sha256`` and ``size`` lines of the records in ``made``; returns how many lines
    changed.

    A record without such a line gets none: the example keeps one record without a digest.
    """
    lines = register.read_bytes().decode().split("\n")
    current = ""
    changed = 0
    for number, line in enumerate(lines):
        if found := _ID.match(line):
            current = found["id"]
        elif current in made and (value := _VALUE.match(line)):
            data = made[current]
            fresh = (
                str(len(data))
                if value["key"].strip() == "size"
                else hashlib.sha256(data).hexdigest()
            )
            if fresh != value["value"].strip():
                lines[number] = f"{value['key']}: {fresh}{value['rest']}"
                changed += 1
    if changed:
        register.write_bytes("\n".join(lines).encode())
    return changed
