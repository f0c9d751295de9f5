"""What Markdown means in this site: CommonMark with tables, without HTML and without images."""

from markdown_it import MarkdownIt


def reader() -> MarkdownIt:
    """The one configuration. HTML stays text; ``javascript:`` and ``data:`` links are no links."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")
