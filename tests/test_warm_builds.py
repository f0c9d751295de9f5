"""A build that keeps what the last one made gives the same site, to the byte, as one that makes everything."""

import json
import os
import shutil
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rich.console import Console

from builder.build import build as build_site
from builder.built import Built
from builder.cache import Cache
from builder.content import load
from builder.progress import Watch
from builder.publish import manifest
from builder.publish.manifest import MANIFEST
from builder.publish.target import HALLMARK
from builder.recipe import root_address
from tests.conftest import RESULTS, ROOT, gongkai
from tests.making import rendered_files, search_files

Content = dict[str, Any]

SITES, EDITS = 10, 20
"""Each of so many sites is edited so many times: 200 edits in all."""

# Few values, so that equal names, codes and titles meet.
SLUGS = ("dushu", "daolu", "songshu")
YEARS = ("2023", "2024", "2025")
NAMES = ("读书会", "道路养护", "读书会（第2页）", "搜索")
TARGETS = ("2场", "≥3场", "≥90%", "2024年11月底前", "及时", "*")
ROWS = ("场次", "参加人数", "场 次", "<b>场次</b>")
LEVELS = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"), ("其他", "自拟指标"))
DAYS = ("2024-01-08", "2024-03-05", "2025-02-28")
TEXTS = ("办好。", "1、办好读书会；2、修好路。", "见[说明](about.md)。", "# 甲\n\n**乙**")

indicators = st.fixed_dictionaries(
    {"三级指标": st.sampled_from(ROWS), "当年度指标值": st.sampled_from(TARGETS)},
    optional={
        "实施周期指标值": st.sampled_from(TARGETS),
        "实际完成值": st.sampled_from(TARGETS),
        "分值": st.just("10"),
        "得分": st.sampled_from(("9", "10")),
    },
)
levels = st.lists(st.tuples(st.sampled_from(LEVELS), st.lists(indicators, max_size=2)), min_size=1, max_size=3)


@st.composite
def targets(draw: st.DrawFn) -> Content:
    """绩效指标: at least one category, and rows in some."""
    found: dict[str, Any] = {}
    for (first, second), rows in draw(levels):
        found.setdefault(first, {})[second] = rows
    return found


def dated(name: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"日期": st.sampled_from(DAYS), name: st.sampled_from(("原误写为2场。", "重复录入"))})


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "表名": st.sampled_from(("绩效目标批复表", "绩效目标表")),
    "项目名称": st.sampled_from(NAMES),
    "项目类型": st.sampled_from(("特定目标类（民生类）", "其他运转类（综合类）")),
    "项目等级": st.sampled_from(("一级项目", "二级项目")),
    "主管部门": st.sampled_from(("示例镇财政局", "示例镇文化站")),
    "实施周期": st.sampled_from(({"起始年度": "2023", "到期年度": "2099"}, {"起始年度": "2023", "到期年度": "2025"})),
    "预算金额": st.sampled_from(("4", "4.0", "40000.50", "1230000")),
    "总体绩效目标": st.fixed_dictionaries(
        {"年度目标": st.sampled_from(TEXTS)}, optional={"实施周期总目标": st.sampled_from(TEXTS)}
    ),
    "绩效指标": targets(),
    "批复": st.fixed_dictionaries(
        {"单位": st.just("示例镇财政局")},
        optional={"意见": st.sampled_from(TEXTS), "日期": st.sampled_from(DAYS), "文号": st.just("示财绩〔2024〕7号")},
    ),
    "公开": st.fixed_dictionaries({"日期": st.sampled_from(DAYS)}, optional={"索引号": st.just("SL0-2024-00018")}),
    "项目编码": st.sampled_from(("SL-1", "SL-2")),
    "说明": st.sampled_from(TEXTS),
    "更正": st.lists(dated("内容"), min_size=1, max_size=2),
    "撤回": dated("理由"),
    "忽略检查": st.just({"W202": "原表就是这样写的"}),
}
NEEDED = ("项目名称", "预算金额", "总体绩效目标", "绩效指标")

SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "名称": st.sampled_from(("示例镇绩效目标公开", "示例镇财政公开")),
    "主办单位": st.sampled_from(("示例镇财政局", "示例镇人民政府")),
    "承办单位": st.just("示例镇信息中心"),
    "网址": st.sampled_from(("https://example.org/", "https://example.org/jixiao/")),
    "联系": st.fixed_dictionaries({}, optional={"地址": st.just("某某路1号"), "电话": st.just("0000-00000000")}),
    "标识": st.fixed_dictionaries({}, optional={"网站名称": st.just("示例镇"), "ICP备案号": st.just("示ICP备0号")}),
    "栏目": st.fixed_dictionaries({}, optional={"名称": st.just("绩效"), "关键词": st.just(["绩效", "预算"])}),
}
PAGES = ("about", "guide", "terms")
PAGE_TEXTS = (
    "# 说明\n\n## 数量指标\n\n做多少。\n",
    "# 数量指标\n\n## 项目名称\n\n表上的名称。\n\n## 预算金额\n\n元。\n",
    "# 说明\n\n[首页](https://example.org/)\n",
)


OF_OURS = {*HALLMARK, MANIFEST}
"""Without these a folder is taken for somebody else's, and refused."""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(content: Path, output: Path, base_url: str | None = None, jobs: int = 1) -> Built:
    return build_site(content, output, Watch(Console(quiet=True)), base_url=base_url, jobs=jobs)


def made_anew(content: Path, base_url: str | None) -> dict[str, bytes]:
    """The files of a site, made one after another without any memory of others but the search's index."""
    site = load(content).site
    assert site
    files = {**rendered_files(site, root_address(site, base_url)), **search_files(site, Cache().keep)}
    found = {address: data if isinstance(data, bytes) else data.read_bytes() for address, data in files.items()}
    sums = {address: sha256(data).hexdigest() for address, data in found.items()}
    return {**found, MANIFEST: manifest.write(sums)}


class Site(RuleBasedStateMachine):
    """A content folder that somebody edits, and the site that is built from it again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.content, self.output = self.folder / "content", self.folder / "output"
        self.base_url: str | None = None
        self.departments = {"slz-whz": {"名称": "示例镇文化站"}, "slz-glz": {"名称": "示例镇公路站", "简称": "公路站"}}
        self.settings: Content = {"名称": "示例镇绩效目标公开", "主办单位": "示例镇财政局"}
        self.records: dict[str, Content] = {}
        self.by_hand: list[Path] = []

    def teardown(self) -> None:
        if self.output.exists():
            fresh = self.folder / "fresh"
            with patch.dict(os.environ, XDG_CACHE_HOME=str(self.folder / "empty")):
                assert built(self.content, fresh, self.base_url).published
            assert tree(self.output) == tree(fresh)
        shutil.rmtree(self.folder)

    @invariant()
    def the_site_is_as_if_it_were_made_anew(self) -> None:
        done = built(self.content, self.output, self.base_url)
        assert done.published, done.told
        found, right = tree(self.output), made_anew(self.content, self.base_url)
        assert found.keys() == right.keys()
        assert [address for address in right if found[address] != right[address]] == []
        assert not any(path.is_symlink() for path in self.output.rglob("*"))
        for path in self.by_hand:
            assert (self.folder / "output-kept" / path).read_bytes() == b"by hand"

    @initialize(drawn=st.data())
    def begin(self, drawn: st.DataObject) -> None:
        self._write("pages/about.md", "# 关于\n\n甲。\n")
        self._save("site.yaml", self.settings)
        self._save("departments.yaml", self.departments)
        for place in ("2023/dushu", "2024/dushu", "2024/slz-glz/daolu", "2024/songshu"):
            self._new(place, "slz-glz" if "daolu" in place else "slz-whz", drawn)

    # ── records ──────────────────────────────────────────────────────────────────────────────────────

    @rule(drawn=st.data(), year=st.sampled_from(YEARS), slug=st.sampled_from(SLUGS), is_apart=st.booleans())
    def add_a_record(self, drawn: st.DataObject, year: str, slug: str, is_apart: bool) -> None:
        department = drawn.draw(st.sampled_from(sorted(self.departments)))
        self._new(f"{year}/{department}/{slug}" if is_apart else f"{year}/{slug}", department, drawn)

    @precondition(lambda self: self.records)
    @rule(drawn=st.data(), field=st.sampled_from(sorted(FIELDS)), is_there=st.integers(0, 3))
    def change_a_field(self, drawn: st.DataObject, field: str, is_there: int) -> None:
        place = self._one(drawn)
        if is_there or field in NEEDED:
            self.records[place][field] = drawn.draw(FIELDS[field])
        else:
            self.records[place].pop(field, None)
        self._save_record(place)

    @precondition(lambda self: self.records)
    @rule(drawn=st.data())
    def change_an_indicator(self, drawn: st.DataObject) -> None:
        place = self._one(drawn)
        rows = [row for of in self.records[place]["绩效指标"].values() for rows in of.values() for row in rows]
        if rows:
            drawn.draw(st.sampled_from(rows)).update(drawn.draw(indicators))
        self._save_record(place)

    @precondition(lambda self: self.records)
    @rule(drawn=st.data(), slug=st.sampled_from(SLUGS))
    def rename_a_record(self, drawn: st.DataObject, slug: str) -> None:
        place = self._one(drawn)
        self._move(place, f"{place.rpartition('/')[0]}/{slug}", {})

    @precondition(lambda self: self.records)
    @rule(drawn=st.data(), year=st.sampled_from(YEARS))
    def move_a_record_to_another_year(self, drawn: st.DataObject, year: str) -> None:
        place = self._one(drawn)
        self._move(place, f"{year}/{place.partition('/')[2]}", {"预算年度": year})

    @precondition(lambda self: self.records)
    @rule(drawn=st.data(), is_apart=st.booleans())
    def move_a_record_to_another_department(self, drawn: st.DataObject, is_apart: bool) -> None:
        place = self._one(drawn)
        slug = drawn.draw(st.sampled_from(sorted(self.departments)))
        year, name = place.split("/")[0], place.split("/")[-1]
        target = f"{year}/{slug}/{name}" if is_apart else f"{year}/{name}"
        self._move(place, target, {"用款单位": self.departments[slug]["名称"]})

    @precondition(lambda self: self.records)
    @rule(drawn=st.data())
    def delete_a_record(self, drawn: st.DataObject) -> None:
        self._delete(self._one(drawn))

    @precondition(lambda self: self.records)
    @rule(drawn=st.data(), content=st.sampled_from((b"%PDF-1", b"%PDF-2", b"%PDF-long")), name=st.sampled_from("ab"))
    def add_or_replace_an_original(self, drawn: st.DataObject, content: bytes, name: str) -> None:
        place, file = self._one(drawn), f"originals/2024/{name}.pdf"
        self._write(file, content)
        self.records[place]["原件"] = {"文件": file}
        self._save_record(place)

    @precondition(lambda self: any("原件" in record for record in self.records.values()))
    @rule(drawn=st.data())
    def remove_an_original(self, drawn: st.DataObject) -> None:
        file = drawn.draw(st.sampled_from([one["原件"]["文件"] for one in self.records.values() if "原件" in one]))
        for place, record in self.records.items():
            if record.get("原件") == {"文件": file}:
                del record["原件"]
                self._save_record(place)
        (self.content / file).unlink()

    # ── what stands around them ──────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(("示例镇图书馆", "示例镇学校")), slug=st.sampled_from(("slz-tsg", "slz-xx")))
    def add_a_department(self, name: str, slug: str) -> None:
        if name not in [department["名称"] for department in self.departments.values()]:
            self.departments.setdefault(slug, {"名称": name})
        self._save("departments.yaml", self.departments)

    @rule(drawn=st.data(), ending=st.sampled_from(("", "（南区）", "（北区）")))
    def rename_a_department(self, drawn: st.DataObject, ending: str) -> None:
        department = self.departments[drawn.draw(st.sampled_from(sorted(self.departments)))]
        old = department["名称"]
        department["名称"] = new = old.partition("（")[0] + ending
        for place, record in self.records.items():
            if record["用款单位"] == old:
                record["用款单位"] = new
                self._save_record(place)
        self._save("departments.yaml", self.departments)

    @rule()
    def delete_the_departments_without_records(self) -> None:
        used = {record["用款单位"] for record in self.records.values()} or {"示例镇公路站"}
        left = {slug: one for slug, one in self.departments.items() if one["名称"] in used}
        self.departments = left or self.departments
        self._save("departments.yaml", self.departments)

    @rule(drawn=st.data(), short=st.sampled_from(("文站", "路站", None)))
    def give_a_department_a_short_name(self, drawn: st.DataObject, short: str | None) -> None:
        department = self.departments[drawn.draw(st.sampled_from(sorted(self.departments)))]
        department.pop("简称", None)
        department.update({"简称": short} if short else {})
        self._save("departments.yaml", self.departments)

    @rule(drawn=st.data(), field=st.sampled_from(sorted(SETTINGS)), is_there=st.integers(0, 3))
    def change_the_settings(self, drawn: st.DataObject, field: str, is_there: int) -> None:
        if is_there or field in ("名称", "主办单位"):
            self.settings[field] = drawn.draw(SETTINGS[field])
        else:
            self.settings.pop(field, None)
        self._save("site.yaml", self.settings)

    @rule(slug=st.sampled_from(PAGES), text=st.sampled_from(PAGE_TEXTS))
    def write_a_page(self, slug: str, text: str) -> None:
        self._write(f"pages/{slug}.md", text)

    @rule(slug=st.sampled_from(PAGES[1:]))
    def delete_a_page(self, slug: str) -> None:
        (self.content / f"pages/{slug}.md").unlink(missing_ok=True)

    @rule(base_url=st.sampled_from((None, "https://example.org/a", "https://example.org/a/b/")))
    def say_where_the_site_will_stand(self, base_url: str | None) -> None:
        self.base_url = base_url

    # ── the site itself, between two builds ──────────────────────────────────────────────────────────

    @rule(drawn=st.data(), how=st.sampled_from(("longer", "other", "gone", "closed", "linked", "older")))
    def spoil_a_file_of_the_site(self, drawn: st.DataObject, how: str) -> None:
        path = self._file_of_the_site(drawn)
        if how == "longer":
            path.write_bytes(path.read_bytes() + b"\n")
        elif how == "other":
            path.write_bytes(b"x" * path.stat().st_size)
        elif how == "gone":
            path.unlink()
        elif how == "closed":
            path.chmod(0o600)
        elif how == "linked":
            path.rename(elsewhere := self.folder / "elsewhere")
            path.symlink_to(elsewhere)
        else:
            os.utime(path, ns=(0, 0))

    @rule(drawn=st.data())
    def put_a_file_into_the_site(self, drawn: st.DataObject) -> None:
        path = self._file_of_the_site(drawn).with_name("by-hand.txt")
        path.write_bytes(b"by hand")
        self.by_hand.append(path.relative_to(self.output))

    @rule()
    def build_with_a_mistake(self) -> None:
        before = tree(self.output)
        self._save("site.yaml", {**self.settings, "主办单": "错字"})
        assert built(self.content, self.output, self.base_url).published is None
        assert tree(self.output) == before
        self._save("site.yaml", self.settings)

    def _file_of_the_site(self, drawn: st.DataObject) -> Path:
        time.sleep(0.02)  # what changes at the moment of a build may show no trace
        return self.output / drawn.draw(st.sampled_from(sorted(tree(self.output).keys() - OF_OURS)))

    def _one(self, drawn: st.DataObject) -> str:
        return drawn.draw(st.sampled_from(sorted(self.records)))

    def _new(self, place: str, department: str, drawn: st.DataObject) -> None:
        fixed = {"预算年度": place.split("/")[0], "用款单位": self.departments[department]["名称"]}
        self.records[place] = {**fixed, **{field: drawn.draw(FIELDS[field]) for field in NEEDED}}
        self._save_record(place)

    def _move(self, place: str, target: str, changes: Content) -> None:
        if target == place or target not in self.records:
            record = self.records[place]
            self._delete(place)
            self.records[target] = record | changes
            self._save_record(target)

    def _delete(self, place: str) -> None:
        del self.records[place]
        (self.content / f"projects/{place}.yaml").unlink()

    def _save_record(self, place: str) -> None:
        self._save(f"projects/{place}.yaml", self.records[place])

    def _save(self, name: str, value: object) -> None:
        self._write(name, json.dumps(value, ensure_ascii=False, indent=1))  # JSON is YAML

    def _write(self, name: str, content: str | bytes) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


TestAWarmBuildEqualsAColdOne = Site.TestCase
TestAWarmBuildEqualsAColdOne.settings = settings(
    max_examples=SITES,
    stateful_step_count=EDITS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.reuse, Phase.generate),  # to find a shorter way to a difference would take minutes
)


CHANGES = {
    "a template": ("site_templates/pages/project.html", "{% block main %}", "{% block main %}<!-- 甲 -->"),
    "a style sheet": ("site_templates/assets/css/2-base.css", "body", "body, body"),
    "a script": ("site_templates/assets/js/display.js", "", "// 甲\n"),
    "a word in the program": ("builder/render/pages.py", "公开时间表", "公开的时间表"),
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, to be changed."""
    folder = tmp_path_factory.mktemp("program")
    for name in ("builder", "site_templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("change", CHANGES)
def test_a_program_that_changed_makes_everything_as_it_now_does(change: str, program: Path, tmp_path: Path) -> None:
    def build_by_command(output: Path) -> dict[str, bytes]:
        done = gongkai("build", "--content", RESULTS, "--output", output, cwd=program, PYTHONPATH=str(program))
        assert done.returncode == 0, done.stderr
        return tree(output)

    name, old, new = CHANGES[change]
    before = build_by_command(tmp_path / "output")
    text = (program / name).read_text("utf-8")
    assert old in text
    (program / name).write_text(text.replace(old, new, 1), "utf-8")
    after = build_by_command(tmp_path / "output")
    assert after != before
    assert after == build_by_command(tmp_path / "fresh")
