"""Charts as SVG text, each from the numbers of the table beside it."""

from scoring.documents.charts.bars import CAUSES, Bar, Stack, bars, stacked
from scoring.documents.charts.gantt import gantt
from scoring.documents.charts.heat import COVERAGE, Group, HeatMap, Leaf, heat
from scoring.documents.charts.histogram import Histogram, Interval, histogram
from scoring.documents.charts.progress import progress
from scoring.documents.charts.radar import Axis, radar
from scoring.documents.charts.steps import Step, steps
from scoring.documents.charts.strip import Strip, strip
from scoring.documents.charts.svg import LANDSCAPE, WIDTH, number, wrap
from scoring.documents.charts.trend import Line, trend

__all__ = [
    "CAUSES",
    "COVERAGE",
    "LANDSCAPE",
    "WIDTH",
    "Axis",
    "Bar",
    "Group",
    "HeatMap",
    "Histogram",
    "Interval",
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
