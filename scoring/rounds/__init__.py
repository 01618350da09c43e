"""The rounds of a workspace: what was found about each indicator,
by whom, and under which window.
"""
