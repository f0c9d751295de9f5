"""The recipe: content → model → pages and search → output."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from builder import content, publish, render, search
from builder.beside import Beside, together
from builder.cache import Cache, Marked
from builder.content import Problem
from builder.model import Site
from builder.progress import Watch
from builder.unchanged import Last, program


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build. ``published`` is None where the content's problems stopped it."""

    problems: tuple[Problem, ...]
    records: int
    """How many record files there are, the broken ones included."""
    published: publish.Published | None


def build(source: Path, output: Path, watch: Watch, *, base_url: str | None = None, strict: bool = False) -> Built:
    """Read, check, render, index and publish.

    ``base_url`` is where the site's root will stand; it overrides 网址 of site.yaml. With
    ``strict``, warnings and what a release lacks stop the build as errors do. Raises
    ``publish.PublishError`` where the output can't be written and ``search.IndexerError`` where
    the indexer fails, ``publish.AuditError`` where the new site has dead links or the like: in each case the old
    output stays as it was.
    """
    publish.repair(output)
    cache = Cache()
    last = Last(cache, source, output, base_url, strict)
    if said := last.recall():
        return Built(*said)
    with watch.measure("读取"):
        loaded = content.load(source, memory=Marked(cache, program()))
    if strict:
        loaded = loaded.for_release(address_known=base_url is not None)
    if loaded.site is None or stopped_by(loaded.problems, strict=strict):
        return Built(loaded.problems, loaded.records, None)
    address = root_address(loaded.site, base_url)
    personal = content.numbers_but(loaded.official)
    with closing(_files(loaded.site, address, cache, watch)) as files:
        published = publish.publish(publish.audited(files, address, personal), output, protected=source)
    cache.tidy()
    last.keep(loaded.problems, loaded.records, published)
    return Built(loaded.problems, loaded.records, published)


def _files(site: Site, address: str | None, cache: Cache, watch: Watch) -> Generator[tuple[str, bytes | Path]]:
    """All files of the site. The indexer is a program of its own: while it works, pages are made."""
    with Beside[tuple[str, bytes | Path]](search.bundle(site, cache.keep)) as searched:
        yield from together(watch.phase("生成网页", render.render(site, address)), searched.ready)
        yield from watch.phase("建立搜索", searched.rest())


def stopped_by(problems: tuple[Problem, ...], *, strict: bool) -> bool:
    """Whether these problems stop a build."""
    return bool(problems) if strict else bool(content.errors(problems))


def root_address(site: Site, base_url: str | None) -> str | None:
    """Where the site's root will stand, with a slash at its end, or None where nobody said so."""
    address = base_url or site.settings.base_url
    return f"{address.rstrip('/')}/" if address else None
