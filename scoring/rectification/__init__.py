"""The rectification ledger (短板整改清单): its items, and the status that their events give."""
