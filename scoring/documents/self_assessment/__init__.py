"""自评报告: its model, how it is built, and its sheets."""
