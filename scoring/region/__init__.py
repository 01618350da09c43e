"""Many workspaces at once: a province over its counties, a county over its units. Collect, check,
score, rank.
"""
