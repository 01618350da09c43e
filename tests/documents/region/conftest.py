"""A small region that was scored once, for all tests of its documents."""

from __future__ import annotations

from datetime import date

import pytest
from helpers_region import collect, finding, office, packed, region

from scoring.documents.region.words import Material, material
from scoring.region.model import open_region
from scoring.region.results import open_results

GROUPS = 'groups: {北片: ["990101", "990102"], 南片: ["990103", "990104"]}\n'
DAY = date(2026, 11, 28)


@pytest.fixture(scope="session")
def about(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """甲子县 with 9.40 of ten points, 乙丑县 with 8.20 (4.20 of 6 for 1.1), 丙寅县 with 5.40 (nothing
    of 4 for 1.2); 丁卯县 has not handed in, and a stranger has."""
    tmp = tmp_path_factory.mktemp("documents-of-a-region")
    folder = office(tmp / "office", more=GROUPS)
    packed(tmp, folder, "甲子县")
    packed(tmp, folder, "乙丑县", finding("1.1", "{done: 7, of: 10}"))
    packed(tmp, folder, "丙寅县", finding("1.2", "{met: false}"))
    packed(tmp, folder, "</script><b>縣\u202e", file="stranger.zip")
    collect(folder)
    code, _, err = region(folder, "score", "--engine", "serial")
    assert code == 1, err  # somebody has not handed in
    opened = open_region(folder).region
    assert opened is not None
    return material(open_results(opened), DAY)
