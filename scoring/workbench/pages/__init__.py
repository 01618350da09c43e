"""The pages, one module a screen. Each lists its addresses in ``SPOTS``."""

from scoring.workbench.pages import drafts, evidence, gaps, health, home, indicators, live, login, me, notices, static
from scoring.workbench.routing import Spot

_MODULES = (static, health, live, login, me, home, indicators, gaps, drafts, notices, evidence)

SPOTS: tuple[Spot, ...] = tuple(spot for module in _MODULES for spot in module.SPOTS)
