"""What a page's head tells machines: the tags of government sites, and those of Open Graph."""

from datetime import date

from builder.model import Outline, SiteSettings
from builder.render.formats import digits
from builder.render.page import HOME, Page

Tags = tuple[tuple[str, str], ...]

ERROR_PAGE = "404.html"
"""The page that stands in for those that aren't there: it has no address of its own."""


def full_address(base_url: str, address: str) -> str:
    """Where a file stands on the web; a folder is named without its ``index.html``."""
    return base_url + address.removesuffix("index.html")


def canonical(page: Page, base_url: str | None) -> str | None:
    """The one address under which a page is to be known, where the site's own is known."""
    return full_address(base_url, page.address) if base_url and page.address != ERROR_PAGE else None


def description(page: Page, settings: SiteSettings) -> str:
    """What the page holds, in a sentence."""
    if page.project:
        return project_description(page.project.outline)
    return f"{settings.publisher}公开的财政项目支出绩效目标批复表，可以按年度、按单位查看，也可以搜索每一项绩效指标。"


def project_description(of: Outline) -> str:
    """What a project's page holds, in a sentence."""
    return f"{project_name(of)}项目的绩效目标批复：预算{digits(of.budget)}元，{of.indicators}项绩效指标。"


def project_name(of: Outline) -> str:
    """Whose project it is, and of which year: 某单位2024年度“工会活动”."""
    return f"{of.department}{of.year}年度“{of.name}”"


def last_day(of: Outline) -> date | None:
    """The last day on which something became of a project's page, as far as a person entered it."""
    return max((day for day in (of.disclosed, of.changed) if day), default=None)


def meta_tags(page: Page, settings: SiteSettings, base_url: str | None) -> Tags:
    """Name and content of the tags that 《政府网站发展指引》 asks for; what isn't known has no tag.

    ``Description`` is the annex's name for what HTML calls ``description``: names of tags are the
    same in either case, so that it stands once.
    """
    tags = [("Description", description(page, settings)), *_site_tags(settings)]
    if page.address != ERROR_PAGE:
        tags += _column_tags(settings)
    if page.project:
        tags += _article_tags(page, page.project.outline, base_url)
    return tuple((name, content) for name, content in tags if content)


def _site_tags(settings: SiteSettings) -> list[tuple[str, str | None]]:
    marks = settings.identifiers
    return [("SiteName", marks.site_name), ("SiteDomain", marks.site_domain), ("SiteIDCode", marks.site_code)]


def _column_tags(settings: SiteSettings) -> list[tuple[str, str | None]]:
    column = settings.column
    return [
        ("ColumnName", column.name),
        ("ColumnDescription", column.description),
        ("ColumnKeywords", ",".join(column.keywords)),
        ("ColumnType", column.kind),
    ]


def _article_tags(page: Page, of: Outline, base_url: str | None) -> list[tuple[str, str | None]]:
    # Author is left out: the record doesn't say who wrote the form, and who approved it didn't.
    day = of.disclosed
    return [
        ("ArticleTitle", page.title),
        # The annex wants minutes, a record has a day: it begins at midnight.
        ("PubDate", f"{day} 00:00" if day else None),
        ("ContentSource", of.department),
        ("Keywords", ",".join((f"{of.year}年度", of.name, of.department, "绩效目标批复"))),
        ("Url", canonical(page, base_url)),
    ]


def open_graph(page: Page, settings: SiteSettings, base_url: str | None) -> Tags:
    """Property and content of what a shared link is shown by."""
    of = page.project.outline if page.project else None
    days = (of.disclosed, of.changed) if of else (None, None)
    tags = (
        ("og:title", settings.name if page.address == HOME[1] else page.title),
        ("og:type", "article" if of else "website"),
        ("og:description", description(page, settings)),
        ("og:site_name", settings.name),
        ("og:locale", "zh_CN"),
        ("og:url", canonical(page, base_url)),
        ("article:published_time", days[0] and days[0].isoformat()),
        ("article:modified_time", days[1] and days[1].isoformat()),
    )
    return tuple((name, content) for name, content in tags if content)
