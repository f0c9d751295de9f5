"""Names, goals and indicators in words, drawn from the vocabulary."""

import math
import random
import re
from collections.abc import Callable
from functools import cache

from benchmarks import vocabulary
from benchmarks.vocabulary import Theme

SHORTEST_GOAL, LONGEST_GOAL = 90, 450
SHORTEST_CLAUSE = 15
LONGEST_NAME = 25
_OWN = 0.75
"""The share of words that come from the theme; the others are everybody's."""

_SLOT = re.compile(r"\{(\w+)\}")
_VERB = re.compile(f"(?<![^，])({'|'.join(vocabulary.VERBS)})(?!健全|中心|站)")
_ALTERNATIVE = re.compile("|".join(map(re.escape, vocabulary.ALTERNATIVES)))
# What an adverb can't stand before: prepositions, nouns, signs, clauses that have one already.
_NO_VERB = re.compile(
    "[^\u4e00-\u9fff]|[为对向按以将与使汛火亿全免接高刑警社经委严依每春雨寒重各万城库十图康不通足切进力做有群投逐由当]"
)
_BETWEEN_CLAUSES = 7
"""The most that stands between two clauses: a sign, a break and a number, or a connector."""
_PERCENTAGES = "90% 90% 90% 95% 95% 98% 100% 100% 85% 80% 92% 99% 96% 88% 75% 70% 60% 99.5% 93.5%"
# After these endings 经费, 补助 or 工程 would say the same thing again.
_COMPLETE = ("费", "金", "贴", "补", "补助", "经费", "工程", "项目", "服务", "建设", "工作", "优待金", "扶持", "奖励")


@cache
def items(text: str) -> tuple[str, ...]:
    """A list of the vocabulary."""
    return tuple(text.split())


def figure(chance: random.Random, low: float, high: float) -> int:
    """A whole number, small ones as likely as large ones; most are round, as people's targets are."""
    number = round(math.exp(chance.uniform(math.log(low), math.log(high))))
    if number >= 20 and chance.random() < 0.7:
        step = 10 ** (len(str(number)) - (1 if chance.random() < 0.4 else 2))
        number = max(step, number // step * step)
    return max(1, number)


def fill(chance: random.Random, text: str, theme: Theme, year: int) -> str:
    """The text with something in every slot. The year takes no chance, so it alone differs between years."""
    return _SLOT.sub(lambda slot: _SLOTS[slot[1]](chance, theme) if slot[1] != "year" else str(year), text)


def _own(chance: random.Random, own: str, shared: str) -> str:
    return chance.choice(items(own if chance.random() < _OWN else shared))


def _large(chance: random.Random, _: Theme) -> str:
    number = figure(chance, 100, 20_000)
    return f"{number:,}" if chance.random() < 0.08 else str(number)


def _some(chance: random.Random, theme: Theme) -> str:
    things = chance.sample(items(theme.things), chance.choice((1, 2, 2, 3)))
    if chance.random() < 0.5:
        things.append(chance.choice(items(vocabulary.THINGS)))
    return "、".join(things) + chance.choice(("", "", "等", "等物资"))


def _where(chance: random.Random, _: Theme) -> str:
    places = items(vocabulary.PLACES)
    return "、".join(chance.sample(places, 2)) if chance.random() < 0.12 else chance.choice(places)


_SLOTS: dict[str, Callable[[random.Random, Theme], str]] = {
    "n": lambda chance, _: str(figure(chance, 2, 90)),
    "N": _large,
    "d": lambda chance, _: f"{chance.uniform(0.5, 30):.{chance.choice((1, 1, 2))}f}",
    "p": lambda chance, _: chance.choice(items(_PERCENTAGES)),
    "who": lambda chance, theme: _own(chance, theme.people, vocabulary.PEOPLE),
    "list": _some,
    "where": _where,
}


def project_name(chance: random.Random, theme: Theme, year: int | None) -> str:
    """A project's name; the year stands only in the names of projects that have one."""
    stem = chance.choice(items(theme.names))
    kind, before, after = chance.random(), "", ""
    if kind < 0.3:
        before = chance.choice(items(vocabulary.AREAS))
    elif kind < 0.4:
        before = "示例镇"
    elif kind < 0.55 and year:
        before = f"{year}年{chance.choice(('', '度'))}"
    ending = chance.choice(items(vocabulary.SUFFIXES))
    if chance.random() < 0.55 and (ending.startswith("（") or not stem.endswith(_COMPLETE)):
        after = ending
    return next(name for name in (before + stem + after, before + stem, stem) if len(name) <= LONGEST_NAME)


def goal(shape: int, figures: int, theme: Theme, year: int) -> str:
    """A goal: ``shape`` picks its clauses and ``figures`` what fills them."""
    chance, fillings = random.Random(shape), random.Random(figures)
    length = min(LONGEST_GOAL - 15, max(SHORTEST_GOAL + 10, math.exp(chance.gauss(math.log(205), 0.42))))
    numbered = chance.random() < 0.35
    opening = chance.choice(items(vocabulary.OPENINGS)) if chance.random() < 0.6 else ""
    opening = fill(fillings, opening, theme, year)
    clauses: list[str] = []
    total = len(opening)
    for text in _clauses(chance, theme, length):
        clause = fill(fillings, text, theme, year)
        taken = len(clause) + _BETWEEN_CLAUSES
        if total + taken <= LONGEST_GOAL and (total < length or total < SHORTEST_GOAL):
            clauses.append(clause)
            total += taken if numbered else len(clause) + 1
    return _numbered(chance, opening, clauses) if numbered else opening + _sentences(chance, clauses)


def _clauses(chance: random.Random, theme: Theme, length: float) -> list[str]:
    own, shared = items(theme.goals), items(vocabulary.CLOSINGS)
    # A clause has about forty characters; the last ones are the phrases that every office knows.
    count = min(len(own), max(3, round(length * 0.88 / 40)))
    reworded = [_reworded(chance, text) for text in chance.sample(own, count)]
    return reworded + [_other_words(chance, text) for text in chance.sample(shared, 4)]


def _reworded(chance: random.Random, text: str) -> str:
    """The clause as another clerk would put it."""
    if chance.random() < 0.3:
        shorter = text.rpartition("，")[0]
        text = shorter if len(shorter) >= SHORTEST_CLAUSE else text
    adverb = chance.choice(items(vocabulary.ADVERBS)) if chance.random() < 0.25 and not _NO_VERB.match(text) else ""
    return adverb + (text if adverb else _other_words(chance, text))


def _other_words(chance: random.Random, text: str) -> str:
    def verb(found: re.Match[str]) -> str:
        return chance.choice(items(vocabulary.VERBS[found[0]])) if chance.random() < 0.6 else found[0]

    def word(found: re.Match[str]) -> str:
        return chance.choice(items(vocabulary.ALTERNATIVES[found[0]])) if chance.random() < 0.4 else found[0]

    return _ALTERNATIVE.sub(word, _VERB.sub(verb, text))


def _numbered(chance: random.Random, opening: str, clauses: list[str]) -> str:
    end, between = chance.choice((("；", ""), ("。", ""), ("；", "\n"), ("。", "\n")))
    listed = [f"{number}、{clause}" for number, clause in enumerate(clauses, 1)]
    return (opening and opening[:-1] + "：" + between) + (end + between).join(listed) + "。"


def _sentences(chance: random.Random, clauses: list[str]) -> str:
    joined = clauses[0]
    for clause in clauses[1:]:
        joined += chance.choice("；。，。；")
        if chance.random() < 0.15:
            joined += chance.choice(items(vocabulary.CONNECTORS))
        joined += clause
    return joined + "。"
