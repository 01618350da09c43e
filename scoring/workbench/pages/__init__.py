"""The pages, one module a screen. Each lists its addresses in ``SPOTS``."""

from scoring.workbench.pages import (
    documents,
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
    log,
    login,
    me,
    notices,
    search,
    static,
    uploads,
    verify,
)
from scoring.workbench.routing import Spot

_MODULES = (
    static,
    health,
    live,
    log,
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
    verify,
    documents,
    drafts,
    notices,
    search,
)

SPOTS: tuple[Spot, ...] = tuple(spot for module in _MODULES for spot in module.SPOTS)
