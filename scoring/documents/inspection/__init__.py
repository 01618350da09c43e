"""评查意见书 and what the commands of an inspection print."""
