"""What the pages answer as JSON is what ``docs/format.md`` tells: each key is explained, and each
key that is explained occurs.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from sites import SiteMaker

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.slow
def test_each_key_of_each_page_is_told_and_each_that_is_told_is_there(site: SiteMaker) -> None:
    spec = importlib.util.spec_from_file_location("make_page_json", DOCS / "make_page_json.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = maker
    spec.loader.exec_module(maker)
    found = maker.collected(site().client)
    keys = {key for _, shape in found for key in maker.keys_of(shape)}
    assert keys - set(maker.MEANINGS) == set()
    assert set(maker.MEANINGS) - keys == set()
    text = (DOCS / "format.md").read_text("utf-8")
    told = text.partition(maker.BEGIN)[2].partition(maker.END)[0].lstrip("\n")
    assert told == maker.section(found), "run docs/make_page_json.py"
