"""Drafting: the petition as data, its photos, its revisions, its frozen versions."""
