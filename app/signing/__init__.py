"""Residents co-sign: drives, signatures, consents, codes, paper sheets, receipts, seals."""
