"""Word files: tables and letters of our own, and templates that an office may replace."""
