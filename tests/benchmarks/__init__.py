"""Measurements of the harness itself; run as `python -m tests.benchmarks.<name>`, not collected by pytest."""
