"""``build --strict`` says what a release needs and the content lacks, and nobody else says it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.content.release import MAX_RECORDS
from tests.conftest import CONTENT, Run
from tests.full_site import CORRECTED, PUBLISHED, appended, full_content

TOLD = re.compile(r"content/(\S+:\d+:\d+): 警告 (W\d{3})：(.*)")
UNDATED = "公开: {日期: 2024-06-02}\n"


Lacking = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def lacking(run: Run, tmp_path: Path) -> Lacking:
    """Place, code and message of everything that a strict build refuses the folder ``content`` for."""

    def call(*arguments: str) -> list[tuple[str, str, str]]:
        code, _, said = run("build", "--strict", *arguments)
        assert code == (1 if "警告" in said else 0), said
        assert (tmp_path / "output").exists() == (code == 0)
        heads = [line for line in said.splitlines() if line.startswith("content/")]
        matches = [TOLD.fullmatch(line) for line in heads]
        remedies = [line for line in said.splitlines() if line.startswith("    怎样修改：")]
        assert len(remedies) == len(matches)
        return [(match[1], match[2], match[3]) for match in matches if match]

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose content lacks nothing."""
    return full_content(tmp_path / "content").parent


def settings(folder: Path, old: str, new: str) -> None:
    """Change site.yaml."""
    path = folder / "content/site.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.usefixtures("folder")
def test_content_that_lacks_nothing_is_built(lacking: Lacking) -> None:
    assert lacking() == []


@pytest.mark.usefixtures("content")
def test_the_real_content_is_told_everything_that_it_lacks(lacking: Lacking) -> None:
    found = lacking()
    assert [(place.split(":")[0], code) for place, code, _ in found] == [
        *[(CORRECTED, code) for code in ("W305", "W207", "W215")],
        *[(PUBLISHED, code) for code in ("W305", "W214", "W207")],
        *[("site.yaml", "W301")] * 3,
        *[("site.yaml", "W302")] * 4,
        ("site.yaml", "W303"),
        ("site.yaml", "W304"),
    ]
    messages = " ".join(message for _, _, message in found)
    for name in ("网站名称", "网站域名", "网站标识码", "名称", "描述", "关键词", "类型", "网址", "电话", "邮箱"):
        assert name in messages


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  网站名称: 示例镇人民政府门户网站\n", "", ("site.yaml:8:1", "W301", "没有填写“网站名称”")),
        ("www.example.gov.cn", "", ("site.yaml:10:3", "W301", "没有填写“网站域名”")),
        ("0000000001", "", ("site.yaml:11:3", "W301", "没有填写“网站标识码”")),
        ("0000000001", "000000001", ("site.yaml:11:10", "W301", "“000000001”不是网站标识码")),
        ("0000000001", "00000000012", ("site.yaml:11:10", "W301", "“00000000012”不是网站标识码")),
        ("0000000001", "０000000001", ("site.yaml:11:10", "W301", "“０000000001”不是网站标识码")),
        ("  名称: 绩效目标公开\n", "", ("site.yaml:12:1", "W302", "没有填写栏目的“名称”")),
        ("公开财政项目的绩效目标", '" "', ("site.yaml:14:3", "W302", "没有填写栏目的“描述”")),
        ("[绩效目标, 预算公开]", "[]", ("site.yaml:15:3", "W302", "没有填写栏目的“关键词”")),
        ("信息公开目录", "", ("site.yaml:16:3", "W302", "没有填写栏目的“类型”")),
        ("网址: https://example.gov.cn/zgh\n", "网址:\n", ("site.yaml:3:1", "W303", "没有填写“网址”")),
    ],
)
def test_each_thing_that_a_site_lacks_is_told_at_its_place(
    folder: Path, lacking: Lacking, old: str, new: str, expected: tuple[str, str, str]
) -> None:
    settings(folder, old, new)
    assert lacking() == [expected]


def test_a_ministry_has_a_code_with_letters(folder: Path, lacking: Lacking) -> None:
    settings(folder, "0000000001", "bm00000001")
    assert lacking() == []


def test_a_phone_or_a_mail_address_is_enough(folder: Path, lacking: Lacking) -> None:
    settings(folder, "  电话: 0000-0000000\n", "")
    assert lacking() == []
    settings(folder, "  邮箱: zgh@example.gov.cn\n", "")
    (folder / "output").rename(folder / "earlier")
    (found,) = lacking()
    assert found == ("site.yaml:4:1", "W304", "没有填写联系电话，也没有填写邮箱")


def test_an_address_on_the_command_line_is_enough(folder: Path, lacking: Lacking) -> None:
    settings(folder, "网址: https://example.gov.cn/zgh\n", "")
    assert lacking("--base-url", "https://example.org/") == []


def test_a_record_without_a_day_of_publication_is_named(folder: Path, lacking: Lacking) -> None:
    path = folder / "content" / PUBLISHED
    text = path.read_text("utf-8")
    path.write_text(text.replace(UNDATED, "公开:\n  日期:\n"), "utf-8")
    line = text[: text.index(UNDATED)].count("\n") + 2
    assert lacking() == [(f"{PUBLISHED}:{line}:3", "W305", "没有填写公开日期")]


def test_a_record_may_stay_undated_with_a_reason(folder: Path, lacking: Lacking) -> None:
    path = folder / "content" / PUBLISHED
    text = path.read_text("utf-8").replace(UNDATED, "")
    path.write_text(text.replace("忽略检查: {", "忽略检查: {W305: 旧项目，日期已无从查考, "), "utf-8")
    assert lacking() == []


@pytest.mark.parametrize("rest", [0, 1, 5])
def test_of_many_records_without_a_day_some_are_named_and_the_others_counted(
    folder: Path, lacking: Lacking, rest: int
) -> None:
    path = folder / "content" / PUBLISHED
    text = path.read_text("utf-8").replace(UNDATED, "")
    for number in range(MAX_RECORDS + rest):
        copy = path.with_name(f"x-{number:03}.yaml")
        copy.write_text(text.replace("购买社工服务费", f"购买社工服务费{number}"), "utf-8")
    kept = path.with_name("x-000.yaml")
    kept.write_text(kept.read_text("utf-8").replace("忽略检查: {", "忽略检查: {W305: 日期已无从查考, "), "utf-8")
    path.write_text(text, "utf-8")
    found = lacking()
    assert [place for place, _, _ in found[:2]] == [f"{PUBLISHED}:2:1", "projects/2024/x-001.yaml:2:1"]
    assert [message for _, _, message in found[:MAX_RECORDS]] == ["没有填写公开日期"] * MAX_RECORDS
    counted = f"从这一份起，还有 {rest} 份记录没有填写公开日期"
    assert [message for _, _, message in found[MAX_RECORDS:]] == ([counted] if rest else [])


def test_what_a_release_needs_comes_beside_other_problems(folder: Path, run: Run, lacking: Lacking) -> None:
    settings(folder, "0000000001", "")
    path = folder / "content" / PUBLISHED
    path.write_text(path.read_text("utf-8").replace("数量指标:", "数目:"), "utf-8")
    assert [code for _, code, _ in lacking()] == ["W202", "W301"]
    appended(path, "错字: 1\n")
    code, _, said = run("build", "--strict")
    assert code == 1
    assert "E211" in said
    assert "W301" in said


def test_nobody_hears_of_it_but_who_builds_for_release(run: Run) -> None:
    for arguments in (("check",), ("check", "--strict"), ("build",)):
        code, out, said = run(*arguments, "--content", CONTENT)
        assert code == (1 if "--strict" in arguments else 0)  # the records have findings of their own
        assert not re.search(r"W3\d{2}", out + said)
