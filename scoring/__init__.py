"""shifan: the indicator scoring system for 法治政府建设示范创建.

The rooms, from the ground up, stand in ``docs/architecture.md``; a room imports only from rooms above it in that list.
"""

__version__ = "0.1.0"
