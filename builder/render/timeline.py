"""What was published and corrected when, and how soon after its approval."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from builder.model import Outline
from builder.render.listing import ProjectLine

DUTY_DAYS = 20
"""预算法第十四条: to be published within twenty days of the approval."""


class Event(NamedTuple):
    """Something that happened to a project's disclosure, on a day that a person entered."""

    day: date
    what: str
    """公开, 更正 or 撤回."""
    line: ProjectLine
    text: str


class Punctuality(NamedTuple):
    """How many projects were published in time, as far as both dates are known."""

    in_time: int
    late: int
    unknown: int

    @property
    def known(self) -> int:
        """Projects with both dates."""
        return self.in_time + self.late


def events(lines: Iterable[ProjectLine]) -> list[Event]:
    """All that is dated, newest first; what happened on one day stands in the order of the projects."""
    return sorted((event for line in lines for event in _events(line)), key=lambda event: event.day, reverse=True)


def event_letters(event: Event) -> int:
    """The characters of an event's entry."""
    return len(event.text) + len(event.line.outline.name)


def days_to_disclosure(of: Outline) -> int | None:
    """Days from 批复日期 to 公开日期; None where one of them isn't known or they stand the wrong way round."""
    approved, disclosed = of.approved, of.disclosed
    if approved is None or disclosed is None or disclosed < approved:
        return None
    return (disclosed - approved).days


def interval(days: int) -> str:
    """How soon after its approval a project was published."""
    soon = f"批复后第{days}天" if days else "批复当天"
    return f"{soon}，超过{DUTY_DAYS}日" if days > DUTY_DAYS else soon


def punctuality(lines: Sequence[ProjectLine]) -> Punctuality:
    """The projects of these rows, counted."""
    days = [found for line in lines if (found := days_to_disclosure(line.outline)) is not None]
    in_time = sum(found <= DUTY_DAYS for found in days)
    return Punctuality(in_time, len(days) - in_time, len(lines) - len(days))


def _events(line: ProjectLine) -> Iterator[Event]:
    if line.outline.disclosed:
        days = days_to_disclosure(line.outline)
        yield Event(line.outline.disclosed, "公开", line, "" if days is None else interval(days))
    for news in line.outline.news:
        yield Event(news.day, news.what, line, news.text)
