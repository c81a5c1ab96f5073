"""Whole cents: rounding a fraction, and splitting an amount so that its parts add up."""

from __future__ import annotations

from collections.abc import Sequence


def half_up(numerator: int, denominator: int) -> int:
    """Round a fraction that is not negative to the nearest whole number, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split cents by weights: whole parts, then a cent to each of the largest remainders.

    Ties go to the earlier weight. With no weight nobody gets anything. Hare and Niemeyer's rule.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    missing = amount - sum(parts)
    if missing:
        order = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % total))
        for place in order[:missing]:
            parts[place] += 1
    return parts
