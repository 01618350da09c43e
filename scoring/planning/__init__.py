"""The cheapest way to a target: which rectification items to mend, in which order, so that it is
reached in time.
"""

from scoring.planning.goals import Goal, GoalError
from scoring.planning.plan import Plan, Step, Wishes, make_plan

__all__ = ["Goal", "GoalError", "Plan", "Step", "Wishes", "make_plan"]
