"""A child process with limits of time and memory, for what works on files and templates of
strangers.

A parser that panics, asks for 500 GB or never ends, and a template that does, cost the call and
nothing else.
"""

from scoring.confined.calling import Confined, ConfinedError, Limits, Way, confined

__all__ = ["Confined", "ConfinedError", "Limits", "Way", "confined"]
