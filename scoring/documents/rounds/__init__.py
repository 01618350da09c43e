"""轮次对比 and what carrying over to a new round says."""
