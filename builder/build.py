"""The recipe: content → model → pages and search → output."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from builder import content, publish, render, search
from builder.cache import LIMIT, Cache, Marked
from builder.content import Problem
from builder.crew import Crew
from builder.ledger import Ledger
from builder.making import Making
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


def build(
    source: Path,
    output: Path,
    watch: Watch,
    *,
    base_url: str | None = None,
    strict: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Built:
    """Read, check, render, index and publish.

    ``base_url`` is where the site's root will stand; it overrides 网址 of site.yaml. With
    ``strict``, warnings and what a release lacks stop the build as errors do. ``jobs`` is how many processes
    work at once, and ``cluster`` the address of a Dask cluster whose machines do the work and have the disk in
    common; the result depends on neither.

    Raises ``publish.PublishError`` where the output can't be written, ``search.IndexerError`` where
    the indexer fails, ``publish.AuditError`` where the new site has dead links or the like, and ``CrewError``
    where a process is lost or the cluster is out of reach: in each case the old output stays as it was.
    """
    publish.repair(output)
    cache, version = Cache(), program()
    if cluster:
        # Its machines have the disk in common, not the working directory nor a user's folder.
        source, cache = source.absolute(), Cache(publish.shared_cache(output))
    last = Last(cache, source, output, version, base_url, strict)
    if said := last.recall():
        return Built(*said)
    with _crew(jobs, cluster) as crew:
        with watch.measure("读取"):
            loaded = content.load(source, watch.following("读取", crew.each), Marked(cache, version))
        if strict:
            loaded = loaded.for_release(address_known=base_url is not None)
        if loaded.site is None or stopped_by(loaded.problems, strict=strict):
            return Built(loaded.problems, loaded.records, None)
        address = root_address(loaded.site, base_url)
        examiner = publish.Examiner(address or "", content.numbers_but(loaded.official))
        # What was seen of a file depends on these too.
        ledger = Ledger(cache, f"{last.key}-ledger", repr((version, address, sorted(loaded.official))))
        # The crew goes home first: whoever still wrote into the new site would bring its folder back.
        with publish.staged(output, protected=source) as stage, crew:
            writer = publish.Writer(stage.folder, stage.site, examiner.seen)
            make = Making(stage, writer, crew, ledger, partial(watch.say, "生成"))
            _make(loaded.site, address, make, cache, watch)
            with watch.measure("核对"):
                publish.audit(stage.addresses, make.seen, writer.read, examiner.root)
            published = publish.publish(stage)
    ledger.keep(last.keep(loaded.problems, loaded.records, published))
    cache.tidy(max(LIMIT, published.bytes))
    return Built(loaded.problems, loaded.records, published)


@contextmanager
def _crew(jobs: int | None, cluster: str | None) -> Iterator[Crew]:
    if cluster is None:
        with Crew(jobs) as crew:
            yield crew
    else:
        # Dask takes longer to load than all else.
        from builder.cluster import Cluster

        with Cluster(cluster) as executor:
            yield Crew(jobs or executor.jobs, executor)


def _make(site: Site, address: str | None, make: Making, cache: Cache, watch: Watch) -> None:
    """Make all files of the site. The indexer is a program of its own: while it works, pages are made."""
    with watch.measure("生成"), ThreadPoolExecutor(1) as beside:
        searched = beside.submit(search.bundle, site, make, cache.keep)
        render.render(site, address, make)
        searched.result()


def stopped_by(problems: tuple[Problem, ...], *, strict: bool) -> bool:
    """Whether these problems stop a build."""
    return bool(problems) if strict else bool(content.errors(problems))


def root_address(site: Site, base_url: str | None) -> str | None:
    """Where the site's root will stand, with a slash at its end, or None where nobody said so."""
    address = base_url or site.settings.base_url
    return f"{address.rstrip('/')}/" if address else None
