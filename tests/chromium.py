"""Where the Chromium of the browser tests comes from.

``python -m tests.chromium`` finds one, else installs one: from apt when root, else Playwright's
own. Where none can be had it says so and fails: a suite without its browser tests proves nothing.

Best is the headless shell, the same engine without a browser's windows around it: a page takes a
quarter of the time. So it is installed beside a whole Chromium too, where apt can.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

_SHELL = "chromium-headless-shell"
_NAMES = (_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

# Root needs --no-sandbox; the others keep the browser from calling home while it is tested.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> Path | None:
    """A Chromium that really starts, or None."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("GONGKAI_CHROMIUM"):
        yield Path(named)
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
    yield from (Path(place) for place in _PLACES if Path(place).is_file())
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    folder = next(folder for folder in own.parents if folder.name.startswith("chromium-"))
    yield from folder.parent.glob(folder.name.replace("-", "_headless_shell-") + "/*/*headless*shell*")
    yield own


def _starts(path: Path) -> bool:
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS)).close()
    except Error:
        return False
    return True


def _has_shell() -> bool:
    return bool(os.environ.get("GONGKAI_CHROMIUM") or shutil.which(_SHELL))


def _from_apt() -> bool:
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", _SHELL, "fonts-noto-cjk"])
    return all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands)


def _from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    sources: tuple[Callable[[], bool], ...] = (_has_shell, _from_apt, lambda: True, _from_playwright)
    for get in sources:
        if get() and (path := executable()):
            print(f"浏览器测试使用 {path}")
            return 0
    print(
        "没有可用的 Chromium，浏览器测试做不了。请安装 Chromium 或 Google Chrome，"
        "或者用环境变量 GONGKAI_CHROMIUM 指出它的位置，再运行一次。",
        file=sys.stderr,
    )
    return 3


if __name__ == "__main__":
    sys.exit(main())
