"""Charts as SVG text, each from the numbers of the table beside it."""

from scoring.reporting.charts.bars import CAUSES, Bar, Stack, bars, stacked
from scoring.reporting.charts.drawing import LANDSCAPE, WIDTH, number, wrap
from scoring.reporting.charts.gantt import gantt
from scoring.reporting.charts.heat import COVERAGE, Group, HeatMap, Leaf, heat
from scoring.reporting.charts.histogram import Column, Histogram, histogram
from scoring.reporting.charts.progress import progress
from scoring.reporting.charts.radar import Axis, radar
from scoring.reporting.charts.steps import Step, steps
from scoring.reporting.charts.strip import Strip, strip
from scoring.reporting.charts.trend import Line, trend

__all__ = [
    "CAUSES",
    "COVERAGE",
    "LANDSCAPE",
    "WIDTH",
    "Axis",
    "Bar",
    "Column",
    "Group",
    "HeatMap",
    "Histogram",
    "Leaf",
    "Line",
    "Stack",
    "Step",
    "Strip",
    "bars",
    "gantt",
    "heat",
    "histogram",
    "number",
    "progress",
    "radar",
    "stacked",
    "steps",
    "strip",
    "trend",
    "wrap",
]
