"""The outbox: what a person is to be told, each once."""
