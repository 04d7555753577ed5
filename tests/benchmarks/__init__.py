"""The benchmarks: `python -m tests.benchmarks`."""
