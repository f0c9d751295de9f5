"""Carries out the steps of a site one after another, and holds the files in memory."""

from collections.abc import Generator, Iterable
from hashlib import sha256
from pathlib import Path

from builder import search
from builder.model import Site
from builder.model.steps import C, File, Made, R, Step, T, Written
from builder.render import render


class InMemory:
    """Makes the files of a site; see ``builder.model.steps.Make``."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | Path] = {}

    def __call__(self, step: Step[C, T, R], common: C, items: Iterable[T]) -> list[Made[R]]:
        return [self._made(step(common, item, self.read)) for item in items]

    def read(self, address: str) -> bytes:
        content = self.files[address]
        return content if isinstance(content, bytes) else content.read_bytes()

    def _made(self, files: Generator[File, None, R]) -> Made[R]:
        written = []
        while True:
            try:
                address, content = next(files)
            except StopIteration as end:
                return Made(tuple(written), end.value)
            assert address not in self.files
            self.files[address] = content
            written.append(Written(address, sha256(self.read(address)).hexdigest()))


def rendered_files(site: Site, base_url: str | None) -> dict[str, bytes | Path]:
    """Every file of a site but its search."""
    make = InMemory()
    render(site, base_url, make)
    return make.files


def search_files(site: Site, keep: search.Keep = search.never) -> dict[str, bytes]:
    """Every file of a site's search."""
    make = InMemory()
    search.bundle(site, make, keep)
    return {address: make.read(address) for address in make.files}
