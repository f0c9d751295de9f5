"""The careful colleague: what somebody who knows the forms would ask before a record is published.

None of it stops a build; a record may keep a finding with a reason (忽略检查). Each rule has its code
and its page in docs/rules.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from builder.content.colleague.across import across
from builder.content.colleague.form import of_form, told_twice
from builder.content.colleague.promises import promises
from builder.content.colleague.values import of_values
from builder.content.colleague.wording import wording
from builder.content.problems import Problem
from builder.content.source import Entry
from builder.model import Record

OF_RECORDS = frozenset(f"W{number}" for number in range(201, 229)) - {"W222"}
"""The codes of findings that a record may keep; W222 is about keeping itself."""
FOR_RELEASE = "W305"
"""A record may keep this too, of which only a build for release speaks."""


def warnings(entries: Sequence[Entry[Record]]) -> Iterator[Problem]:
    """The findings of all records, without those that a record keeps."""
    found: dict[str, set[str]] = {}
    of_each = ((entry, problem) for entry in entries for problem in _of_record(entry))
    for entry, problem in chain(of_each, told_twice(entries), across(entries)):
        found.setdefault(entry.name, set()).add(problem.code)
        if problem.code not in entry.value.ignored:
            yield problem
    for entry in entries:
        yield from _kept_for_nothing(entry, found.get(entry.name, set()))


def _of_record(entry: Entry[Record]) -> Iterator[Problem]:
    yield from of_form(entry)
    yield from of_values(entry)
    yield from promises(entry)
    yield from wording(entry)


def _kept_for_nothing(entry: Entry[Record], found: Iterable[str]) -> Iterator[Problem]:
    for code in entry.value.ignored:
        path = ("忽略检查", code)
        if code == FOR_RELEASE:
            continue
        if code not in OF_RECORDS:
            yield entry.key_problem(path, "W222", f"没有 {code} 这项检查", "对照 docs/rules.md 更正编号，或删去这一项")
        elif code not in found:
            yield entry.key_problem(path, "W222", f"这份记录没有 {code} 的警告", "删去“忽略检查”里的这一项")
