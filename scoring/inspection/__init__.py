"""Inspections: drawing a sample that anyone can draw again,
and what its findings say of the whole.
"""
