"""A workspace with a ledger for the tests of its life: evidence that may carry a sign-off, and some
that may not."""

from __future__ import annotations

from samples import SOUND

LEDGER = "rectification.yaml"
REGISTER = "evidence/register.yaml"

STEPS = {
    "未整改": ["{on: 2026-09-01, do: open, by: 张三}"],
    "整改中": ["{on: 2026-09-02, do: start, by: 李四}"],
    "待验收": ["{on: 2026-09-03, do: submit, by: 李四, evidence: [E0001]}"],
    "已销号": ["{on: 2026-09-04, do: close, by: 王五, note: 属实}"],
}
HISTORIES: dict[str, list[str]] = {}
for status, steps in STEPS.items():
    HISTORIES[status] = [
        *(HISTORIES[list(STEPS)[list(STEPS).index(status) - 1]] if HISTORIES else []),
        *steps,
    ]
HISTORIES["退回"] = [*HISTORIES["待验收"], "{on: 2026-09-04, do: return, by: 王五, note: 缺页}"]
HISTORIES["重新打开"] = [
    *HISTORIES["已销号"],
    "{on: 2026-09-05, do: reopen, by: 王五, note: 又失分}",
]


def item(
    ident: str = "R0001", *, status: str = "未整改", events: list[str] | None = None, **keys: str
) -> str:
    """One item as text; ``keys`` are its further keys as they stand in the file."""
    said = {
        "indicator": '"1.1"',
        "cause": "standard",
        "problem": "有一项没有上网",
        "lead": "[县司法局]",
        **keys,
    }
    body = "".join(f"  {key}: {value}\n" for key, value in said.items() if value)
    history = HISTORIES[status] if events is None else events
    return f"- id: {ident}\n{body}  events:\n" + "".join(f"  - {event}\n" for event in history)


def files(*items: str, accepted: bool = True, **more: str) -> dict[str, str | bytes]:
    """The sound workspace with these items; ``accepted``: E0001 was reviewed."""
    register = SOUND[REGISTER]
    if accepted:
        register = register.replace(
            "  unit: ", "  review: {state: accepted, by: 赵六, on: 2026-05-02}\n  unit: ", 1
        )
    return {**SOUND, REGISTER: register, LEDGER: "".join(items), **more}
