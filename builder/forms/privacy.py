"""Personal data inside texts: it enters no record, and of its place alone the user is told.

What stands behind a label such as 联系电话 is known as personal by the label of its cell; here it is numbers
and names in goals, remarks and explanations.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.content.names import PERSON, SURE_PERSON
from builder.content.personal import COVER, OFFICE_NUMBERS, Found, find
from builder.content.tree import Tree
from builder.forms.form import Fate, Form, Mark

_NAMED = re.compile(
    r"(?:(?:项目|单位|部门)?(?:负责人|联系人|责任人|联络[人员])|经办人?|填[表报]人?|制表人?|签发人|审核人|复核人|签名|签字|[发收]件人)(?:姓名)?\s*[:：]\s*"
    r"(?P<name>[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{4}(?=[\s，,。；;、）)]|$))(?=[\s，,。；;、（(）)0-9]|$)"
)
_NUMBER_FOLLOWS = (
    r"(?:(?:(?:联系)?(?:电话|手机|微信|邮箱)(?:号码?)?|[Tt][Ee][Ll])[\s：:]{0,3}(?:[(（+]?[0-9][-0-9)） —]{5,18}[0-9]|[\w.+-]{6,40})|1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])"
    r"|0[0-9]{2,3}[-— )）]{1,2}[2-9][0-9]{2,3}[- ]?[0-9]{4}(?![0-9])|[\w.+-]{2,40}@)"
)
_WITH_A_SURNAME = re.compile(
    rf"(?:(?:审核|复核|校核|核对|签发|审批|核稿|拟稿|经办|编制)人?\s*[:：]|(?:联系人|负责人|联络[人员]|经手人|牵头人|报送人|组长|成员)\s*[:：]?)\s*"
    rf"(?P<name>{SURE_PERSON}(?:[、，,\s]{PERSON})*)(?![\u4e00-\u9fff])"
    rf"|(?:由|请|向|与|找)(?P<by>{PERSON})(?=(?:负责|牵头|填报|填写|核对|审核|经办|联系|组织)?[^。；;\n]{{0,3}}{_NUMBER_FOLLOWS})"
)
_PHONE = re.compile(
    r"(?:电话|手机|传真|联系方式|微信号?|QQ号?|[Tt][Ee][Ll])[\s:：]{0,3}(?P<name>[(（]?0?[0-9]{2,4}[)）]?[-— ]?[0-9]{6,8}|[A-Za-z0-9_-]{6,20})"
)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z-])(?P<name>(?:[(（]0[0-9]{2,3}[)）][-— ]?|0[0-9]{2,3}[-— ])[2-9][0-9]{2,3}[- ]?[0-9]{4})(?![0-9])"
)
_CALLED = re.compile(
    rf"(?:^|[\s，,。；;、：:（(人员]|联系|咨询|致电)(?P<name>{PERSON})(?=[\s：:，,（(<〈]{{0,3}}{_NUMBER_FOLLOWS})"
)
"""钱七 0769-22331234: what stands before a number is whom it calls."""
_NAMES_ALONE = re.compile(rf"{SURE_PERSON}(?:[、，,\s]+{SURE_PERSON})+|(?=.某){SURE_PERSON}")
"""A cell without a place in a record that holds nothing but names; of a lone word nobody can say."""
_GLUED = re.compile(r"(?<=[A-Za-z])(?P<name>1[3-9][0-9]{9})(?![0-9])")
"""wx13800000000: a number of a person behind letters, which may also begin a code; in a text it is none."""
_PATTERNS = (
    ("姓名", _NAMED),
    ("姓名", _CALLED),
    ("姓名", _WITH_A_SURNAME),
    ("电话", _PHONE),
    ("电话", _LANDLINE),
    ("手机号码", _GLUED),
)


def found_in(text: str) -> list[Found]:
    """Numbers and names of persons in a text, from the left, none inside another."""
    # A narrow cell may have broken a number in two.
    joined = text.replace("\n", " ")
    labelled = [
        Found(kind, *found.span(found.lastgroup or "name"))
        for kind, pattern in _PATTERNS
        for found in pattern.finditer(joined)
    ]
    spans: list[Found] = []
    for one in sorted((*find(joined), *labelled), key=lambda one: (one.start, -one.end)):
        if not spans or one.start >= spans[-1].end:
            spans.append(one)
    return spans


def covered(text: str) -> str:
    """The text with a sign in the place of each."""
    kept, at = [], 0
    for found in found_in(text):
        kept.append(text[at : found.start])
        at = found.end
    return COVER.join((*kept, text[at:]))


def without_personal_data(form: Form) -> Form:
    """The form with a sign in the place of all personal data; the marks say where it was."""
    record = {key: _covered(key, value) for key, value in form.record.items()}
    return replace(form, record=record, marks=tuple(told_apart(form.marks)))


def told_apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks, each piece of personal data in them as a mark of its own."""
    for mark in marks:
        if mark.fate is Fate.LEFT and _NAMES_ALONE.fullmatch(mark.text.strip()):
            yield replace(mark, fate=Fate.PERSON, where=f"{mark.where} 姓名".strip())
            continue
        pieces = [] if mark.fate is Fate.PERSON or _is_code(mark) else found_in(mark.text)
        yield replace(mark, text=covered(mark.text)) if pieces else mark
        for piece in pieces:
            where = f"{mark.where.rpartition('.')[2]} {piece.kind}".strip()
            yield replace(mark, fate=Fate.PERSON, text=mark.text[piece.start : piece.end], where=where)


def _is_code(mark: Mark) -> bool:
    return mark.where.rpartition(".")[2] in OFFICE_NUMBERS


def _covered(key: str, value: Tree) -> Tree:
    if isinstance(value, str):
        return value if key in OFFICE_NUMBERS else covered(value)
    if isinstance(value, list):
        return [_covered(key, below) for below in value]
    return {covered(name): _covered(name, below) for name, below in value.items()}
