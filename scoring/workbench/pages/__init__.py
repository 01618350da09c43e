"""The pages, one module a screen. Each lists its addresses in ``SPOTS``."""

from scoring.workbench.pages import gaps, health, home, indicators, live, login, me, static
from scoring.workbench.routing import Spot

_MODULES = (static, health, live, login, me, home, indicators, gaps)

SPOTS: tuple[Spot, ...] = tuple(spot for module in _MODULES for spot in module.SPOTS)
