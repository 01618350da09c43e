"""One view of each thing that people read about: an indicator, a piece of evidence, an item of the
ledger, a veto, a condition, the head of a document; and the columns of tables.
"""
