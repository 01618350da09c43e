"""The command ``shifan``: one module per command, each of which parses,
calls and prints. No logic lives here.
"""

from scoring.cli.app import main

__all__ = ["main"]
