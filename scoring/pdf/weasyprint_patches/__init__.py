"""Corrections inside the renderer: each says why, and has a test that fails when WeasyPrint no
longer needs it.
"""
