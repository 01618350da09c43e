"""The pages, one module a screen. Each lists its addresses in ``SPOTS``."""

from scoring.workbench.pages import (
    drafts,
    evidence,
    evidence_writing,
    finding,
    gaps,
    health,
    home,
    indicators,
    ledger,
    live,
    login,
    me,
    notices,
    static,
    uploads,
)
from scoring.workbench.routing import Spot

_MODULES = (
    static,
    health,
    live,
    login,
    me,
    home,
    indicators,
    ledger,
    finding,
    gaps,
    evidence,
    evidence_writing,
    uploads,
    drafts,
    notices,
)

SPOTS: tuple[Spot, ...] = tuple(spot for module in _MODULES for spot in module.SPOTS)
