"""Where templates, style sheets and faces lie, and which sheets belong together."""

from pathlib import Path

from scoring.data_files import data_folder


def templates_root() -> Path:
    """The folder of templates, CSS and faces of this installation."""
    return data_folder("templates")


def print_sheets() -> list[Path]:
    """The style sheets of the printed page, in their order."""
    return [templates_root() / "css" / name for name in ("page.css", "tables.css", "parts.css")]


def screen_sheets() -> list[Path]:
    """The style sheets of a page for a screen, in their order; they are written into it."""
    return [templates_root() / "css" / name for name in ("screen.css", "tables.css", "parts.css")]
