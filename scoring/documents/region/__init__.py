"""What a region prints: forms and letters, the evaluation, bulletins, a page a county, a page for
the screen.
"""
