"""The recipe: content → model → pages and search → output."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from builder import content, publish, render, search
from builder.built import Built
from builder.cache import LIMIT, Cache, Marked
from builder.crew import Crew, GivenUp
from builder.ledger import Ledger
from builder.making import Making
from builder.model import Site
from builder.progress import Watch
from builder.unchanged import Last, program

_PROGRAM = program()
"""The one that this process has loaded, whatever is installed meanwhile."""


class WrongAddressError(Exception):
    """What was given as the address of the site is none; the message is for the user."""

    exit_code = 2


def made(
    source: Path,
    output: Path,
    watch: Watch,
    last: Last,
    cache: Cache,
    *,
    base_url: str | None,
    strict: bool,
    jobs: int | None,
    cluster: str | None,
) -> Built:
    """Read, check, render, index and publish; see ``builder.build.build``."""
    if base_url is not None and (trouble := content.base_url_trouble(base_url)):
        raise WrongAddressError(f"--base-url：{trouble}；写首页的完整地址，例如 https://example.gov.cn/zgh/")
    with (
        publish.reserved(output, protected=source) as place,
        _crew(jobs, cluster, (source, source / "site.yaml", place.parent)) as crew,
    ):
        with watch.measure("读取"):
            loaded = content.load(source, watch.following("读取", crew.each), Marked(cache, _PROGRAM))
        if strict:
            loaded = loaded.for_release(address_known=base_url is not None)
        if loaded.site is None or content.are_stopping(loaded.problems, strict=strict):
            return _built(loaded, None)
        address = root_address(loaded.site, base_url)
        ledger = Ledger(cache, f"{last.key}-ledger", repr((_PROGRAM, address)))
        with publish.Stage(place) as stage:
            _make(loaded.site, address, loaded.official, _Means(stage, crew, ledger, cache, watch))
            published = publish.publish(stage)
        built = _built(loaded, published)
        # As long as the place is reserved nobody else changes what is there.
        with publish.already_out():
            # Templates are read, and workers begun, long after this program was.
            if program() == _PROGRAM:
                ledger.keep(last.keep(built, published, stage.left))
            cache.tidy(max(LIMIT, published.bytes))
    return built


@contextmanager
def _crew(jobs: int | None, cluster: str | None, shared: Sequence[Path]) -> Iterator[Crew]:
    if cluster is None:
        with Crew(jobs) as crew:
            yield crew
    else:
        # Dask takes longer to load than all else.
        from builder.cluster import Cluster

        with Cluster(cluster, _PROGRAM, [path for path in shared if path.exists()]) as executor:
            yield Crew(jobs or executor.jobs, executor)


class _Means(NamedTuple):
    """What a site is made with."""

    stage: publish.Stage
    crew: Crew
    ledger: Ledger
    cache: Cache
    watch: Watch


def _make(site: Site, address: str | None, official: Iterable[str], means: _Means) -> None:
    """Make all files of the site, and make sure that it is fit to be published."""
    stage, crew, ledger, cache, watch = means
    examiner = publish.Examiner(address or "", content.numbers_in)
    writer = publish.Writer(stage.folder, stage.site, examiner.seen)
    make = Making(stage, writer, crew, ledger, partial(watch.say, "生成"))
    with watch.measure("生成"), crew:
        _together(crew, partial(search.bundle, site, make, cache.keep), partial(render.render, site, address, make))
    with watch.measure("核对"):
        offices = {number for text in official for number in content.numbers_in(text)}
        publish.audit(stage.addresses, make.seen, writer.read, examiner.root, offices)


def _together(crew: Crew, aside: Callable[[], None], here: Callable[[], None]) -> None:
    """Do both at once. The indexer of the search is a program of its own: while it works, pages are made."""
    with ThreadPoolExecutor(1) as beside:
        # Ctrl-C while a thread starts would lose it: it would go on writing when the stage has been tidied.
        beside.submit(bool).result()
        done = beside.submit(crew.all_or_none, aside)
        try:
            crew.all_or_none(here)
        except GivenUp:
            done.result()  # raises why
            raise
        crew.all_or_none(done.result)


def _built(loaded: content.Loaded, published: publish.Published | None) -> Built:
    counted = content.counted(loaded.problems, loaded.records)
    return Built(content.told(loaded.problems), counted, loaded.records, published)


def root_address(site: Site, base_url: str | None) -> str | None:
    """Where the site's root will stand, with a slash at its end, or None where nobody said so."""
    address = base_url or site.settings.base_url
    return f"{address.rstrip('/')}/" if address else None
