"""Pages that show several rooms: the home page, the letters of an upload, errors."""
