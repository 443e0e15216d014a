"""Migrations of the ledger's schema, run by `twosource.ledger.opening.upgrade`. A new one goes into versions/."""
