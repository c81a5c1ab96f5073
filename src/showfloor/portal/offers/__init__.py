"""Offers: kept with their versions, checked, approved, announced within the law, shown by store."""
