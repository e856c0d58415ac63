"""The version of this distribution.  Only pyproject.toml states it; the installed metadata repeat it."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("initproof")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0+unknown"
