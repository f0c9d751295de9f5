"""What programs ask a site for: the feed of news, the sitemap, and the rules for crawlers."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import blake2s
from html import escape
from itertools import islice

from jinja2 import Environment

from builder.model import SiteSettings
from builder.render.addresses import FEED, project_address
from builder.render.head import ERROR_PAGE, full_address, project_description, project_name
from builder.render.listing import ProjectLine
from builder.render.timeline import Event

MAX_ITEMS = 200
"""Pieces of news that the feed holds."""

MAX_SITEMAP = 50_000
"""Addresses that a sitemap may hold (sitemaps.org)."""

_PUBLISHED = "公开"
_SITEMAP = "sitemap.xml"
_CHINA = datetime.timezone(datetime.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news: a project was published, corrected or withdrawn."""

    title: str
    link: str
    description: str
    """As HTML, which readers of feeds take it for."""
    guid: str
    day: datetime.date | None

    @property
    def date(self) -> str | None:
        """The day at midnight, as RFC 822 writes it."""
        if not self.day:
            return None
        return format_datetime(datetime.datetime.combine(self.day, datetime.time(), _CHINA))


def news(events: Sequence[Event], lines: Iterable[ProjectLine], base_url: str) -> tuple[Item, ...]:
    """What the feed tells, newest first; then the projects of which nobody entered when they were published."""
    return tuple(islice(_items(events, lines, base_url), MAX_ITEMS))


def feeds(
    env: Environment, settings: SiteSettings, items: Sequence[Item], base_url: str | None
) -> Iterator[tuple[str, bytes]]:
    """The feed of this news, which needs full addresses, and robots.txt, which doesn't."""
    robots = "User-agent: *\nAllow: /\n"
    if base_url:
        feed = env.get_template("feeds/feed.xml").render(
            settings=settings, home=base_url, address=base_url + FEED, items=items
        )
        yield FEED, feed.encode()
        robots += f"\nSitemap: {base_url}{_SITEMAP}\n"
    yield "robots.txt", robots.encode()


def sitemap(
    env: Environment, pages: Sequence[tuple[str, datetime.date | None]], base_url: str | None
) -> Iterator[tuple[str, bytes]]:
    """The sitemap of these pages: address, and the last day on which something became of it.

    More addresses than a sitemap may hold are divided over several, which ``sitemap.xml`` then lists.
    """
    if not base_url:
        return
    entries = [(full_address(base_url, address), day) for address, day in pages if address != ERROR_PAGE]
    parts = [entries[start : start + MAX_SITEMAP] for start in range(0, len(entries), MAX_SITEMAP)]
    names = [_SITEMAP] if len(parts) == 1 else [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    template = env.get_template("feeds/sitemap.xml")
    for name, part in zip(names, parts, strict=True):
        yield name, template.render(entries=part).encode()
    if len(parts) > 1:
        addresses = [base_url + name for name in names]
        yield _SITEMAP, env.get_template("feeds/sitemap-index.xml").render(addresses=addresses).encode()


def _items(events: Sequence[Event], lines: Iterable[ProjectLine], base_url: str) -> Iterator[Item]:
    # What was typed twice is one piece of news.
    yield from dict.fromkeys(_news(event, base_url) for event in events[:MAX_ITEMS])
    for line in lines:
        if not line.outline.disclosed:
            yield _item(line, base_url, _PUBLISHED, project_description(line.outline))


def _news(event: Event, base_url: str) -> Item:
    line = event.line
    if event.what == _PUBLISHED:
        return _item(line, base_url, event.what, project_description(line.outline), event.day)
    # From the text and not from a number, so that a guid stays when a correction is added.
    digest = blake2s(f"{event.what}{event.text}".encode(), digest_size=4).hexdigest()
    return _item(line, base_url, event.what, event.text, event.day, f"?news={event.day}-{digest}")


def _item(
    line: ProjectLine, base_url: str, what: str, text: str, day: datetime.date | None = None, mark: str = ""
) -> Item:
    """``mark`` tells the later news of a page from its publication, whose guid is the address itself."""
    link = full_address(base_url, project_address(line.address))
    return Item(f"{what}：{project_name(line.outline)}", link, escape(text, quote=False), link + mark, day)
