"""What was asked about an indicator, for those who may ask or answer."""

from __future__ import annotations

from typing import Any

from scoring.indicators.model import Indicator
from scoring.workbench.access import Access
from scoring.workbench.desk import View


def questions_of(view: View, access: Access, node: Indicator) -> list[dict[str, Any]]:
    """Questions and answers about a leaf, oldest first; none for who is neither of its units nor of
    the working group.
    """
    if not (access.may("ask", access.indicator(node)) or access.may("review")):
        return []
    return [
        {"on": one.on.isoformat(), "do": one.do, "by": one.by, "text": one.text}
        for one in view.assessment.round.head.questions.get(node.code, ())
    ]
