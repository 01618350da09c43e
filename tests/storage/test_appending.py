"""One entry more in a list that only grows, such as the events of an item of the ledger:

```yaml
- id: R0001
  events:                                   # append only
  - {on: 2026-09-01, do: open, by: 王敏}
  - {on: 2026-09-03, do: start, by: 王敏}   # the new one stands below
```
"""

from __future__ import annotations

import pytest
import yaml

from scoring.storage.appending import append_item

EVENT = {"do": "start", "by": "王敏"}
LEDGER = """\
# 短板整改清单
- id: R0001
  events:
  - {do: open, by: 王敏}   # 打开
  lead: [县司法局]

# 第二批
- id: R0002
  lead: [县公安局]
  events:
    - do: open
      note: |
        两行
        文字

- id: R0003
  events: [{do: open}]
- id: R0004
  events: []
- id: R0005
  events:   # 还没有
- id: R0006
  lead: [县司法局]
- {id: R0007, events: [{do: open}]}
- id: R0008
  events:
  - do: open
"""
VARIANTS = {
    "as people write it": LEDGER,
    "with line ends of Windows": LEDGER.replace("\n", "\r\n"),
    "without an end to the last line": LEDGER.removesuffix("\n"),
    "indented": "".join(f"  {line}" for line in LEDGER.splitlines(keepends=True)),
}


@pytest.mark.parametrize("text", VARIANTS.values(), ids=VARIANTS.keys())
@pytest.mark.parametrize("index", range(8))
def test_the_list_has_one_more_and_everything_else_is_as_it_was(text: str, index: int) -> None:
    records = yaml.safe_load(text)
    after = append_item(text, index, "events", EVENT)
    records[index]["events"] = [*(records[index].get("events") or []), EVENT]
    assert yaml.safe_load(after) == records
    if index not in (3, 4, 5):  # there the list is begun
        shared = next(at for at in range(len(after), 0, -1) if text.startswith(after[:at]))
        added = len(after) - len(text)
        assert after[:shared] + after[shared + added :] == text, "nothing was written again"


@pytest.mark.parametrize(
    ("index", "lines"),
    [
        (0, "  - {do: open, by: 王敏}   # 打开\n  - {do: start, by: 王敏}\n  lead: [县司法局]\n"),
        (1, "        文字\n    - {do: start, by: 王敏}\n\n- id: R0003\n"),
        (2, "  events: [{do: open}, {do: start, by: 王敏}]\n"),
        (3, "- id: R0004\n  events:\n  - {do: start, by: 王敏}\n- id: R0005\n"),
        (6, "- {id: R0007, events: [{do: open}, {do: start, by: 王敏}]}\n"),
        (7, "  - do: open\n  - {do: start, by: 王敏}\n"),
    ],
)
def test_it_stands_behind_the_last_one_in_the_way_the_list_is_written(
    index: int, lines: str
) -> None:
    assert lines in append_item(LEDGER, index, "events", EVENT)


def test_a_last_line_without_an_end_gets_one() -> None:
    text = "- id: R0001\r\n  events:\r\n  - do: open"
    assert append_item(text, 0, "events", EVENT) == (
        "- id: R0001\r\n  events:\r\n  - do: open\r\n  - {do: start, by: 王敏}\r\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a record"),
        ("events: []\n", "not a list"),
        ("- 只是一句话\n", "not a record"),
        ("- id: R0001\n  events: 没有\n", "not a list"),
        ("- id: R0001\n  events: {do: open}\n", "not a list"),
    ],
)
def test_what_is_no_list_of_maps_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        append_item(text, 0, "events", EVENT)
