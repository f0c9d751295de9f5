"""Text with tabs, bars or commas between the cells, in the encodings that offices use."""

import codecs
import re

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.labels import label_of, plain

MAX_CELLS = 200_000
_MAX_CHARACTERS = 4_000_000
_DASHES = re.compile(r":-+:?|-+:|-{2,}")
_RULE = re.compile(r"^\s*\+(?:[-=]+\+)+\s*$")
_FORMULA = re.compile(r'\A="([^"]*)"\Z')
_FRAME = str.maketrans("│┃║┆┊╎", "||||||", "")
_DRAWN = re.compile(r"[─-╿]")
_DRAWN_RULE = re.compile(r"[\s|─-╿]*+")
_RULES = 4
"""A table with one heading has three: above it, below it, at the end; only a form has one between all rows."""
_SURE_WORDS = ("项目名称", "绩效指标", "三级指标", "绩效目标", "一级指标", "预算金额", "实施周期")


def sure_words(text: str) -> int:
    """How many of the words that stand on every form occur in a text, whatever the spaces in it."""
    words = plain(text)
    return sum(word in words for word in _SURE_WORDS)


def read_text(data: bytes, name: str) -> tuple[Grid, ...]:
    """The one grid of a text; a line without a separator is a row with one cell."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    # Before anything is made of them: 20 MB of line breaks would be 3 GB of empty rows.
    if len(text) > _MAX_CHARACTERS or text.count("\n") > MAX_CELLS:
        raise FormError(f"{name}：文字太多，不是批复表；请核对是不是拿错了文件")
    framed = _as_bars(text)
    if framed != text and _separator(framed, name) == "|":
        text = framed
    separator = _separator(text, name)
    if not separator and sure_words(text) >= 3:
        raise FormError(
            f"{name}：各格的文字连在一起，无法辨认；请从原表重新复制（格与格之间用制表符隔开），或直接用原文件"
        )
    separator = separator or "\t"
    if text.count(separator) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    lines = _bars(text) if separator == "|" else _separated(text, separator)
    width = max((len(line) for line in lines), default=1)
    cells: list[Cell] = []
    for row, line in enumerate(lines):
        if len(line) == 1:
            cells.append(Cell(row, 0, _stripped(line[0]), 1, width))
        else:
            cells.extend(Cell(row, column, _stripped(text)) for column, text in enumerate(line))
    return (Grid("", tuple(cells)),)


# ── encodings ───────────────────────────────────────────────────────────────────────────────────────


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else what Chinese systems write (GB18030).

    What can't be read becomes U+FFFD.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if 0 in data and (wide := _utf_16(data)):
        return wide
    if data.count(0) > len(data) // 20 and b"\0\0\0" not in data:
        # UTF-16 without a mark: the zero bytes of tabs, digits and line breaks are the upper halves.
        even, odd = data[::2].count(0), data[1::2].count(0)
        return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    text = data.decode("utf-8", errors="replace")
    # A few wrong bytes don't make it another encoding, in which all the others are wrong.
    if text.count("\ufffd") * 50 <= len(text) - len(text.encode("ascii", "ignore")):
        return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return _utf_16(data) or data.decode("gb18030", errors="replace")


def _utf_16(data: bytes) -> str:
    """The text of UTF-16 without a mark, which the words of a form show it to be; empty if they don't."""
    texts = (data.decode(encoding, errors="replace") for encoding in ("utf-16-le", "utf-16-be"))
    return next((text for text in texts if sure_words(text)), "")


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────


def _separator(text: str, name: str) -> str:
    lines = text.split("\n")
    barred = sum("|" in line for line in lines)
    tabbed = sum("\t" in line.strip() for line in lines)
    # Where the comma is the decimal point, Excel parts the cells of a .csv by semicolons.
    parted = {sign: [line for line in lines if sign in line] for sign in ",;"}
    labelled = {sign: sum(bool(label_of(line.split(sign)[0])) for line in some) for sign, some in parted.items()}
    sign = max(parted, key=labelled.__getitem__)
    if name.lower().endswith(".csv") and len(parted[sign]) >= max(1, tabbed):
        return sign
    # A tab may stand in a cell between bars, and a bar in one between tabs: the more frequent one separates.
    if barred >= 3 and barred > tabbed:
        return "|"
    if tabbed:
        return "\t"
    return sign if labelled[sign] >= 3 else ""


def _separated(text: str, separator: str) -> list[list[str]]:
    # csv would drop the quotes of "安康杯"活动, and after one that nobody closes take the rest of the file for one
    # cell: here a cell is quoted only where its closing quote ends it. No program quotes a cell for tabs in it.
    inside = r'[^"\t]' if separator == "\t" else r'[^"]'
    # Systems write ="0044" so that Excel keeps the zeros.
    cell = re.compile(rf'=?"({inside}*+(?:""{inside}*+)*+)"(?=[{separator}\n]|\Z)|([^{separator}\n]*)')
    lines: list[list[str]] = [[]]
    at = 0
    while (found := cell.match(text, at)) is not None:
        lines[-1].append(found[2] if found[1] is None else _FORMULA.sub(r"\1", found[1].replace('""', '"')))
        at = found.end() + 1
        if at > len(text):
            break
        if text[at - 1] == "\n":
            lines.append([])
    return lines[:-1] if lines[-1] == [""] else lines


def _as_bars(text: str) -> str:
    """A table framed with lines that are drawn (│ ─ ┼), as one with bars."""
    if len(_DRAWN.findall(text)) < 2 * _RULES:
        return text
    lines = text.translate(_FRAME).split("\n")
    return "\n".join("+--+" if _DRAWN_RULE.fullmatch(line) and _DRAWN.search(line) else line for line in lines)


def _bars(text: str) -> list[list[str]]:
    barred = [line.strip() for line in text.split("\n") if "|" in line]
    # Bars around a row are its frame; without them a bar at the beginning follows an empty cell.
    framed = sum(line.startswith("|") and line.endswith("|") for line in barred) * 2 > len(barred)
    lines: list[list[str]] = []
    # With a rule between all rows, a row may have several lines.
    has_rules = sum(bool(_RULE.match(line)) for line in text.split("\n")) >= _RULES
    goes_on = False
    for line in text.split("\n"):
        if _RULE.match(line):
            goes_on = False
            continue
        bare = line.strip()
        if framed:
            bare = bare.removeprefix("|").removesuffix("|")
        cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", bare)]
        if all(_DASHES.fullmatch(cell) for cell in cells):  # the rule below a heading
            continue
        cells = [re.sub(r"<br\s*/?>", "\n", cell) for cell in cells]
        if goes_on and len(cells) == len(lines[-1]):
            lines[-1] = ["\n".join(filter(None, pair)) for pair in zip(lines[-1], cells, strict=True)]
        else:
            lines.append(cells)
        goes_on = has_rules and "|" in line
    return lines


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
