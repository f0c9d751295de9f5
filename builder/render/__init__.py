"""Model → the bytes of every page and asset, by address."""

from collections.abc import Iterable

from builder.model import Site
from builder.model.steps import ChangedError, Made, Make
from builder.render import steps
from builder.render.addresses import project_address, project_json
from builder.render.assets import assets
from builder.render.categories import category_years, year_targets
from builder.render.downloads import (
    DepartmentData,
    Listed,
    WholeData,
    YearData,
    department_data,
    whole_data,
    year_data,
)
from builder.render.families import families
from builder.render.feeds import news
from builder.render.frame import Frame
from builder.render.head import last_day
from builder.render.listing import ProjectLine
from builder.render.pages import Contents, contents, index_pages, menu, more_links
from builder.render.prose import glossary
from builder.render.titles import titles

__all__ = ["downloads", "render"]


def render(site: Site, base_url: str | None, make: Make) -> None:
    """Have every file of the site made but its search.

    ``base_url`` is where the site's root will stand, with a slash at its end; without it nothing
    that needs a full address is made. Raises ChangedError where an original isn't any more what its project's page says.
    """
    what = contents(site, base_url)
    frame = _frame(what)
    make(steps.static, None, assets()[0].items())
    for (_, document), done in zip(
        site.originals.items(), make(steps.original, None, site.originals.items()), strict=True
    ):
        if done.files[0].sha256 != document.sha256:
            raise ChangedError(f"{document.path}：原件在生成时被换掉了；再运行一次")
    named = titles(what)
    projects = make(steps.project_files, frame, families(site, named))
    listed = downloads(what, projects, make)
    targets = [made.value for made in make(steps.category_targets, None, year_targets(what.whole, site))]
    indicators = make(steps.category_files, frame, category_years(what.whole, targets, named))
    pages = make(steps.page, frame, index_pages(what, listed, named))
    _for_programs(what, frame, (*pages, *indicators, *projects), make)


def _frame(what: Contents) -> Frame:
    explained = tuple(glossary(what.site.pages).items())
    return Frame(
        what.site.settings, what.base_url, menu(what), more_links(what), explained, has_projects=bool(what.whole.lines)
    )


def downloads(what: Contents, projects: Iterable[Made[None]], make: Make) -> Listed:
    """Put the files of years and departments together of those of ``projects``; gives what there is to download."""
    site = what.site
    if not site.projects:
        return Listed({}, {}, ())
    sums = {file.address: file.sha256 for made in projects for file in made.files}

    def files(lines: Iterable[ProjectLine]) -> tuple[tuple[str, str], ...]:
        addresses = [project_json(line.address) for line in lines]
        return tuple((address, sums[address]) for address in addresses)

    years = [YearData(int(year), files(group.lines), group.totals.budget) for year, group in what.whole.years.items()]
    departments = [
        DepartmentData(slug, site.departments[slug], files(group.lines), group.totals.budget)
        for slug, group in what.whole.departments.items()
    ]
    of_years = {of.year: made.value for of, made in zip(years, make(year_data, None, years), strict=True)}
    of_departments = {
        of.slug: made.value for of, made in zip(departments, make(department_data, None, departments), strict=True)
    }
    described = WholeData(of_years, {of.slug: of.department for of in departments}, site.settings, what.base_url)
    (whole,) = make(whole_data, None, [described])
    return Listed(of_years, of_departments, whole.value)


def _for_programs(what: Contents, frame: Frame, made: Iterable[Made[None]], make: Make) -> None:
    """Feed, sitemap and the rules for crawlers."""
    items = news(what.events, what.whole.lines, what.base_url) if what.base_url else ()
    make(steps.feed, frame, [items])
    if what.base_url:
        days = {project_address(line.address): last_day(line.outline) for line in what.whole.lines}
        addresses = [file.address for one in made for file in one.files if file.address.endswith(".html")]
        make(steps.sitemap, frame, [tuple((address, days.get(address)) for address in addresses)])
