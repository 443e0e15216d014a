"""One module a revision; its name begins with the revision's number."""
