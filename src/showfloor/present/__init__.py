"""Present: results as tables, charts, maps and documents."""
