"""Shared by the tests of regions."""

from collections.abc import Iterator

import pytest

from scoring.region.children import CHILDREN


@pytest.fixture(scope="session", autouse=True)
def children_stay() -> Iterator[None]:
    """The children of one command serve the next: each would spend most of its time on starting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CHILDREN, "rest", lambda: None)
        yield
    CHILDREN.stop()
