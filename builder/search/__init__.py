"""Model → the bundle that the search page loads."""

from builder.search.bundle import Keep, bundle, never
from builder.search.pagefind import IndexerError

__all__ = ["IndexerError", "Keep", "bundle", "never"]
