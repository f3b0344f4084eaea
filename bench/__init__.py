"""Measuring our letters against other ways of making them: `make bench`."""
