"""The words that both partners use, as frozen dataclasses; no arithmetic of a room."""
