"""Volumes of evidence (卷): every piece that counts as A4 pages with a number that runs through the
volume.

``bind`` is the way in. What comes from outside (the pieces) is opened in a child process alone.
"""
