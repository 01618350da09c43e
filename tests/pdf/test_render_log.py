"""What the renderer says while it works, sorted: signs without a glyph, faces that could not be
cut, errors, warnings."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from scoring.pdf.render_log import FULL, Log


@pytest.fixture
def kept() -> Iterator[tuple[logging.Logger, Log]]:
    logger, log = logging.getLogger("test.render"), Log()
    logger.addHandler(log)
    logger.propagate = False
    yield logger, log
    logger.removeHandler(log)


def test_signs_without_a_glyph_are_kept_once_each(kept: tuple[logging.Logger, Log]) -> None:
    logger, log = kept
    for code in (0x20BB7, 0x20BB7, 0x1F600):
        logger.warning(
            ".notdef glyph rendered for Unicode string unsupported by fonts: %r (U+%X)", "𠮷", code
        )
    assert log.missing == [0x20BB7, 0x1F600]
    assert log.warnings == []


def test_faces_that_could_not_be_cut(kept: tuple[logging.Logger, Log]) -> None:
    logger, log = kept
    logger.warning("Unable to subset font: %s", "仿宋")
    assert log.unsubset == ["Unable to subset font: 仿宋"]


def test_errors_and_warnings_stand_apart(kept: tuple[logging.Logger, Log]) -> None:
    logger, log = kept
    logger.error("Failed to load image at %r", "a.png")
    logger.warning("Ignored `%s`", "float")
    logger.info("Step 1")
    assert log.errors == ["Failed to load image at 'a.png'"]
    assert log.warnings == ["Ignored `float`"]


def test_a_page_that_warns_without_end_fills_no_memory(kept: tuple[logging.Logger, Log]) -> None:
    logger, log = kept
    for count in range(150):
        logger.warning("warning %d", count)
    assert len(log.warnings) == 100


def test_the_next_document_begins_anew(kept: tuple[logging.Logger, Log]) -> None:
    logger, log = kept
    logger.error("x")
    log.clear()
    assert (log.missing, log.unsubset, log.errors, log.warnings) == ([], [], [], [])


def test_what_is_answered_where_memory_is_used_up_is_there_beforehand() -> None:
    assert FULL == {"kind": "memory", "message": ""}
