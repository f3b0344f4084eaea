"""Who did what, when: entries are added and never changed."""
