"""The changes of access's tables, in order."""
