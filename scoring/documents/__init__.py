"""Documents by room; what prints them stands in ``reporting``."""
