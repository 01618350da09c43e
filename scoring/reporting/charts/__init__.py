"""Charts as SVG text, each from the numbers of the table beside it."""

from scoring.reporting.charts.bars import CAUSES, Bar, Stack, bars, stacked
from scoring.reporting.charts.drawing import WIDTH, number, wrap
from scoring.reporting.charts.radar import Axis, radar
from scoring.reporting.charts.strip import Strip, strip

__all__ = ["CAUSES", "WIDTH", "Axis", "Bar", "Stack", "Strip", "bars", "number", "radar", "stacked", "strip", "wrap"]
