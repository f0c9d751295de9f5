"""The recipe: content → model → pages and search → output."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from builder import content, publish, render, search
from builder.built import Built
from builder.cache import LIMIT, Cache, Marked
from builder.crew import Crew, GivenUp
from builder.ledger import Ledger
from builder.making import Making
from builder.model import Site
from builder.progress import Watch
from builder.unchanged import Last, program


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
    version = program()
    seen_by_all = (source, source / "site.yaml", output.absolute().parent)
    with publish.reserved(output, protected=source) as site, _crew(jobs, cluster, seen_by_all) as crew:
        with watch.measure("读取"):
            loaded = content.load(source, watch.following("读取", crew.each), Marked(cache, version))
        if strict:
            loaded = loaded.for_release(address_known=base_url is not None)
        if loaded.site is None or content.are_stopping(loaded.problems, strict=strict):
            return _built(loaded, None)
        address = root_address(loaded.site, base_url)
        examiner = publish.Examiner(address or "", content.numbers_in)
        # What was seen of a file depends on the address too.
        ledger = Ledger(cache, f"{last.key}-ledger", repr((version, address)))
        with publish.Stage(site) as stage:
            writer = publish.Writer(stage.folder, stage.site, examiner.seen)
            make = Making(stage, writer, crew, ledger, partial(watch.say, "生成"))
            with crew:
                _make(loaded.site, address, make, crew, cache, watch)
            with watch.measure("核对"):
                offices = {number for text in loaded.official for number in content.numbers_in(text)}
                publish.audit(stage.addresses, make.seen, writer.read, examiner.root, offices)
            published = publish.publish(stage)
        built = _built(loaded, published)
        # The new site is out, whatever happens now. As long as it is reserved nobody else changes it.
        with suppress(KeyboardInterrupt):
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

        with Cluster(cluster, [path for path in shared if path.exists()]) as executor:
            yield Crew(jobs or executor.jobs, executor)


def _make(site: Site, address: str | None, make: Making, crew: Crew, cache: Cache, watch: Watch) -> None:
    """Make all files of the site. The indexer is a program of its own: while it works, pages are made."""
    with watch.measure("生成"), ThreadPoolExecutor(1) as beside:
        # Ctrl-C while a thread starts would lose it: it would go on writing when the stage has been tidied.
        beside.submit(bool).result()
        searched = beside.submit(crew.all_or_none, partial(search.bundle, site, make, cache.keep))
        try:
            crew.all_or_none(partial(render.render, site, address, make))
        except GivenUp:
            searched.result()  # raises why
            raise
        searched.result()


def _built(loaded: content.Loaded, published: publish.Published | None) -> Built:
    counted = content.counted(loaded.problems, loaded.records)
    return Built(content.told(loaded.problems), counted, loaded.records, published)


def root_address(site: Site, base_url: str | None) -> str | None:
    """Where the site's root will stand, with a slash at its end, or None where nobody said so."""
    address = base_url or site.settings.base_url
    return f"{address.rstrip('/')}/" if address else None
