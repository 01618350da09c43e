"""Copies of a workspace and its accounts: made every night, checked before they are brought
back.
"""

from scoring.workbench.backup.making import Made, make, newest
from scoring.workbench.backup.restoring import CannotRestoreError, Restored, restore

__all__ = ["CannotRestoreError", "Made", "Restored", "make", "newest", "restore"]
