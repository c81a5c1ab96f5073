"""Charts and maps as inline SVG: drawn by hand, coloured by the page's tokens, in two widths."""
