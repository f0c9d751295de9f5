"""Texts of a form → years and days. What isn't sure is None."""

import datetime
import re

from builder.forms.labels import one_figure

_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?)?")
_MONTH = r"(?:年度?|[-./年](?:0?[1-9]|1[0-2])(?:月(?:份|底|初|末)?)?(?:[-./月]?(?:[0-2]?[0-9]|3[01])日?)?)?"
_MONTHS = re.compile(r"((?:19|20)[0-9]{2})年(?:0?[1-9]|1[0-2])月?(?:-+|—+|~|至|到|–)(?:0?[1-9]|1[0-2])月")
_SPAN = re.compile(
    rf"(?:自|从)?((?:19|20)[0-9]{{2}}){_MONTH}起?(?:至|到|—+|-+|~|～|–|―|－|─+)((?:19|20)[0-9]{{2}}){_MONTH}(?:止|底)?"
)
_COUNTED_YEARS = re.compile(
    r"(?:共|为期)?(?P<count>[0-9]{1,2}|[一二三四五六七八九十]{1,2})个?年度?\((?P<years>(?:19|20)[0-9]{2}[^()]*)\)?"
)
_OPEN_END = re.compile(
    rf"(?:自|从)?((?:19|20)[0-9]{{2}}){_MONTH}(?:至|到|起|—+|-+|~|～|–)*(?:长期|今|起|无固定期限|持续)"
)
_DATED_YEAR = re.compile(rf"((?:19|20)[0-9]{{2}}){_MONTH}")
_DAY = re.compile(r"([0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?")
_TIME = re.compile(r"[\sT]{0,20}(?<![0-9])[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?$")
_NUMERALS = "〇一二三四五六七八九"
_YEAR_IN_NUMERALS = re.compile(r"(?<![〇零○一二三四五六七八九十])(二[〇零○][一二三四五六七八九〇零○]{2})年")
_WRITTEN_DAY = re.compile(
    rf"([{_NUMERALS}零○O]{{4}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日"
)


def year(text: str) -> int | None:
    """2024, 2024年, 2024年度; of a month or a day its year."""
    found = _DATED_YEAR.fullmatch(one_figure(text))
    return int(found[1]) if found else None


def span(text: str) -> tuple[int, int] | None:
    """2024年—2026年, 2024-2026, 2024年1月至2026年12月: the two years."""
    words = one_figure(text).strip("()").replace("－", "-")
    if counted := _COUNTED_YEARS.fullmatch(words):
        # 3年（2024年至2026年）; in calendar years it may be one more.
        years = span(counted["years"])
        count = int(counted["count"]) if counted["count"].isdecimal() else _number(counted["count"])
        return years if years and years[1] - years[0] in (count - 1, count) else None
    if months := _MONTHS.fullmatch(words):
        return int(months[1]), int(months[1])  # 2025年1—12月
    found = _SPAN.fullmatch(words)
    if not found or int(found[1]) > int(found[2]):
        return None
    return int(found[1]), int(found[2])


def whole_year(text: str) -> tuple[int, int] | None:
    """2024年 as a period: a project of one year."""
    found = _YEAR.fullmatch(one_figure(text))
    return (int(found[1]), int(found[1])) if found else None


def start_of_open_end(text: str) -> int | None:
    """2021年—长期, 2021年至今: the year in which it began."""
    found = _OPEN_END.fullmatch(one_figure(text))
    return int(found[1]) if found else None


def _digits(numerals: str) -> str:
    return "".join(str(max(0, _NUMERALS.find(one))) for one in numerals)


def _number(numerals: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = numerals.rpartition("十")
    return (10 * (_NUMERALS.find(tens) if tens else 1) if ten else 0) + (_NUMERALS.find(ones) if ones else 0)


def year_in_numerals(text: str) -> int | None:
    """The year in 二〇二四年度某县项目支出绩效目标批复表."""
    years = {_digits(found) for found in _YEAR_IN_NUMERALS.findall(text)}
    return int(years.pop()) if len(years) == 1 else None


def day(text: str) -> datetime.date | None:
    """A calendar day, also with a time behind it, or in Chinese numerals (二〇二四年三月十五日)."""
    words = one_figure(_TIME.sub("", text.rstrip()))
    if written := _WRITTEN_DAY.fullmatch(words):
        words = "年".join((_digits(written[1]), f"{_number(written[2])}月{_number(written[3])}日"))
    found = _DAY.fullmatch(words)
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
