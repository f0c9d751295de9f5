"""What machines read in a page's head: the tags of government sites, Open Graph, and JSON-LD."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from playwright.sync_api import Page

from builder.content import load
from builder.model import Project
from builder.render.structured import serialised
from tests.conftest import CONTENT, TOWN, build
from tests.full_site import BASE_URL, CORRECTED, PUBLISHED, full_content
from tests.search_site import Sample as Searched

SITE_TAGS = {"SiteName", "SiteDomain", "SiteIDCode"}
COLUMN_TAGS = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
ARTICLE_TAGS = {"ArticleTitle", "PubDate", "ContentSource", "Keywords", "Url"}
GOVERNMENT_TAGS = SITE_TAGS | COLUMN_TAGS | ARTICLE_TAGS | {"Description", "Author", "Image"}
"""All that the annex of 《政府网站发展指引》 names; a page has others for browsers."""

NOWHERE = "https://where-the-site-stands.invalid/x/"


class Sample(NamedTuple):
    """A built site, its content, and the address of its root where it was told one."""

    content: Path
    folder: Path
    base_url: str | None

    @property
    def pages(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    @property
    def projects(self) -> dict[str, Project]:
        """The projects by the address of their page."""
        site = load(self.content).site
        assert site
        return {f"{project.address}index.html": project for project in site.projects}

    def head(self, page: str) -> Element:
        text = (self.folder / page).read_text("utf-8").partition("<body")[0]
        found: Element = html5lib.parse(text, namespaceHTMLElements=False)
        return found

    def tags(self, page: str, attribute: str = "name") -> list[tuple[str, str]]:
        found = (element for element in self.head(page).iter("meta") if element.get(attribute))
        return [(str(element.get(attribute)), str(element.get("content"))) for element in found]

    def scripts(self, page: str) -> list[str]:
        found = self.head(page).iter("script")
        return [element.text or "" for element in found if element.get("type") == "application/ld+json"]

    def nodes(self, page: str) -> dict[str, dict[str, Any]]:
        """What a page's JSON-LD describes, by type."""
        (script,) = self.scripts(page)
        data = json.loads(script)
        assert data["@context"] == "https://schema.org"
        return {node["@type"]: node for node in data["@graph"]}


@pytest.fixture(scope="module")
def real(site: Path) -> Sample:
    return Sample(CONTENT, site, None)


@pytest.fixture(scope="module")
def hostile(town: Searched) -> Sample:
    return Sample(TOWN, town.folder, None)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    content = full_content(tmp_path_factory.mktemp("full") / "content")
    return Sample(content, build(content, content.with_name("output")), BASE_URL)


@pytest.fixture(params=["real", "hostile", "full"])
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.getfixturevalue(request.param)
    return found


def page_of(record: str) -> str:
    return record.replace(".yaml", "/index.html")


# ---- the tags of government sites ----


def test_what_nobody_configured_has_no_tag(real: Sample) -> None:
    for page in real.pages:
        names = GOVERNMENT_TAGS & {name for name, _ in real.tags(page)}
        articles = ARTICLE_TAGS - {"PubDate", "Url"} if page in real.projects else set()
        assert names == {"Description"} | articles, page


def test_no_tag_is_empty_and_none_stands_twice(sample: Sample) -> None:
    for page in sample.pages:
        for attribute in ("name", "property"):
            tags = sample.tags(page, attribute)
            assert [name for name, content in tags if not content.strip()] == [], page
            # To HTML, Description and description are one name.
            names = [name.lower() for name, _ in tags]
            assert len(names) == len(set(names)), page


def test_a_configured_site_and_its_column_are_named_on_every_page(full: Sample) -> None:
    for page in full.pages:
        tags = dict(full.tags(page))
        assert tags["SiteName"] == "示例镇人民政府门户网站"
        assert tags["SiteDomain"] == "www.example.gov.cn"
        assert tags["SiteIDCode"] == "0000000001"
        if page == "404.html":
            assert not COLUMN_TAGS & set(tags)
            continue
        assert tags["ColumnName"] == "绩效目标公开"
        assert tags["ColumnDescription"] == "公开财政项目的绩效目标"
        assert tags["ColumnKeywords"] == "绩效目标,预算公开"
        assert tags["ColumnType"] == "信息公开目录"


def test_what_is_configured_in_part_is_named_in_part(hostile: Sample) -> None:
    tags = dict(hostile.tags("index.html"))
    assert SITE_TAGS & set(tags) == {"SiteName", "SiteIDCode"}
    assert tags["SiteIDCode"] == "{% raw %}"
    assert set(tags) >= COLUMN_TAGS


def test_a_project_page_is_an_article_with_its_day_and_source(full: Sample) -> None:
    tags = dict(full.tags(page_of(CORRECTED)))
    assert GOVERNMENT_TAGS & set(tags) == GOVERNMENT_TAGS - {"Author", "Image"}
    assert tags["ArticleTitle"] == "工会活动（2024年度，东莞市望牛墩镇总工会）"
    assert tags["PubDate"] == "2024-06-03 00:00"
    assert tags["ContentSource"] == "东莞市望牛墩镇总工会"
    assert tags["Keywords"] == "2024年度,工会活动,东莞市望牛墩镇总工会,绩效目标批复"
    assert tags["Url"] == f"{BASE_URL}projects/2024/gonghui-huodong/"
    assert tags["Description"] == (
        "东莞市望牛墩镇总工会2024年度“工会活动”项目的绩效目标批复：预算40,000元，9项绩效指标。"
    )


def test_only_project_pages_are_articles(sample: Sample) -> None:
    projects = sample.projects
    for page in set(sample.pages) - set(projects):
        assert not ARTICLE_TAGS & {name for name, _ in sample.tags(page)}, page
        assert ("og:type", "website") in sample.tags(page, "property"), page


def test_a_day_is_told_only_where_a_person_entered_one(sample: Sample) -> None:
    for page, project in sample.projects.items():
        record = project.record
        day = record.disclosure.day if record.disclosure else None
        changes = [change.day for change in (*record.corrections, record.withdrawal) if change]
        tags, shared = dict(sample.tags(page)), dict(sample.tags(page, "property"))
        dataset = sample.nodes(page)["Dataset"]
        assert tags.get("PubDate") == (f"{day} 00:00" if day else None)
        assert shared.get("article:published_time") == dataset.get("datePublished") == (str(day) if day else None)
        last = str(max(changes)) if changes else None
        assert shared.get("article:modified_time") == dataset.get("dateModified") == last


# ---- one address for each page ----


def test_without_a_base_address_no_page_claims_a_full_one(real: Sample) -> None:
    for page in real.pages:
        assert "Url" not in dict(real.tags(page))
        assert "og:url" not in dict(real.tags(page, "property"))
        assert not [link for link in real.head(page).iter("link") if link.get("rel") in ("canonical", "alternate")]


def test_with_a_base_address_every_page_has_one_full_address_and_the_feed(full: Sample) -> None:
    for page in full.pages:
        links = {str(link.get("rel")): str(link.get("href")) for link in full.head(page).iter("link")}
        shared = dict(full.tags(page, "property"))
        if page == "404.html":
            assert "canonical" not in links
            assert "og:url" not in shared
            continue
        address = BASE_URL + page.removesuffix("index.html")
        assert links["canonical"] == shared["og:url"] == address
        assert dict(full.tags(page)).get("Url", address) == address
        assert urljoin(f"{BASE_URL}{page}", links["alternate"]) == f"{BASE_URL}feed.xml"


# ---- Open Graph ----


def test_a_shared_link_shows_title_and_description(full: Sample) -> None:
    shared = dict(full.tags(page_of(CORRECTED), "property"))
    assert shared == {
        "og:title": "工会活动（2024年度，东莞市望牛墩镇总工会）",
        "og:type": "article",
        "og:description": dict(full.tags(page_of(CORRECTED)))["Description"],
        "og:site_name": "示例镇财政项目绩效目标公开",
        "og:locale": "zh_CN",
        "og:url": f"{BASE_URL}projects/2024/gonghui-huodong/",
        "article:published_time": "2024-06-03",
        "article:modified_time": "2024-07-09",
    }


def test_the_home_page_is_shared_under_the_name_of_the_site(full: Sample) -> None:
    assert dict(full.tags("index.html", "property"))["og:title"] == "示例镇财政项目绩效目标公开"


# ---- JSON-LD ----


def addresses(value: object, key: str = "") -> Iterator[str]:
    """Every address in JSON-LD."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from addresses(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from addresses(below, key)
    elif key in ("@id", "url", "contentUrl", "urlTemplate"):
        yield str(value)


def test_every_page_but_404_describes_itself_once(sample: Sample) -> None:
    for page in sample.pages:
        assert len(sample.scripts(page)) == (page != "404.html"), page


def test_every_address_in_json_ld_leads_to_something_in_the_site(sample: Sample) -> None:
    dead = []
    for page in sample.pages:
        for script in sample.scripts(page):
            for address in addresses(json.loads(script)):
                url = urljoin(f"{sample.base_url or NOWHERE}{page}", address)
                assert bool(urlsplit(address).scheme) == bool(sample.base_url), (page, address)
                path = url.removeprefix(sample.base_url or NOWHERE).partition("?")[0]
                file = sample.folder / path
                if not (file / "index.html" if file.is_dir() else file).is_file():
                    dead.append((page, address))
    assert dead == []


def test_the_way_to_a_page_is_told_as_it_is_shown(full: Sample) -> None:
    items = full.nodes(page_of(CORRECTED))["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3, 4]
    assert [item["name"] for item in items] == ["首页", "按年度", "2024年度项目", "工会活动"]
    assert [item["item"]["@id"].removeprefix(BASE_URL) for item in items[:-1]] == ["", "years/", "years/2024/"]


def test_a_project_is_a_dataset_with_its_indicators_and_its_download(full: Sample) -> None:
    data = full.nodes(page_of(PUBLISHED))["Dataset"]
    assert data["name"] == "购买社工服务费（2024年度，东莞市望牛墩镇总工会）"
    assert data["creator"] == {"@type": "Organization", "name": "东莞市望牛墩镇总工会"}
    assert data["publisher"]["name"] == "东莞市望牛墩镇总工会"
    assert data["temporalCoverage"] == "2024"
    assert data["datePublished"] == "2024-06-02"
    assert "人员聘用成本" in data["variableMeasured"]
    assert len(data["variableMeasured"]) == 8
    (download,) = data["distribution"]
    assert download["contentUrl"] == f"{BASE_URL}data/projects/2024/goumai-shegong-fuwufei.json"
    assert data["isPartOf"]["url"] == f"{BASE_URL}data/"


def test_the_data_page_is_the_dataset_of_which_projects_are_parts(sample: Sample) -> None:
    whole = sample.nodes("data/index.html")["Dataset"]
    for page in sample.projects:
        part = sample.nodes(page)["Dataset"]["isPartOf"]
        here, there = (f"{sample.base_url or NOWHERE}{name}" for name in (page, "data/index.html"))
        assert urljoin(here, part["@id"]) == urljoin(there, whole["@id"])
        assert part["name"] == whole["name"]
    years = sorted({project.record.year for project in sample.projects.values()})
    assert whole["temporalCoverage"] == "/".join(map(str, dict.fromkeys((years[0], years[-1]))))
    downloads = [download["contentUrl"] for download in whole["distribution"]]
    assert any(address.endswith("datapackage.json") for address in downloads)
    listed = sorted(f"data/{address.rpartition('data/')[2]}" for address in downloads)
    made = [path.relative_to(sample.folder).as_posix() for path in sample.folder.glob("data/years/*/*")]
    assert listed == sorted([*made, "data/departments.csv", "data/datapackage.json"])


def test_the_home_page_names_publisher_and_search(full: Sample) -> None:
    website = full.nodes("index.html")["WebSite"]
    assert website["url"] == BASE_URL
    assert website["publisher"] == {
        "@type": "Organization",
        "name": "东莞市望牛墩镇总工会",
        "address": "示例路1号",
        "telephone": "0000-0000000",
        "email": "zgh@example.gov.cn",
    }
    assert website["potentialAction"]["target"]["urlTemplate"] == f"{BASE_URL}search/?q={{query}}"


def test_contact_data_that_nobody_gave_are_left_out(real: Sample) -> None:
    publisher = real.nodes("index.html")["WebSite"]["publisher"]
    assert publisher == {"@type": "Organization", "name": "东莞市望牛墩镇总工会"}


def test_no_text_of_others_can_end_the_script_or_is_lost_in_it(hostile: Sample) -> None:
    for page, project in hostile.projects.items():
        (script,) = hostile.scripts(page)
        assert not set("<>&\u2028\u2029") & set(script), page
        data = hostile.nodes(page)["Dataset"]
        assert data["creator"]["name"] == project.record.department
        assert project.record.name in data["name"]
        assert set(data.get("variableMeasured", ())) == {row.indicator.name for row in project.record.indicators()}


def test_signs_that_mean_something_to_html_or_to_scripts_are_written_as_escapes() -> None:
    text = '</script><!-- & \u2028\u2029 " \\ 中文'
    written = serialised({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert "中文" in written
    assert json.loads(written) == {"name": text}


def test_a_browser_takes_json_ld_as_data_and_finds_no_breach_of_the_policy(
    new_page: Callable[..., Page], town: Searched
) -> None:
    page = new_page()
    page.add_init_script(
        "window.breaches = [];"
        "addEventListener('securitypolicyviolation', (event) => breaches.push(event.violatedDirective))"
    )
    for address in ("index.html", "projects/2024/slz-ceshi/jiaoben/index.html"):
        page.goto(town.address + address)
        text = page.locator("script[type='application/ld+json']").text_content()
        assert json.loads(text or "")["@context"] == "https://schema.org"
        assert page.evaluate("breaches") == []
