"""The stamp of a review: a digest of the file and of the criteria as they stood when a person
looked.

When either changes the stamp no longer fits, and the record is shown as 待复审.
"""

from __future__ import annotations

import hashlib
import json

from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator, IndicatorTree


def criterion_text(node: Indicator) -> str:
    """Everything of an indicator that a reviewer judges by, in a fixed form."""
    # What the quantities are called changes no score, so a name that is added leaves every review
    # standing.
    if node.rule:
        rule = node.rule.model_dump(mode="json", by_alias=True) | {"quantities": {}}
    else:
        rule = {}
    wanted = [item.model_dump(mode="json") for item in node.requirements or ()]
    return json.dumps(
        [node.code, node.name, node.record.text, rule, wanted], ensure_ascii=False, sort_keys=True
    )


def stamp(record: Evidence, sha256: str | None, tree: IndicatorTree) -> str:
    """The stamp that a review of ``record`` would carry now; ``sha256`` is that of the file as
    found.
    """
    parts = [sha256 or record.url or ""]
    parts += [
        criterion_text(tree.by_code[code])
        for code in sorted({proof.indicator for proof in record.proves})
        if code in tree.by_code
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
