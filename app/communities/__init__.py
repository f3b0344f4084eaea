"""Communities, their parties, addressees and dwellings, and who may do what in them."""
