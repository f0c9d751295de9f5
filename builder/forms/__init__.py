"""An approval form that somebody was sent → a record, with nothing lost and nobody exposed."""
