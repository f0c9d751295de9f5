"""``python -m builder`` is ``gongkai``."""

from builder.cli import main

main()
