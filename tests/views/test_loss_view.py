"""What a unit loses in words; its fields are the columns of ``gaps``."""

from __future__ import annotations

from fractions import Fraction

from helpers_outputs import EXAMPLES

from scoring.engine import gaps
from scoring.values import format_fixed
from scoring.views.columns import cells_of_line, headings_of
from scoring.views.loss import LossView, loss_view
from scoring.workspace import open_workspace


def test_a_row_is_the_loss_its_causes_and_its_leaves_from_the_largest_down() -> None:
    workspace = open_workspace(EXAMPLES / "example-county").whole()
    for row in gaps(workspace.assess(), "unit", workspace.units):
        view = loss_view(row)
        assert view.key == row.key
        assert view.lost == format_fixed(row.lost)
        lost = [Fraction(part) for _, _, part in view.leaves]
        assert lost == sorted(lost, reverse=True)
        cells = cells_of_line(view)
        assert len(cells) == len(headings_of(LossView)) == 7
        assert cells[-1].count("（") == len(view.leaves)
