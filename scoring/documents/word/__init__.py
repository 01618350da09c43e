"""Word files: our own made from the pages, and those that an office's own templates fill in."""
