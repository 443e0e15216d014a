"""Reading: `Doc` to statements. Its steps are spaCy components (`twosource.reading.components`)."""

from twosource.reading import components

__all__ = ["components"]
