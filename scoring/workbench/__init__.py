"""The workbench: the pages that units, the working group, inspectors, trackers and leaders use in a
browser.

One process serves one workspace. Pages and JSON are drawn from the same results; whatever changes
the workspace goes through the one write path below; what the workbench itself has to remember
(accounts, sessions, drafts, uploads, notices) lies in SQLite outside the workspace.
"""
