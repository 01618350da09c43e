"""The application of a region: its pages behind the same guard, login and own page as every
workbench.
"""

from __future__ import annotations

from scoring.workbench.app import application
from scoring.workbench.guard import Guard
from scoring.workbench.pages import login, me, static
from scoring.workbench.region import accounts, pages
from scoring.workbench.region.office import RegionOffice


def build_region_app(office: RegionOffice) -> Guard:
    """The whole application of one region."""
    spots = [*pages.SPOTS, *accounts.SPOTS, *login.SPOTS, *me.SPOTS, *static.SPOTS]
    return application(office, spots)
