"""Plan: which store gets which format in which week, with a certified bound."""
