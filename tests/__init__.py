"""Tests of the toolkit, which mirror its packages."""

import os

# SymPy keeps its last 1000 results by default. Tests prove the same steps again, broken: with all results kept, the
# proofs take 0.9 of the time. It is read when SymPy is imported, so it stands before all tests.
os.environ.setdefault("SYMPY_CACHE_SIZE", "None")
