"""创建条件对照表: each condition, what it lacks, and what the ledger promises."""
