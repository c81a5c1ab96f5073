"""Storage: the ledger, its intake, the engines that answer queries, and the records of runs."""
