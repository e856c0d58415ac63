"""Weight-initialisation theory, derived: every result is a checked chain from its definition."""
