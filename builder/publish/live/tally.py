"""Equal causes told once: how often, and at which addresses first. Its size doesn't grow with the site's."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from builder.publish.live import causes, served
from builder.publish.live.causes import PASSING, UNANSWERED, Cause, Trouble
from builder.publish.live.file import Entry, Verdict

EXAMPLES = 3
_DETAILS = 20
"""What a host says of a cause is told so many times; a hostile one says something else each time."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause, and where it was seen."""

    cause: Cause
    detail: str
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, *addresses: str, count: int = 1) -> None:
        # Those that come first by name, since which is answered first is chance.
        self.count += count
        self.examples = sorted((*self.examples, *addresses))[:EXAMPLES]


class Tally:
    """What was found so far."""

    def __init__(self) -> None:
        self.right = 0
        self.taken_over = 0
        self.wrong = 0
        self.unanswered = 0
        """Files without an answer since the last one that had one."""
        self.advice: dict[str, list[str]] = {}
        """What could be better, and for which kinds of file; for none in particular where the list is empty."""
        self._seen: dict[Trouble, _Seen] = {}
        self._missing: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        self._all: Counter[tuple[str, str]] = Counter()

    @property
    def looked_at(self) -> int:
        """How many files were judged, in this run or the one before."""
        return self.right + self.wrong

    @property
    def may_pass(self) -> bool:
        """Whether there is something that may be right a moment later."""
        return any(trouble.cause in PASSING for trouble in self._seen)

    def take_over(self, entry: Entry) -> None:
        """Count a file that an earlier run found right."""
        self._all[_kind_and_folder(entry)] += 1
        self.right += 1
        self.taken_over += 1

    def add(self, verdict: Verdict) -> None:
        """Count a file that was looked at."""
        entry, trouble = verdict.entry, verdict.trouble
        self._all[_kind_and_folder(entry)] += 1
        for text in verdict.advice:
            kinds = self.advice.setdefault(text, [])
            if f".{entry.kind}" not in kinds:
                kinds.append(f".{entry.kind}")
        for address, other in verdict.also:
            self.note(address, other)
        is_unanswered = trouble is not None and trouble.cause in UNANSWERED
        self.unanswered = self.unanswered + 1 if is_unanswered else 0
        if trouble is None:
            self.right += 1
            return
        self.wrong += 1
        if trouble.cause is causes.MISSING:
            self._missing[_kind_and_folder(entry)].add(entry.address)
        else:
            self.note(entry.address, trouble)

    def note(self, address: str, trouble: Trouble) -> None:
        """Count a trouble of an address."""
        if trouble not in self._seen and sum(known.cause is trouble.cause for known in self._seen) >= _DETAILS:
            trouble = Trouble(trouble.cause)
        self._seen.setdefault(trouble, _Seen()).add(address)

    def findings(self) -> tuple[Finding, ...]:
        """What was found, the most frequent first; where a whole kind or folder is missing, that is said."""
        seen = list(self._seen.items()) + self._missing_ones()
        found = [Finding(trouble.cause, trouble.detail, at.count, tuple(at.examples)) for trouble, at in seen]
        return tuple(sorted(found, key=lambda finding: -finding.count))

    def _missing_ones(self) -> list[tuple[Trouble, _Seen]]:
        missing = {key: seen.count for key, seen in self._missing.items()}
        if missing and sum(missing.values()) == self._all.total():
            return [(Trouble(causes.NOTHING_THERE), _together(self._missing.values()))]
        folders = self._whole_folders(missing)
        kinds = {kind for kind, folder in missing if folder not in folders}
        unknown = {kind for kind in kinds if self._is_unknown(kind, folders)}
        groups: dict[Trouble, list[_Seen]] = defaultdict(list)
        for (kind, folder), seen in self._missing.items():
            if folder in folders:
                trouble = Trouble(causes.FOLDER_MISSING, f"{folder}/")
            elif kind in unknown:
                trouble = Trouble(causes.UNKNOWN_TYPE, f".{kind}")
            elif sum(count for (other, _), count in self._all.items() if other == kind) == 1:
                trouble = Trouble(causes.MISSING, f"网站里只有这一个 .{kind} 文件：也可能是主机不认得这种类型")
            else:
                trouble = Trouble(causes.MISSING)
            groups[trouble].append(seen)
        return [(trouble, _together(seen)) for trouble, seen in groups.items()]

    def _whole_folders(self, missing: dict[tuple[str, str], int]) -> set[str]:
        """Folders of which nothing is there, although other files of the same kinds are."""
        found = set()
        for folder in {folder for _, folder in missing if folder}:
            inside = {key: count for key, count in self._all.items() if key[1] == folder}
            elsewhere = {
                kind
                for kind, other in self._all
                if other != folder and missing.get((kind, other), 0) < self._all[kind, other]
            }
            kinds = {kind for kind, _ in inside}
            if all(missing.get(key) == count for key, count in inside.items()) and (
                len(kinds) > 1 or kinds <= elsewhere
            ):
                found.add(folder)
        return found

    def _is_unknown(self, kind: str, folders: set[str]) -> bool:
        """Whether no file of this kind is there, of several, outside the folders that are missing as a whole."""
        keys = [key for key in self._all if key[0] == kind and key[1] not in folders]
        return (
            bool(kind)
            and all(key in self._missing and self._missing[key].count == self._all[key] for key in keys)
            and (sum(self._all[key] for key in keys) > 1)
        )


def _kind_and_folder(entry: Entry) -> tuple[str, str]:
    return served.extension(entry.address), entry.address.partition("/")[0] if "/" in entry.address else ""


def _together(seen: Iterable[_Seen]) -> _Seen:
    found = _Seen()
    for one in seen:
        found.add(*one.examples, count=one.count)
    return found
