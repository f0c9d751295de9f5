"""Model → what the search page loads: a Pagefind bundle for each year, and what its hits stand for.

In ``pagefind/``, beside Pagefind's browser code:

- ``shards.json``: ``{years: {year: [shard, …]}, categories: [name, …]}``
- ``<shard>/``: Pagefind's index data, and ``projects.json``, an array of
  ``[Pagefind's id, address, name, department's slug, budget, categories, ends]``, where
  ``categories`` are numbers of the list above and ``ends`` says at which word the name, the
  indicators' names, the values and the goals end: the place of a hit tells in what it is
- ``<shard>/projects/<n>.json``: the fields of the project at place n, to show a hit in its context
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from builder.model import Project, Site, framework
from builder.search import pagefind
from builder.search.browser_code import browser_code
from builder.search.normalise import words

SHARD_SIZE = 1000
"""Projects to a bundle. The indexer takes about 120 MB for 1,000 records at once, and Pagefind's
phrase search in the browser compares every page with every posting: its time grows with the square."""

_BOUNDARY = "x"  # no code point: a phrase never runs across two fields


def bundle(site: Site) -> Iterator[tuple[str, bytes]]:
    """The files of the search, by address. Raises ``pagefind.IndexerError``."""
    categories = sorted({name for project in site.projects for name in project.record.categories()})
    years: dict[str, list[str]] = {}
    for year, group in groupby(site.projects, key=lambda project: project.record.year):
        projects = list(group)
        for start in range(0, len(projects), SHARD_SIZE):
            shard = f"{year}-{start // SHARD_SIZE + 1}"
            years.setdefault(str(year), []).append(shard)
            is_first = len(years) == 1 and start == 0
            yield from _shard(shard, projects[start : start + SHARD_SIZE], categories, with_code=is_first)
    yield "pagefind/shards.json", _json({"years": years, "categories": categories})


def _shard(
    name: str, projects: Sequence[Project], categories: Sequence[str], *, with_code: bool
) -> Iterator[tuple[str, bytes]]:
    streams = {project.address: _stream(project) for project in projects}
    files = pagefind.index({address: stream for address, (stream, _) in streams.items()})
    ids = {}
    for path, content in files.items():
        if path.startswith("fragment/"):
            ids[_fragment_address(content)] = path.removeprefix("fragment/").removesuffix(".pf_fragment")
        elif path == "pagefind-entry.json" or path.endswith((".pf_meta", ".pf_index")):
            yield f"pagefind/{name}/{path}", content
    if with_code:
        yield from browser_code(files)
    numbers = {category: number for number, category in enumerate(categories)}
    listed = [
        [
            ids[project.address],
            project.address,
            project.record.name,
            project.department,
            float(project.record.budget),
            [numbers[category] for category in project.record.categories()],
            streams[project.address][1],
        ]
        for project in projects
    ]
    yield f"pagefind/{name}/projects.json", _json(listed)
    for number, project in enumerate(projects):
        yield f"pagefind/{name}/projects/{number}.json", _json(_shown(project))


def _stream(project: Project) -> tuple[str, list[int]]:
    """The words of all fields, and at which word each group of fields ends."""
    record = project.record
    rows = [row.indicator for row in record.indicators()]
    groups: tuple[Iterable[str | None], ...] = (
        [record.name],
        [row.name for row in rows],
        [value for row in rows for value in (row.period_value, row.annual_value)],
        [record.goals.whole_period, record.goals.annual],
        [record.department],
    )
    stream: list[str] = []
    ends: list[int] = []
    for group in groups:
        for field in dict.fromkeys(text for text in group if text):
            stream += [*words(field), _BOUNDARY]
        ends.append(len(stream))
    return " ".join(stream), ends[:-1]


def _shown(project: Project) -> dict[str, Any]:
    record = project.record
    goals = dict.fromkeys(goal for goal in (record.goals.annual, record.goals.whole_period) if goal)
    return {
        "department": record.department,
        "year": record.year,
        "budget": f"{record.budget:,}",
        "withdrawn": record.withdrawal is not None,
        "goals": list(goals),
        "indicators": [
            [
                row.id,
                framework.category(row.level_1, row.level_2),
                row.indicator.name,
                row.indicator.period_value or "",
                row.indicator.annual_value or "",
            ]
            for row in record.indicators()
        ],
    }


def _fragment_address(content: bytes) -> str:
    fragment = json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))
    return str(fragment["url"])


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
