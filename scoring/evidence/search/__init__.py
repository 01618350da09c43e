"""Full-text search over everything that is registered: the texts of the files and what the register
says of them.
"""

from scoring.evidence.search.filling import Filled, fill
from scoring.evidence.search.finder import Finder, Hit, Hits
from scoring.evidence.search.index import Entry, Known, TextIndex
from scoring.evidence.search.query import EmptyQueryError

__all__ = [
    "EmptyQueryError",
    "Entry",
    "Filled",
    "Finder",
    "Hit",
    "Hits",
    "Known",
    "TextIndex",
    "fill",
]
