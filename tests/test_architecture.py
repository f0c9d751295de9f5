"""The order in which the packages may import each other; data goes one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILDER = Path(__file__).resolve().parents[1] / "builder"

MAY_IMPORT = {
    "model": set(),
    "content": {"model"},
    "render": {"model"},
    "search": {"model"},
    "publish": {"model"},
    "forms": {"model", "content"},
}
"""For each package, the packages that it may import beside itself. What isn't here may import all."""

PURE = ("model", "render", "search")


def modules(package: str) -> Iterator[Path]:
    return (BUILDER / package).rglob("*.py")


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def our_packages(path: Path) -> set[str]:
    names = (name.split(".") for name in imported_names(path))
    packages = {entry.name for entry in BUILDER.iterdir()} | {entry.stem for entry in BUILDER.glob("*.py")}
    return {name[1] for name in names if name[0] == "builder" and len(name) > 1 and name[1] in packages}


@pytest.mark.parametrize("package", [package for package in MAY_IMPORT if (BUILDER / package).is_dir()])
def test_a_package_imports_only_what_stands_before_it(package: str) -> None:
    for path in modules(package):
        assert our_packages(path) <= MAY_IMPORT[package] | {package}, path


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {entry.name for entry in BUILDER.iterdir() if (entry / "__init__.py").is_file()}
    assert packages <= set(MAY_IMPORT)


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_take_nothing_from_clock_chance_or_environment(package: str) -> None:
    forbidden = {"time", "random", "os", "datetime.datetime", "secrets", "uuid", "tempfile", "shutil"}
    for path in modules(package):
        assert not forbidden & set(imported_names(path)), path
        attributes = {
            node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
        }
        assert not attributes & {"now", "today", "utcnow", "environ", "getenv", "urandom"}, path
