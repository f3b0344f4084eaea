"""What the views of all rooms share: language, database session, access."""
