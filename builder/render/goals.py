"""A goal as it is read: its numbered items, and what the project is for in a line of its own words."""

import re
from collections.abc import Iterator, Sequence

# 1、 2. 3） （4） 五、 ⑥; the point of 2.5 is no mark.
_MARK = (
    r"(?:[0-9]{1,2}(?:[、)）]|[.．](?![0-9０-９]))"
    r"|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
_ITEM = re.compile(rf"(?<=[。；;！!])(?={_MARK})")
_LEADING_MARK = re.compile(rf"^{_MARK}\s*")

_LEAD = 80
"""Characters of a lead, at most."""
_SHORT = 60
"""A goal of no more characters is its own lead."""
_ENOUGH = 40
"""After so many characters, shared by the items of a goal, no further clause is added."""

_CLAUSE = re.compile(r"[^，。；！？]+[，。；！？]*")
_ENDS = "。；！？"
_JOINTS = "，、；;：:,。"
"""What joins a clause to the next one: taken off at the end of a part."""
_FULL = "！？!?.…"
"""After these no full stop is needed."""


def items(text: str) -> Sequence[Sequence[str]]:
    """A goal's paragraphs, each cut before its numbered items (1、 2、 …); joined they are the text."""
    return [_ITEM.split(line) for line in text.splitlines() if line.strip()]


def lead(text: str) -> str:
    """What a project is for, in a line of its goal's own words: the first clauses of each numbered item.

    …… says that something was left out. A clause is cut only where it alone would be no line any more.
    """
    whole = list(_parts(text))
    if not whole:
        return text.strip()[: 2 * _LEAD]
    everything = "；".join(part.rstrip(_JOINTS) for part in whole)
    if len(everything) <= _SHORT:
        return _ended(everything)
    parts: list[str] = []
    for item in whole:
        part = _opening(item, _ENOUGH // len(whole))
        if parts and sum(map(len, parts)) + len(part) > _LEAD:
            break
        parts.append(part)
    told = "；".join(parts)[: 2 * _LEAD]
    return _ended(told) if told == everything else f"{told}……"


def _parts(text: str) -> Iterator[str]:
    """The items without their marks; what ends in a colon goes with the one after it."""
    before = ""
    for paragraph in items(text):
        for item in paragraph:
            part = before + _LEADING_MARK.sub("", item.strip())
            before = part if part.endswith(("：", ":")) else ""
            if not before and part.strip(_JOINTS):
                yield part
    if before.strip(_JOINTS):
        yield before


def _opening(item: str, enough: int) -> str:
    part = ""
    for clause in _CLAUSE.findall(item):
        ends = part[-1:] in _ENDS and len(part) > enough // 2
        if part and (ends or len(part) >= enough or len(part) + len(clause) > _LEAD):
            break
        part += clause
    return part.rstrip(_JOINTS)


def _ended(line: str) -> str:
    return line if line.endswith(tuple(_FULL)) else f"{line}。"
