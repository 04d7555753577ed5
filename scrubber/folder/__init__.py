"""A watched folder: files come in, are scrubbed once each, and go out whole."""
