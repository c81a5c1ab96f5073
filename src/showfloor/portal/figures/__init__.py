"""Figures: how a page becomes HTML, JSON and CSV from one object, with one envelope for all."""
