"""Seals: one Merkle root over the signatures of a submission, and what proves them (docs/seals.md)."""
