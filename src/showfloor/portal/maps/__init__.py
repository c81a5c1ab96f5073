"""Maps: where areas stand, are built and are planned, with the list of the same stores beside."""
