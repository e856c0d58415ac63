"""The lines of evidence: each finds a status for a claim, and for its rivals, by its own means."""

from paper_checks.evidence.line import Line

__all__ = ["Line"]
