"""What ``gongkai package`` makes of a site: the zip, what changed, and what it refuses.

The page for whoever uploads it is in test_package_page.py.
"""

import errno
import hashlib
import os
import shutil
import stat
import subprocess
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content import load
from builder.publish import PublishError, archive, manifest
from builder.publish.archive import packed_manifest
from builder.publish.lock import exclusive
from builder.publish.package import Packaged, package
from builder.publish.published import is_published
from builder.render import addresses
from tests.conftest import HISTORY, Run, build, gongkai
from tests.publishing import publish

Files = dict[str, bytes]

HOME = {"index.html": b"<title>site</title>", "assets/css/site.css": b"h1 {}"}
FIRST = {**HOME, "projects/2024/a/index.html": b"a", "data/projects/2024/a.json": b"{}", "pagefind/a.txt": b"1"}
SECOND = {**FIRST, "index.html": b"<title>new</title>", "pagefind/b.txt": b"2"}
del SECOND["pagefind/a.txt"]


def put(files: Files, output: Path) -> Path:
    """Publish an invented site."""
    publish(iter(files.items()), output, protected=output.parent / "content")
    return output


def tree(folder: Path) -> Files:
    """Every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def packed(path: Path) -> Files:
    """What a zip holds, after a check of it by the zip's own sums."""
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def beside(output: Path) -> list[str]:
    """What else is in the folder that holds the site."""
    return sorted(path.name for path in output.parent.iterdir() if path != output)


def refused(output: Path, since: Path | None = None, to: Path | None = None) -> tuple[int, str]:
    """Exit code and message, after a check that nothing was written."""
    before = {folder: tree(folder) for folder in {output.parent, to or output.parent}}
    with pytest.raises(PublishError) as caught:
        package(output, since, to)
    assert {folder: tree(folder) for folder in before} == before
    return caught.value.exit_code, str(caught.value)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


# ---- the whole site ----


class Year(NamedTuple):
    """The invented county's site as it was uploaded, and as it is after a few weeks."""

    before: Path
    after: Path
    uploaded: Path
    """The zip of ``before``."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    root = tmp_path_factory.mktemp("package")
    before = build(HISTORY, root / "before/output")
    content = Path(shutil.copytree(HISTORY, root / "content"))
    records = content / "projects"
    change(records / "2024/gongyi-gangwei.yaml", "公益性岗位补贴", "见习岗位补贴", records / "2024/jianxi-gangwei.yaml")
    change(records / "2024/jineng-peixun.yaml", "预算金额: ", "预算金额: 1")
    change(records / "2020/wenti-huodong.yaml", "安全指标:", "现场秩序指标:")
    withdraw(records / "2024/nongcun-gonglu.yaml")
    after = build(content, root / "after/output")
    return Year(before, after, package(before).zip)


def change(record: Path, old: str, new: str, target: Path | None = None) -> None:
    text = record.read_text("utf-8")
    assert old in text
    (target or record).write_text(text.replace(old, new, 1), "utf-8")


def withdraw(record: Path) -> None:
    with record.open("a", encoding="utf-8") as file:
        file.write("撤回: {日期: 2024-07-01, 理由: 批复已撤销}\n")


def test_the_zip_holds_just_the_site(year: Year) -> None:
    assert packed(year.uploaded) == tree(year.before)
    assert beside(year.before) == ["output-上传说明.html", "output.zip"]


def test_unpacked_where_the_site_stands_the_manifest_agrees(year: Year, tmp_path: Path) -> None:
    shutil.unpack_archive(year.uploaded, tmp_path / "host")
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "host", check=False)
    assert checked.returncode == 0


def test_names_are_sorted_and_plain_and_nothing_tells_when_or_by_whom(year: Year) -> None:
    with zipfile.ZipFile(year.uploaded) as file:
        entries = file.infolist()
    assert [one.filename for one in entries] == sorted(tree(year.before))
    assert all(one.filename.isascii() for one in entries)
    assert {one.external_attr >> 16 for one in entries} == {stat.S_IFREG | 0o644}
    assert {(one.date_time, one.create_system, one.extra) for one in entries} == {((1980, 1, 1, 0, 0, 0), 3, b"")}


def test_the_same_site_gives_the_same_bytes_elsewhere_later_and_for_somebody_else(year: Year, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(year.before, tmp_path / "elsewhere/output", copy_function=shutil.copyfile))
    for number, path in enumerate(sorted(copy.rglob("*"))):
        os.utime(path, (number * 1e6, number * 1e6))
        path.chmod(0o700 if path.is_dir() else 0o600)
    old_umask = os.umask(0o077)
    try:
        done = gongkai("package", "--output", copy, TZ="Pacific/Kiritimati", PYTHONHASHSEED="7", LC_ALL="C")
    finally:
        os.umask(old_umask)
    assert done.returncode == 0, done.stderr
    again, first = copy.with_name("output.zip"), year.uploaded
    assert again.read_bytes() == first.read_bytes()
    page = "output-上传说明.html"
    assert again.with_name(page).read_bytes() == first.with_name(page).read_bytes()


def test_a_second_time_gives_the_same_bytes_over_the_first(output: Path) -> None:
    put(FIRST, output)
    first = package(output)
    before = tree(output.parent)
    assert package(output) == first
    assert tree(output.parent) == before


def test_results_go_to_stdout_and_name_the_files(run: Run, output: Path) -> None:
    put(FIRST, output)
    code, said, talk = run("package")
    assert (code, talk) == (0, "")
    assert said.startswith("压缩包：output.zip（6 个文件，解压后 ")
    assert said.splitlines()[1:] == ["上传说明：output-上传说明.html"]


def test_to_names_another_folder(run: Run, output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    (tmp_path / "u盘").mkdir()
    code, said, _ = run("package", "--to", "u盘")
    assert code == 0
    assert "压缩包：u盘/output.zip" in said
    assert beside(output) == ["u盘"]
    assert sorted(tree(tmp_path / "u盘")) == ["output-上传说明.html", "output.zip"]


def test_what_somebody_put_into_the_site_is_told_and_not_packed(run: Run, output: Path) -> None:
    put(FIRST, output)
    (output / "google-verify.html").write_bytes(b"x")
    (output / ".gitkeep").touch()
    (output / "assets/.DS_Store").touch()
    code, _, talk = run("package")
    assert code == 0
    assert "1 个不是程序生成的文件，没有打包：google-verify.html" in talk
    assert packed(output.with_name("output.zip")).keys() == {*FIRST, "SHA256SUMS"}


def test_a_large_file_is_packed_in_pieces(output: Path) -> None:
    put({**HOME, "originals/scan.pdf": bytes(60_000_000)}, output)
    tracemalloc.start()
    try:
        package(output)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000


def test_more_files_than_an_old_zip_can_count_are_packed_and_found_again(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FIRST, output)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 300)
    done = package(output)
    assert packed(done.zip) == tree(output)
    assert b"PK\6\6" in done.zip.read_bytes()
    with done.zip.open("rb") as file:
        assert packed_manifest(file) == (output / "SHA256SUMS").read_bytes()


# ---- what changed since the last time ----


@pytest.fixture(scope="module")
def update(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """The package of what changed in the county."""
    return package(year.after, year.uploaded, tmp_path_factory.mktemp("update"))


def test_only_new_and_changed_files_are_packed_and_the_whole_manifest(year: Year, update: Packaged) -> None:
    before, after = tree(year.before), tree(year.after)
    expected = {address: data for address, data in after.items() if before.get(address) != data}
    assert packed(update.zip) == expected
    assert "SHA256SUMS" in expected
    assert len(expected) < len(after) / 2


def test_over_the_old_site_the_changes_without_the_listed_files_give_the_new_site(
    year: Year, update: Packaged, tmp_path: Path
) -> None:
    host = tmp_path / "host"
    shutil.unpack_archive(year.uploaded, host)
    upload(update, host)
    assert tree(host) == tree(year.after)
    assert update.gone
    assert b"pagefind/2024-" in update.gone.read_bytes()


def upload(done: Packaged, host: Path) -> None:
    """What the page tells to do."""
    shutil.unpack_archive(done.zip, host)
    for address in done.gone.read_text("ascii").splitlines() if done.gone else ():
        (host / address).unlink()


def test_the_manifest_and_the_packages_that_hold_it_tell_the_same(year: Year, update: Packaged, tmp_path: Path) -> None:
    for number, since in enumerate((year.before / "SHA256SUMS", year.uploaded)):
        to = tmp_path / str(number)
        to.mkdir()
        assert package(year.after, since, to).zip.read_bytes() == update.zip.read_bytes()
    assert packed(update.zip)["SHA256SUMS"] == (year.after / "SHA256SUMS").read_bytes()


def test_from_one_package_of_changes_to_the_next(output: Path, tmp_path: Path) -> None:
    host = tmp_path / "host"
    put(FIRST, output)
    last = package(output)
    upload(last, host)
    for number in range(3):
        put({**FIRST, "index.html": b"%d" % number, f"pagefind/{number}.txt": b"x"}, output)
        to = tmp_path / str(number)
        to.mkdir()
        last = package(output, last.zip, to)
        upload(last, host)
        assert tree(host) == tree(output)


def test_a_manifest_that_an_editor_or_a_transfer_in_text_mode_touched_is_read(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    touched = tmp_path / "saved.txt"
    touched.write_bytes(b"\xef\xbb\xbf" + (output / "SHA256SUMS").read_bytes().replace(b"\n", b"\r\n"))
    assert package(output, touched).changes == package(output, output / "SHA256SUMS").changes
    assert package(output, touched).content.files == 1


def test_without_a_change_it_says_that_nothing_need_be_uploaded(run: Run, output: Path) -> None:
    put(FIRST, output)
    code, said, _ = run("package", "--since", output / "SHA256SUMS")
    assert code == 0
    assert "没有变化，不用上传" in said
    assert "没有变化，不用上传" in output.with_name("output-changes-上传说明.html").read_text("utf-8")


def test_an_earlier_list_of_files_to_delete_does_not_outlive_its_package(output: Path) -> None:
    put(FIRST, output)
    before = package(output).zip
    put(SECOND, output)
    done = package(output, before)
    assert done.gone
    assert done.gone.read_text("ascii") == "pagefind/a.txt\n"
    put(FIRST, output)
    assert package(output, before).gone is None
    assert "output-changes-删除清单.txt" not in beside(output)


_NAMES = st.sampled_from(["a", "b", "page-2", "zh_1"])
_ADDRESSES = st.builds(
    lambda top, folders, name, end: "/".join([top, *folders, name]) + end,
    st.sampled_from(["assets", "pagefind", "indicators"]),
    st.lists(_NAMES, max_size=2),
    _NAMES,
    st.sampled_from([".txt", ".js", "-x.html"]),
)
SITES = st.dictionaries(_ADDRESSES, st.binary(max_size=3), max_size=12).map(lambda files: {**files, **HOME})


@settings(max_examples=60, deadline=None)
@given(SITES, SITES)
def test_whatever_two_sites_are_the_changes_lead_from_one_to_the_other(
    tmp_path_factory: pytest.TempPathFactory, one: Files, other: Files
) -> None:
    root = tmp_path_factory.mktemp("sites")
    output, host = put(one, root / "output"), root / "host"
    first = package(output)
    upload(first, host)
    put(other, output)
    done = package(output, first.zip)
    upload(done, host)
    assert tree(host) == tree(output)
    assert done.changes is not None
    assert len(done.changes.new) + len(done.changes.changed) == done.content.files - 1
    shutil.rmtree(root)


# ---- published addresses stay ----


def test_what_is_published_are_pages_data_and_originals_of_a_real_site(year: Year) -> None:
    site = load(HISTORY).site
    assert site
    years = {project.record.year for project in site.projects}
    departments = {project.department for project in site.projects}
    expected = {
        *("index.html", "years/index.html", "search/index.html", addresses.DATA, addresses.SITEMAP),
        *(addresses.departments_address(), addresses.timeline_address()),
        *(addresses.DATAPACKAGE, addresses.DEPARTMENTS_CSV),
        *(
            make(project.address)
            for project in site.projects
            for make in (addresses.project_address, addresses.project_json)
        ),
        *(make(year) for year in years for make in (addresses.year_address, addresses.year_json)),
        *(addresses.year_csv(year, table) for year in years for table in ("projects", "indicators")),
        *(addresses.year_csv(year, "corrections") for year in (2020, 2022)),
        *(make(slug) for slug in departments for make in (addresses.department_address, addresses.department_json)),
        *(addresses.plain_address(page.slug) for page in site.pages),
        *site.originals,
    }
    assert {address for address in tree(year.before) if is_published(address)} == expected


@pytest.mark.parametrize(
    "address",
    [
        addresses.year_address(2024, 2),
        addresses.departments_address(2),
        addresses.department_address("zgh", 12),
        addresses.timeline_address(3),
        addresses.indicators_address(),
        addresses.category_address("数量指标"),
        addresses.category_year_address("安全指标", 2024, 2),
        addresses.FEED,
        *("404.html", "robots.txt", "sitemap.xml", "sitemap-2.xml", "pagefind/projects/2024/x.json", "SHA256SUMS"),
    ],
)
def test_later_pages_of_tables_views_by_indicator_and_what_pages_load_may_go(address: str) -> None:
    assert not is_published(address)


@pytest.mark.parametrize("folder", ["projects/2024", "pages"])
def test_a_project_or_a_page_may_be_called_like_a_later_page_and_still_stays(folder: str) -> None:
    assert is_published(f"{folder}/page-2/index.html")


def test_a_deleted_record_is_refused_with_each_address_once_and_the_remedy(
    run: Run, year: Year, tmp_path: Path
) -> None:
    content = Path(shutil.copytree(HISTORY, tmp_path / "content"))
    (content / "projects/2020/slx-jtj/houche-ting.yaml").unlink()
    build(content, tmp_path / "output")
    code, said, talk = run("package", "--since", year.uploaded)
    assert (code, said) == (1, "")
    for address in ("projects/2020/slx-jtj/houche-ting/index.html", "data/projects/2020/slx-jtj/houche-ting.json"):
        assert talk.count(f"  {address}\n") == 1
    assert "恢复 content 里的记录" in talk
    assert "撤回: {日期: …, 理由: …}" in talk
    assert beside(tmp_path / "output") == ["content"]


def test_a_withdrawn_record_keeps_its_page(update: Packaged) -> None:
    assert "批复已撤销" in packed(update.zip)["projects/2024/nongcun-gonglu/index.html"].decode()
    assert update.changes
    assert "indicators/other-204708b74a0e4da4/index.html" in update.changes.gone  # 安全指标, which was corrected
    assert not [address for address in update.changes.gone if is_published(address)]


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("originals/2024/x.pdf", "放回 content/originals"),
        ("pages/about/index.html", "content/pages"),
        ("departments/zgh/index.html", "departments.yaml"),
        ("data/departments/zgh.json", "departments.yaml"),
        ("data/years/2024/corrections.csv", "“更正”"),
        ("timeline/index.html", "“更正”"),
    ],
)
def test_each_kind_of_address_has_its_remedy(output: Path, address: str, remedy: str) -> None:
    put({**FIRST, address: b"x"}, output)
    before = package(output).zip
    put(FIRST, output)
    code, message = refused(output, before)
    assert code == 1
    assert "少了 1 个已经公布的地址" in message
    assert message.count(address) == 1
    assert remedy in message


# ---- a site that isn't whole ----


def leave(_: Path) -> None:
    pass


def rewrite(path: Path) -> None:
    path.unlink()  # The file may be linked into another site.
    path.write_bytes(b"A")


def replace_by_link(path: Path) -> None:
    path.rename(path.with_name("b.html"))
    path.symlink_to("b.html")


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replace_folder_by_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.touch()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "缺少这个文件"),
        (rewrite, "与生成的不同"),
        (replace_by_link, "不是普通文件"),
        (replace_by_pipe, "不是普通文件"),
        (replace_by_folder, "不是普通文件"),
        (lambda path: shutil.rmtree(path.parent), "缺少这个文件"),
        (replace_folder_by_file, "缺少这个文件"),
    ],
    ids=["missing", "changed", "link", "pipe", "folder", "folder missing", "file for a folder"],
)
@pytest.mark.parametrize("since", [False, True], ids=["whole", "since"])
def test_a_file_that_is_not_what_was_built_is_named(
    output: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str, since: bool
) -> None:
    put(FIRST, output)
    saved = Path(shutil.copy(output / "SHA256SUMS", tmp_path / "saved"))
    spoil(output / "projects/2024/a/index.html")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(PublishError) as caught:
        package(output, saved if since else None)
    assert caught.value.exit_code == 2
    assert f"{output}/projects/2024/a/index.html：{words}" in str(caught.value)
    assert "再运行 gongkai build" in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_all_that_is_broken_is_named_at_once(output: Path) -> None:
    put(FIRST, output)
    rewrite(output / "index.html")
    (output / "pagefind/a.txt").unlink()
    code, message = refused(output)
    assert code == 2
    assert "index.html：与生成的不同" in message
    assert "pagefind/a.txt：缺少" in message


@pytest.mark.parametrize("line", ["0" * 64 + "  ../secret\n", "nonsense\n", "é\n"])
def test_a_manifest_of_the_site_that_was_edited_is_refused(output: Path, line: str) -> None:
    put(FIRST, output)
    sums = (output / "SHA256SUMS").read_text("ascii")
    (output / "SHA256SUMS").unlink()
    (output / "SHA256SUMS").write_text(line + sums, "utf-8")
    code, message = refused(output)
    assert code == 2
    assert "再运行 gongkai build" in message


@pytest.mark.parametrize("make", [leave, Path.mkdir, Path.touch], ids=["nothing", "empty", "file"])
def test_where_there_is_no_site_of_ours_nothing_is_written(output: Path, make: Callable[[Path], None]) -> None:
    make(output)
    code, message = refused(output)
    assert code == 2
    assert str(output) in message
    assert "gongkai build" in message


def test_a_site_in_a_folder_that_is_missing_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="没有这个文件夹") as caught:
        package(tmp_path / "nowhere/output")
    assert caught.value.exit_code == 2


def test_a_link_to_a_site_is_packed_beside_the_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    put(FIRST, tmp_path / "real/site-1")
    (tmp_path / "output").symlink_to("real/site-1")
    assert packed(package(tmp_path / "output").zip).keys() == {*FIRST, "SHA256SUMS"}
    assert beside(tmp_path / "output") == ["output-上传说明.html", "output.zip", "real"]


def test_somebody_elses_folder_with_a_manifest_is_no_site(output: Path) -> None:
    output.mkdir()
    (output / "a.txt").write_bytes(b"a")
    (output / "SHA256SUMS").write_text(f"{hashlib.sha256(b'a').hexdigest()}  a.txt\n", "ascii")
    assert refused(output) == (
        2,
        f"{output}：这不是由公开（Gongkai）生成的网站。请用 --output 指出 gongkai build 生成的文件夹。",
    )


# ---- manifests from anywhere ----

SUM = "0" * 64


def sums_of(files: Mapping[str, bytes]) -> str:
    return manifest.write({address: hashlib.sha256(data).hexdigest() for address, data in files.items()}).decode(
        "ascii"
    )


HOSTILE = {
    "parent": f"{SUM}  ../../etc/passwd\n",
    "parent inside": f"{SUM}  data/../../x.json\n",
    "absolute": f"{SUM}  /etc/passwd\n",
    "drive": f"{SUM}  C:\\x.txt\n",
    "hidden": f"{SUM}  .htaccess\n",
    "hidden inside": f"{SUM}  data/.git/config\n",
    "escape sequence": f"{SUM}  \x1b[2Jx.html\n",
    "blank": f"{SUM}  a b.html\n",
    "no address": f"{SUM}  \n",
    "empty line": "\n",
    "short sum": f"{SUM[1:]}  a.html\n",
    "upper case": f"{'A' * 64}  a.html\n",
    "too long": f"{SUM}  {'a/' * 600}a.html\n",
    "twice": f"{SUM}  index.html\n",
    "twice but for case": f"{SUM}  INDEX.html\n",
    "file and folder": f"{SUM}  index.html/a.html\n",
    "itself": f"{SUM}  SHA256SUMS\n",
    "other letters": f"{SUM}  批复.pdf\n",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_manifest_with_a_line_that_no_site_has_is_refused(output: Path, tmp_path: Path, line: str) -> None:
    put(FIRST, output)
    since = tmp_path / "from-elsewhere"
    since.write_text(line + sums_of(FIRST), "utf-8")
    code, message = refused(output, since)
    assert code == 2
    assert message.startswith(f"{since}：不是一个网站的文件清单：")
    assert "SHA256SUMS" in message  # where to get the right one
    assert message.isprintable()


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"PK", b"\0" * 1000, b"hello\n", sums_of(FIRST).encode("utf-16"), b"\xff" + sums_of(FIRST).encode()],
    ids=["empty", "line", "PK", "zeros", "text", "UTF-16", "stray byte"],
)
def test_a_file_that_is_no_manifest_is_refused(output: Path, tmp_path: Path, data: bytes) -> None:
    put(FIRST, output)
    since = tmp_path / "something"
    since.write_bytes(data)
    assert refused(output, since)[0] == 2


def test_the_manifest_of_something_else_than_a_site_is_refused(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    since = tmp_path / "SHA256SUMS"
    since.write_text(f"{SUM}  debian-12.iso\n", "ascii")
    code, message = refused(output, since)
    assert code == 2
    assert "不是由公开（Gongkai）生成的网站" in message


@pytest.mark.parametrize("make", [leave, Path.mkdir, os.mkfifo], ids=["missing", "folder", "pipe"])
def test_what_is_no_file_is_not_read(output: Path, tmp_path: Path, make: Callable[[Path], None]) -> None:
    put(FIRST, output)
    make(tmp_path / "since")
    code, message = refused(output, tmp_path / "since")
    assert code == 2
    assert message.startswith(f"{tmp_path}/since：")


def test_the_name_of_a_file_cannot_steer_the_terminal(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    since = tmp_path / "\x1b[2J\nname"
    since.write_bytes(b"nonsense")
    assert refused(output, since)[1].isprintable()


def test_no_more_is_read_than_a_manifest_may_have(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FIRST, output)
    monkeypatch.setattr(manifest, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr("builder.publish.earlier.MAX_BYTES", 1_000_000)
    endless = tmp_path / "endless"
    with endless.open("wb") as file:
        file.truncate(1 << 40)
    bomb = tmp_path / "bomb.zip"
    with bomb.open("wb") as file, archive.Archive(file) as packing, (tmp_path / "zeros").open("w+b") as zeros:
        zeros.truncate(100_000_000)
        packing.add("SHA256SUMS", zeros, 100_000_000)
    for since in (endless, bomb):
        tracemalloc.start()
        try:
            with pytest.raises(PublishError, match="超过了 1 MB"):
                package(output, since)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 8_000_000


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_comment(data: bytes) -> bytes:
    return data[: data.rindex(b"gongkai package")]


def elsewhere(data: bytes) -> bytes:
    return data[:-20] + b"9" * 20


def at_another_file(data: bytes) -> bytes:
    return data[:-20] + b"%020d" % data.index(b"PK\3\4", int(data[-20:]) + 1)


def with_a_wrong_sum(data: bytes) -> bytes:
    offset = int(data[-20:])
    return data[: offset + 14] + b"\0\0\0\0" + data[offset + 18 :]


def with_broken_bytes(data: bytes) -> bytes:
    offset = int(data[-20:])
    return data[: offset + 60] + b"\xff" * 40 + data[offset + 100 :]


@pytest.mark.parametrize(
    "spoil", [cut, without_comment, elsewhere, at_another_file, with_a_wrong_sum, with_broken_bytes]
)
def test_a_package_that_is_not_ours_or_broken_is_refused(
    output: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    put(FIRST, output)
    good = package(output).zip
    since = tmp_path / "last.zip"
    since.write_bytes(spoil(good.read_bytes()))
    code, message = refused(output, since)
    assert code == 2
    assert "这个压缩包损坏了" in message or "不是由 gongkai package 生成的，或者不完整" in message


# ---- what stands in the way ----

FOREIGN = {"zip": "output-changes.zip", "page": "output-changes-上传说明.html", "list": "output-changes-删除清单.txt"}


@pytest.mark.parametrize("name", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(
    "make",
    [lambda path: path.write_bytes(b"my notes\n"), Path.mkdir, lambda path: path.symlink_to("precious"), os.mkfifo],
    ids=["file", "folder", "link", "pipe"],
)
def test_nothing_of_somebody_else_is_overwritten(output: Path, name: str, make: Callable[[Path], object]) -> None:
    put(FIRST, output)
    since = package(output).zip
    put(SECOND, output)
    make(output.with_name(name))
    code, message = refused(output, since)
    assert code == 2
    assert message.startswith(f"{output.with_name(name)}：已经有了，而且不是 gongkai package 写的")
    assert "--to" in message


def test_somebody_elses_zip_is_not_overwritten(output: Path) -> None:
    put(FIRST, output)
    with zipfile.ZipFile(output.with_name("output.zip"), "w") as file:
        file.writestr("SHA256SUMS", "x")
    assert refused(output)[0] == 2


def test_the_package_to_compare_with_is_not_overwritten(output: Path) -> None:
    put(FIRST, output)
    first = package(output).zip
    put(SECOND, output)
    last = package(output, first).zip
    code, message = refused(output, last)
    assert code == 2
    assert "改名" in message


@pytest.mark.parametrize("to", ["nowhere", "output", "output/data"])
def test_a_folder_that_will_not_do_is_refused(output: Path, tmp_path: Path, to: str) -> None:
    put(FIRST, output)
    with pytest.raises(PublishError) as caught:
        package(output, to=tmp_path / to)
    assert caught.value.exit_code == 2
    assert "--to" in str(caught.value)
    assert beside(output) == []


def test_while_a_build_is_running_nothing_is_packed(output: Path) -> None:
    put(FIRST, output)
    with exclusive(output), pytest.raises(PublishError, match="另一个生成正在进行") as caught:
        package(output)
    assert caught.value.exit_code == 3
    assert beside(output) == []


def test_while_a_site_is_packed_no_build_replaces_it(output: Path) -> None:
    put(FIRST, output)

    def building(addresses: object) -> Iterator[str]:
        for address in addresses:  # type: ignore[attr-defined]
            with pytest.raises(PublishError, match="正在打包"):
                put(SECOND, output)
            yield address

    assert packed(package(output, watched=building).zip).keys() == {*FIRST, "SHA256SUMS"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")], ids=["Ctrl+C", "full disk"])
def test_when_it_fails_halfway_the_earlier_package_stays(output: Path, error: BaseException) -> None:
    put(FIRST, output)
    package(output)
    before = tree(output.parent)
    put(SECOND, output)

    def failing(addresses: object) -> Iterator[str]:
        yield from list(addresses)[:3]  # type: ignore[call-overload]
        raise error

    with pytest.raises((KeyboardInterrupt, PublishError)) as caught:
        package(output, watched=failing)
    shutil.rmtree(output)
    assert tree(output.parent) == {address: data for address, data in before.items() if "/" not in address}
    if isinstance(caught.value, PublishError):
        assert caught.value.exit_code == 3
        assert "--to" in str(caught.value)


def test_what_a_killed_run_left_is_gone_with_the_next(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    (tmp_path / "precious").write_bytes(b"precious")
    output.with_name(".output.zip.gongkai-new").symlink_to("precious")
    package(output)
    assert beside(output) == ["output-上传说明.html", "output.zip", "precious"]
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_a_folder_that_cannot_be_written_to_is_explained(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FIRST, output)
    real = os.open

    def refuse(path: object, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(tmp_path / "stick")):
            raise OSError(errno.EROFS, "read-only", str(path))
        return real(path, flags, mode)  # type: ignore[arg-type]

    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(os, "open", refuse)
    code, message = refused(output, to=tmp_path / "stick")
    assert code == 3
    assert "只读" in message
    assert "--to" in message
