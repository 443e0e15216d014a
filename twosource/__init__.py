"""twosource reads the news about contested events and keeps the ledger of who said what."""

__version__ = "0.1.0"
