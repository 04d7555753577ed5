"""The command line: thin, all work is in the pipeline."""
