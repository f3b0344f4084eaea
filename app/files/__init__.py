"""Stored bytes: uploads made safe, letters kept by their content. Nothing here knows what a file is for."""
