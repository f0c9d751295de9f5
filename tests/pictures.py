"""Pictures of every kind of page, to be looked at: python -m tests.pictures [FOLDER]

They come from the invented county of tests/sites/history, those for README from the real content.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import chromium, reference
from tests.conftest import CONTENT, ROOT, build, served
from tests.pages_of_each_kind import AS_IT_COMES, CONTRAST, DARK, LARGE, Mode, Sight, go, opened, pages_of_each_kind
from tests.search_site import Sample

COUNTY = ROOT / "tests/sites/history/content"
VIEWS: dict[str, tuple[Mode, int]] = {
    "1280": (AS_IT_COMES, 1280),
    "360": (AS_IT_COMES, 360),
    "dark": (DARK, 1280),
    "large": (LARGE, 1280),
    "contrast": (CONTRAST, 1280),
}
FOR_README = {"home-page": "index.html", "project-page": "projects/2024/gonghui-huodong/index.html"}


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    browser_path = chromium.executable()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(chromium.ARGUMENTS))
        # Below the path of its 网址, where its page for wrong addresses looks for its style.
        county = build(COUNTY, Path(folder, "county/xianzhi/jixiao"))
        with served(Path(folder, "county")) as address:
            sample = Sample(reference.projects_of(COUNTY), county, f"{address}xianzhi/jixiao/")
            for kind, page in pages_of_each_kind(sample).items():
                _pictures(browser, Sight(kind, sample, page), target)
        real = build(CONTENT, Path(folder, "real"))
        with served(real) as address, opened(browser) as page:
            for name, path in FOR_README.items():
                page.goto(address + path)
                page.screenshot(path=target / f"{name}.png")


def _pictures(browser: Browser, sight: Sight, target: Path) -> None:
    name = sight.kind.replace(" ", "-")
    for view, (mode, width) in VIEWS.items():
        with opened(browser, mode, width) as page:
            go(page, sight)
            page.screenshot(path=target / f"{name}.{view}.png", full_page=True)
    with opened(browser) as page:
        go(page, sight)
        page.pdf(path=target / f"{name}.pdf", format="A4")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots")
