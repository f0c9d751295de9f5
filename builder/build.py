"""A build: what the last one made where nothing has changed since, else the recipe."""

from pathlib import Path

from builder import publish
from builder.built import Built
from builder.cache import Cache
from builder.progress import Watch
from builder.unchanged import Last


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
    the indexer fails, ``publish.AuditError`` where the new site has dead links or the like, ``CrewError`` where a
    process is lost or the cluster is out of reach, and ``recipe.WrongAddressError`` where ``base_url`` is none: in
    each case the old output stays as it was.
    """
    publish.repair(output)
    cache = Cache()
    if cluster is not None:
        # Its machines have the disk in common, not the working directory nor a user's folder.
        source, cache = source.absolute(), Cache(publish.shared_cache(output))
    last = Last(cache, source, output, base_url, strict)
    if built := last.recall():
        return built
    # Its libraries take longer to load than it took to see that nothing has changed.
    from builder.recipe import made

    return made(source, output, watch, last, cache, base_url=base_url, strict=strict, jobs=jobs, cluster=cluster)
