"""The words that both partners use, as frozen dataclasses and protocols; no arithmetic of a room."""
