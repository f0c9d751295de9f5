"""The steps in which pages are made (``builder.model.steps``); those of the open data are in ``downloads``."""

from collections.abc import Generator
from datetime import date

from builder.model import Document
from builder.model.steps import File, Read
from builder.render import feeds
from builder.render.addresses import project_json
from builder.render.categories import CategoryYear, Packed, YearTargets, category_pages, packed_targets
from builder.render.downloads.objects import encoded, project_object
from builder.render.frame import Frame, environment_of, page_file
from builder.render.page import Page
from builder.render.project import Family, Member, family_pages

Files = Generator[File, None, None]


def static(_: None, item: tuple[str, bytes], __: Read) -> Files:
    """A file that is what it is."""
    yield item


def original(_: None, item: tuple[str, Document], __: Read) -> Files:
    """An approved document as received."""
    address, document = item
    yield address, document.path


def project_files(frame: Frame, family: Family, _: Read) -> Files:
    """A project's pages, and its data for programs."""
    for page in family_pages(family, frame.settings, frame.base_url):
        yield page_file(frame, page)
    for member in family.members:
        yield project_data(member, frame.base_url)


def project_data(member: Member, base_url: str | None) -> tuple[str, bytes]:
    """A project's data."""
    known = project_object(member.project, member.document, base_url)
    return project_json(member.project.address), encoded(known).encode() + b"\n"


def category_targets(_: None, of: YearTargets, __: Read) -> Generator[File, None, dict[str, Packed]]:
    """The indicators of a year by category; no file of their own."""
    yield from ()
    return packed_targets(of)


def category_files(frame: Frame, of: CategoryYear, _: Read) -> Files:
    """The indicators of a category in a year."""
    for page in category_pages(of):
        yield page_file(frame, page)


def page(frame: Frame, of: Page, _: Read) -> Files:
    """A page that is ready but for its template."""
    yield page_file(frame, of)


def feed(frame: Frame, items: tuple[feeds.Item, ...], _: Read) -> Files:
    """The feed, and the rules for crawlers."""
    yield from feeds.feeds(environment_of(frame), frame.settings, items, frame.base_url)


def sitemap(frame: Frame, pages: tuple[tuple[str, date | None], ...], _: Read) -> Files:
    """The sitemap of these pages."""
    yield from feeds.sitemap(environment_of(frame), pages, frame.base_url)
