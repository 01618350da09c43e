"""A doubt of a reader: what was seen, where, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One doubt: rule id, place in the source, what was seen, what was done."""

    rule: str
    where: str
    what: str
    did: str

    def as_dict(self) -> dict[str, str]:
        """Return the notice with the keys of the JSON output."""
        return {"rule": self.rule, "where": self.where, "what": self.what, "did": self.did}
