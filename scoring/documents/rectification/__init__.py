"""短板整改清单, 通报, 销号单, 任务分解表 and the ledger on a terminal."""
