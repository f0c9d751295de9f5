"""The feed, the sitemap and robots.txt, as programs read them."""

import html
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from builder.content import load
from builder.model import Project, Record, Site
from builder.render.environment import environment
from builder.render.feeds import MAX_ITEMS, MAX_SITEMAP, sitemap
from tests.conftest import TOWN, build
from tests.full_site import BASE_URL, CORRECTED, PUBLISHED, appended, full_content
from tests.making import rendered_files

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Built(NamedTuple):
    """A site that was told its base address, and its content."""

    content: Path
    folder: Path

    @property
    def projects(self) -> tuple[Project, ...]:
        return site_of(self.content).projects

    @property
    def channel(self) -> Element:
        return channel_in((self.folder / "feed.xml").read_bytes())


def site_of(content: Path) -> Site:
    site = load(content).site
    assert site
    return site


def channel_in(feed: bytes) -> Element:
    root = ElementTree.fromstring(feed)  # noqa: S314 - our own
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert channel.tag == "channel"
    return channel


def text(element: Element, name: str) -> str:
    """The text of the one element of this name."""
    (found,) = element.findall(name)
    assert found.text
    return found.text


def feed_of(content: Path) -> Element:
    """The channel of the feed, without the rest of the site."""
    files = rendered_files(site_of(content), BASE_URL)
    feed = files["feed.xml"]
    assert isinstance(feed, bytes)
    return channel_in(feed)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Built:
    content = full_content(tmp_path_factory.mktemp("full") / "content")
    return Built(content, build(content, content.with_name("output")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("town") / "output"
    return Built(TOWN, build(TOWN, folder, BASE_URL))


@pytest.fixture(params=["full", "hostile"])
def built(request: pytest.FixtureRequest) -> Built:
    found: Built = request.getfixturevalue(request.param)
    return found


# ---- the feed ----


def test_the_feed_is_rss_that_knows_its_own_address(built: Built) -> None:
    channel = built.channel
    settings = site_of(built.content).settings
    assert text(channel, "title") == settings.name
    assert text(channel, "link") == BASE_URL
    assert settings.publisher in text(channel, "description")
    (itself,) = channel.findall(f"{ATOM}link")
    assert itself.attrib == {"href": f"{BASE_URL}feed.xml", "rel": "self", "type": "application/rss+xml"}
    for item in channel.findall("item"):
        assert [part.tag for part in item][:4] == ["title", "link", "description", "guid"]
        assert all(text(item, name) for name in ("title", "link", "description", "guid"))


def test_the_feed_tells_of_publications_and_corrections_newest_first(full: Built) -> None:
    items = full.channel.findall("item")
    told = [(text(item, "pubDate"), text(item, "title"), text(item, "description")) for item in items]
    name = "东莞市望牛墩镇总工会2024年度“工会活动”"
    about = "项目的绩效目标批复：预算40,000元，9项绩效指标。"
    other = "东莞市望牛墩镇总工会2024年度“购买社工服务费”"
    assert told == [
        ("Tue, 09 Jul 2024 00:00:00 +0800", f"更正：{name}", "更正了满意度的指标值"),
        ("Mon, 01 Jul 2024 00:00:00 +0800", f"更正：{name}", "更正了项目类型"),
        ("Mon, 03 Jun 2024 00:00:00 +0800", f"公开：{name}", f"{name}{about}"),
        ("Sun, 02 Jun 2024 00:00:00 +0800", f"公开：{other}", told[3][2]),
    ]


def news_of(record: Record) -> Iterator[tuple[str, date | None]]:
    yield "公开", record.disclosure.day if record.disclosure else None
    yield from (("更正", correction.day) for correction in record.corrections)
    if record.withdrawal:
        yield "撤回", record.withdrawal.day


def test_everything_that_happened_is_told_once_and_dated_as_a_person_entered_it(hostile: Built) -> None:
    expected = Counter(
        (f"{BASE_URL}{project.address}", what, day)
        for project in hostile.projects
        for what, day in news_of(project.record)
    )
    items = hostile.channel.findall("item")
    told = Counter((text(item, "link"), text(item, "title")[:2], day_of(item)) for item in items)
    assert told == expected


def day_of(item: Element) -> date | None:
    if item.find("pubDate") is None:
        return None
    moment = parsedate_to_datetime(text(item, "pubDate"))
    assert moment.utcoffset() == timedelta(hours=8)
    assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date()


def test_dated_news_stand_newest_first_then_the_undated_by_newest_year(hostile: Built) -> None:
    items = hostile.channel.findall("item")
    days = [day_of(item) for item in items]
    dated = [day for day in days if day]
    assert 0 < len(dated) < len(days)
    assert days[: len(dated)] == sorted(dated, reverse=True)
    years = [text(item, "link").removeprefix(f"{BASE_URL}projects/")[:4] for item in items[len(dated) :]]
    assert len(set(years)) > 1
    assert years == sorted(years, reverse=True)


def test_every_item_has_a_guid_of_its_own_and_a_permanent_one_is_its_page(built: Built) -> None:
    items = built.channel.findall("item")
    guids = [text(item, "guid") for item in items]
    assert len(guids) == len(set(guids))
    for item in items:
        (guid,) = item.findall("guid")
        is_publication = text(item, "title").startswith("公开")
        assert guid.get("isPermaLink") == ("true" if is_publication else "false")
        assert (guid.text == text(item, "link")) == is_publication
        assert "#" not in (guid.text or "")
        assert (built.folder / text(item, "link").removeprefix(BASE_URL) / "index.html").is_file()


def test_a_text_with_signs_of_html_is_shown_as_typed(hostile: Built) -> None:
    # A description is read as HTML, so that what was typed is in it as HTML writes it.
    shown = {html.unescape(text(item, "description")) for item in hostile.channel.findall("item")}
    corrections = {one.text for project in hostile.projects for one in project.record.corrections}
    assert any("<" in correction for correction in corrections)
    assert corrections <= shown
    for item in hostile.channel.findall("item"):
        assert "<" not in text(item, "description")


def test_the_guid_of_a_correction_stays_when_another_is_added(tmp_path: Path) -> None:
    content = full_content(tmp_path / "content")
    before = [text(item, "guid") for item in feed_of(content).findall("item")]
    path = content / CORRECTED
    more = "更正:\n  - {日期: 2024-07-09, 内容: 更正了另一处}\n"
    path.write_text(path.read_text("utf-8").replace("更正:\n", more), "utf-8")
    after = [text(item, "guid") for item in feed_of(content).findall("item")]
    assert len(after) == len(set(after)) == len(before) + 1
    assert set(before) < set(after)


def test_a_correction_typed_twice_is_one_piece_of_news(tmp_path: Path) -> None:
    content = full_content(tmp_path / "content")
    appended(content / PUBLISHED, "更正:\n" + 2 * "  - {日期: 2024-07-09, 内容: 更正了名称}\n")
    guids = [text(item, "guid") for item in feed_of(content).findall("item")]
    assert len(guids) == len(set(guids))


@pytest.mark.parametrize("dated", [MAX_ITEMS, 10])
def test_a_long_feed_keeps_the_newest(tmp_path: Path, dated: int) -> None:
    content = full_content(tmp_path / "content")
    record = (content / PUBLISHED).read_text("utf-8").replace("公开: {日期: 2024-06-02}\n", "")
    for number in range(MAX_ITEMS):
        path = content / f"projects/2024/x-{number}.yaml"
        path.write_text(record.replace("购买社工服务费", f"购买社工服务费{number}"), "utf-8")
        if number < dated:
            appended(path, f"公开: {{日期: {date(2020, 1, 1) + timedelta(days=number)}}}\n")
    days = [day_of(item) for item in feed_of(content).findall("item")]
    earlier = [date(2020, 1, 1) + timedelta(days=number) for number in reversed(range(dated))]
    newest = [date(2024, 7, 9), date(2024, 7, 1), date(2024, 6, 3), date(2024, 6, 2)]
    assert days == [*newest, *earlier, *[None] * MAX_ITEMS][:MAX_ITEMS]


# ---- the sitemap ----


def entries(sitemap: bytes) -> list[tuple[str, str | None]]:
    root = ElementTree.fromstring(sitemap)  # noqa: S314 - our own
    assert root.tag == f"{MAP}urlset"
    return [(text(url, f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) for url in root]


def test_the_sitemap_lists_every_page_once_but_the_one_for_errors(built: Built) -> None:
    pages = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")} - {"404.html"}
    listed = [address for address, _ in entries((built.folder / "sitemap.xml").read_bytes())]
    assert sorted(listed) == sorted(f"{BASE_URL}{page.removesuffix('index.html')}" for page in pages)


def test_only_pages_with_an_entered_day_have_one_and_it_is_the_last(built: Built) -> None:
    expected = {}
    for project in built.projects:
        days = [day for _, day in news_of(project.record) if day]
        if days:
            expected[f"{BASE_URL}{project.address}"] = str(max(days))
    found = {address: day for address, day in entries((built.folder / "sitemap.xml").read_bytes()) if day}
    assert found == expected


def test_more_addresses_than_a_sitemap_may_hold_are_divided() -> None:
    pages = [(f"projects/2024/p-{number}/index.html", None) for number in range(MAX_SITEMAP + 1)]
    files = dict(sitemap(environment(), pages, BASE_URL))
    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    index = ElementTree.fromstring(files["sitemap.xml"])  # noqa: S314 - our own
    assert index.tag == f"{MAP}sitemapindex"
    assert [text(entry, f"{MAP}loc") for entry in index] == [f"{BASE_URL}sitemap-{number}.xml" for number in (1, 2)]
    parts = [entries(files[f"sitemap-{number}.xml"]) for number in (1, 2)]
    assert [len(part) for part in parts] == [MAX_SITEMAP, 1]
    assert len({address for part in parts for address, _ in part}) == len(pages)


# ---- robots.txt ----


def test_crawlers_may_read_everything_and_are_told_of_the_sitemap(full: Built) -> None:
    lines = (full.folder / "robots.txt").read_text("utf-8").splitlines()
    assert lines == ["User-agent: *", "Allow: /", "", f"Sitemap: {BASE_URL}sitemap.xml"]


def test_without_a_base_address_there_is_neither_feed_nor_sitemap(site: Path) -> None:
    assert not [*site.glob("feed.xml"), *site.glob("sitemap*.xml")]
    assert (site / "robots.txt").read_text("utf-8") == "User-agent: *\nAllow: /\n"
