"""Model → the bundle that the search page loads."""

from builder.search.bundle import Keep, bundle
from builder.search.pagefind import IndexerError

__all__ = ["IndexerError", "Keep", "bundle"]
