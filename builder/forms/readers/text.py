"""Text with tabs, bars or commas between the cells, in the encodings that offices use."""

import codecs
import re

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.labels import label_of, plain

MAX_CELLS = 200_000
_DASHES = r"\s*(?::-+:?|-+:|-{2,})\s*"
_RULE = re.compile(rf"^\s*\|?{_DASHES}(?:\|{_DASHES})*\|?\s*$")
_SURE_WORDS = ("项目名称", "绩效指标", "三级指标", "绩效目标", "一级指标", "预算金额", "实施周期")


def read_text(data: bytes, name: str) -> tuple[Grid, ...]:
    """The one grid of a text; a line without a separator is a row with one cell."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    separator = _separator(text, name)
    if not separator and sum(word in plain(text) for word in _SURE_WORDS) >= 3:
        raise FormError(
            f"{name}：各格的文字连在一起，无法辨认；请从原表重新复制（格与格之间用制表符隔开），或直接用原文件"
        )
    lines = _bars(text) if separator == "|" else _separated(text, separator or "\t")
    width = max((len(line) for line in lines), default=1)
    if sum(map(len, lines)) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    cells: list[Cell] = []
    for row, line in enumerate(lines):
        if len(line) == 1:
            cells.append(Cell(row, 0, _stripped(line[0]), 1, width))
        else:
            cells.extend(Cell(row, column, _stripped(text)) for column, text in enumerate(line))
    return (Grid("", tuple(cells)),)


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else what Chinese systems write (GB18030)."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data.count(0) > len(data) // 20 and b"\0\0\0" not in data:
        # UTF-16 without a mark: the zero bytes of tabs, digits and line breaks are the upper halves.
        even, odd = data[::2].count(0), data[1::2].count(0)
        return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    wide = _utf_16(data)
    return wide if wide is not None else data.decode("gb18030", errors="replace")


def _utf_16(data: bytes) -> str | None:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "项目名称" in plain(text):
            return text
    return None


def _separator(text: str, name: str) -> str:
    lines = text.split("\n")
    barred = sum("|" in line for line in lines)
    if barred >= 3 and barred > sum("\t" in line.strip() for line in lines):
        return "|"
    if any("\t" in line.strip() for line in lines):
        return "\t"
    commas = [line for line in lines if "," in line]
    labelled = sum(bool(label_of(line.split(",")[0])) for line in commas)
    if name.lower().endswith(".csv") or labelled >= 3:
        return ","
    return ""


def _separated(text: str, separator: str) -> list[list[str]]:
    # csv would drop the quotes of "安康杯"活动, and after one that nobody closes take the rest of the file for one
    # cell: here a cell is quoted only where its closing quote ends it. No program quotes a cell for tabs in it.
    inside = r'[^"\t]' if separator == "\t" else r'[^"]'
    cell = re.compile(rf'"({inside}*+(?:""{inside}*+)*+)"(?=[{separator}\n]|\Z)|([^{separator}\n]*)')
    lines: list[list[str]] = [[]]
    at = 0
    while (found := cell.match(text, at)) is not None:
        lines[-1].append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end() + 1
        if at > len(text):
            break
        if text[at - 1] == "\n":
            lines.append([])
    return lines[:-1] if lines[-1] == [""] else lines


def _bars(text: str) -> list[list[str]]:
    barred = [line.strip() for line in text.split("\n") if "|" in line]
    # Bars around a row are its frame; without them a bar at the beginning follows an empty cell.
    framed = sum(line.startswith("|") and line.endswith("|") for line in barred) * 2 > len(barred)
    lines = []
    for line in text.split("\n"):
        if _RULE.match(line) and "-" in line:
            continue
        bare = line.strip()
        if "|" not in bare:
            lines.append([bare])
            continue
        if framed:
            bare = bare.removeprefix("|").removesuffix("|")
        cells = [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", bare)]
        lines.append([re.sub(r"<br\s*/?>", "\n", cell) for cell in cells])
    return lines


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
