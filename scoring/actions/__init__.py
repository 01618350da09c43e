"""What a person can do, as functions of plain arguments that return results, and who may do it."""
