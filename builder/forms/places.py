"""Where a new record goes: its department's slug, its own, and the file that says both."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from tempfile import NamedTemporaryFile

from builder.content.files import Folder, slug_problem
from builder.content.load import read_departments
from builder.content.skeleton import slug_of
from builder.content.tree import parse
from builder.forms.labels import plain
from builder.forms.write import scalar

_FILE = "departments.yaml"
_HEAD = """\
# 单位名单。左边是网址里用的代号，只用小写英文字母、数字和连字符；公布以后不要再改。
# 名称要与记录里的“用款单位”完全一致；简称可以不写。
"""


def departments(folder: Folder) -> dict[str, str] | None:
    """Name → slug of the departments; none where the list isn't there yet, None where it can't be read."""
    path = folder.path / _FILE
    if not path.exists() and not path.is_symlink():
        return {}
    known = read_departments(folder)
    return None if known is None else {department.name: slug for slug, department in known.items()}


def known_name(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` is but for white space and width, else itself."""
    return next((one for one in known if plain(one) == plain(name)), name)


def question_about(folder: Folder, name: str, known: Iterable[str]) -> str | None:
    """What to ask about a department that is new: whether it is one that is known by another name."""
    listed = read_departments(folder) or {}
    short = next((one.name for one in listed.values() if one.short_name == name), None)
    near = short or next(iter(get_close_matches(name, [one for one in known if one != name], n=1, cutoff=0.8)), None)
    if near:
        return f"“{name}”像是已有的单位“{near}”；如果是，把记录里的“用款单位”改成这个名称，并删去新加的单位"
    return f"用款单位“{name}”里有顿号，像是几个单位" if "、" in name else None


def new_slug(name: str, taken: Iterable[str]) -> str | None:
    """An address in pinyin for ``name`` that nobody has; None where the name has no sound."""
    base, others = slug_of(name), {slug.lower() for slug in taken}
    return (
        next((slug for slug in _tries(base) if slug not in others and not slug_problem(slug)), None) if base else None
    )


def _tries(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in range(2, 1000))


def departments_text(folder: Folder, known: Mapping[str, str], added: Mapping[str, str]) -> str | None:
    """departments.yaml with new departments (name → slug) below the ones that are there.

    None where the list is written in a way that lines can't be added to (a mapping in braces, an end mark).
    """
    path = folder.path / _FILE
    before = path.read_text("utf-8-sig") if path.exists() else _HEAD
    # An editor on Windows may have left no line break at the end.
    joint = "" if not before or before.endswith("\n") else "\n"
    text = before + joint + "".join(f"{slug}: {{名称: {scalar(name)}}}\n" for name, slug in added.items())
    tree = parse(_FILE, text).tree
    listed = (
        {below.get("名称"): slug for slug, below in tree.items() if isinstance(below, dict)}
        if isinstance(tree, dict)
        else {}
    )
    return text if listed == {**known, **added} else None


def put_departments(folder: Folder, text: str) -> None:
    """Put the list in the place of the old one, whole; raises OSError."""
    path = folder.path / _FILE
    with NamedTemporaryFile(
        "w", dir=folder.path, prefix=".departments-", delete=False, encoding="utf-8", newline="\n"
    ) as draft:
        draft.write(text)
    try:
        Path(draft.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(draft.name).replace(path)
    except OSError:
        Path(draft.name).unlink()
        raise


def record_name(record_year: str, slug: str, department: str | None) -> str:
    """The record's path from the content folder; ``department`` is its slug, where the site has several."""
    return "/".join(("projects", record_year, *([department] if department else []), f"{slug}.yaml"))


def write_new(folder: Folder, name: str, text: str) -> bool:
    """Write a record whole or not at all; False where its place leads out of the content folder.

    Raises OSError, FileExistsError among them: what is there is never overwritten.
    """
    target = folder.path / name
    # resolve() follows links as far as there is anything, before a folder is made behind one.
    if not target.parent.resolve().is_relative_to(folder.path.resolve()):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            target.unlink()
            raise
    return True


def is_free(content: Path, name: str) -> bool:
    """Whether no file has this path."""
    path = content / name
    return not path.exists() and not path.is_symlink()
