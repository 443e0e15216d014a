"""Language: a report becomes a spaCy Doc whose offsets are those of the stored text."""
