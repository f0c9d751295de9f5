"""What a page's head tells machines: the tags of government sites, and those of Open Graph."""

from datetime import date

from builder.model import Project, Record, Site
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


def description(page: Page, site: Site) -> str:
    """What the page holds, in a sentence."""
    if page.project:
        return project_description(page.project.record)
    publisher = site.settings.publisher
    return f"{publisher}公开的财政项目支出绩效目标批复表，可以按年度、按单位查看，也可以搜索每一项绩效指标。"


def project_description(record: Record) -> str:
    """What a project's page holds, in a sentence."""
    indicators = sum(len(rows) for seconds in record.targets.values() for rows in seconds.values())
    return f"{project_name(record)}项目的绩效目标批复：预算{digits(record.budget)}元，{indicators}项绩效指标。"


def project_name(record: Record) -> str:
    """Whose project it is, and of which year: 某单位2024年度“工会活动”."""
    return f"{record.department}{record.year}年度“{record.name}”"


def published(record: Record) -> date | None:
    """The day on which it was made public, where a person entered it."""
    return record.disclosure.day if record.disclosure else None


def changed(record: Record) -> date | None:
    """The day of the last correction or of the withdrawal."""
    days = [correction.day for correction in record.corrections]
    return max([*days, record.withdrawal.day] if record.withdrawal else days, default=None)


def last_day(project: Project | None) -> date | None:
    """The last day on which something became of a project's page, as far as a person entered it."""
    days = (published(project.record), changed(project.record)) if project else ()
    return max((day for day in days if day), default=None)


def meta_tags(page: Page, site: Site, base_url: str | None) -> Tags:
    """Name and content of the tags that 《政府网站发展指引》 asks for; what isn't known has no tag.

    ``Description`` is the annex's name for what HTML calls ``description``: names of tags are the
    same in either case, so that it stands once.
    """
    tags = [("Description", description(page, site)), *_site_tags(site)]
    if page.address != ERROR_PAGE:
        tags += _column_tags(site)
    if page.project:
        tags += _article_tags(page, page.project.record, base_url)
    return tuple((name, content) for name, content in tags if content)


def _site_tags(site: Site) -> list[tuple[str, str | None]]:
    marks = site.settings.identifiers
    return [("SiteName", marks.site_name), ("SiteDomain", marks.site_domain), ("SiteIDCode", marks.site_code)]


def _column_tags(site: Site) -> list[tuple[str, str | None]]:
    column = site.settings.column
    return [
        ("ColumnName", column.name),
        ("ColumnDescription", column.description),
        ("ColumnKeywords", ",".join(column.keywords)),
        ("ColumnType", column.kind),
    ]


def _article_tags(page: Page, record: Record, base_url: str | None) -> list[tuple[str, str | None]]:
    # Author is left out: the record doesn't say who wrote the form, and who approved it didn't.
    day = published(record)
    return [
        ("ArticleTitle", page.title),
        # The annex wants minutes, a record has a day: it begins at midnight.
        ("PubDate", f"{day} 00:00" if day else None),
        ("ContentSource", record.department),
        ("Keywords", ",".join((f"{record.year}年度", record.name, record.department, "绩效目标批复"))),
        ("Url", canonical(page, base_url)),
    ]


def open_graph(page: Page, site: Site, base_url: str | None) -> Tags:
    """Property and content of what a shared link is shown by."""
    record = page.project.record if page.project else None
    days = (published(record), changed(record)) if record else (None, None)
    tags = (
        ("og:title", site.settings.name if page.address == HOME[1] else page.title),
        ("og:type", "article" if record else "website"),
        ("og:description", description(page, site)),
        ("og:site_name", site.settings.name),
        ("og:locale", "zh_CN"),
        ("og:url", canonical(page, base_url)),
        ("article:published_time", days[0] and days[0].isoformat()),
        ("article:modified_time", days[1] and days[1].isoformat()),
    )
    return tuple((name, content) for name, content in tags if content)
