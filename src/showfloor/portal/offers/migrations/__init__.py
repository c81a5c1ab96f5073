"""The changes of the offers' tables, in order."""
