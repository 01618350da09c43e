"""The evidence of a workspace: the register, the state of each file, and what it supports."""
