"""Imports: files sent, looked at, taken into the ledger, mended where rows were refused, undone."""
