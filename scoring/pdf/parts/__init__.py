"""Long documents printed in parts: cut, printed side by side or taken from the last run, merged
into one file.
"""
