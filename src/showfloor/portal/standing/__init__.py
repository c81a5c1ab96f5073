"""Standing: who sells what here, for the retailer; and a manufacturer's own rank."""
