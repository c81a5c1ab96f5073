"""Standing: who sells what here, and is it growing."""
