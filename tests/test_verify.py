"""Is what is live what was built? Real servers serve it right and wrong, an odd one does what no server should."""

import gzip
import os
import re
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import httpx2
import pytest

from builder import cli
from builder.publish import verify as recipe
from builder.publish.live import causes, journal
from builder.publish.live.host import Patience
from tests import hosts
from tests.conftest import ROOT, Run
from tests.hosts import Host, apache_host, nginx_host
from tests.odd_host import OddHost, Request, odd_host
from tests.publishing import publish

PATIENT = Patience(silence=20, whole=30, pauses=(0.01,), unanswered=5)
"""So that no test depends on how busy this machine is."""
HASTY = replace(PATIENT, silence=1.5, whole=1.5, slowest=10**9)
"""Where a host is slow on purpose."""

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{0} - 示例</title></head>
<body><main id="main"><h1>{0}</h1>
<p>项目支出绩效目标</p></main></body></html>
"""
FILES = {
    "404.html": PAGE.format("没有找到"),
    "assets/css/site.css": "h1 { color: #123 }\n" * 200,
    "assets/js/search.js": "export const a = 1;\n" * 200,
    "assets/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    "data/a.csv": "名称,金额\n工会活动,40000\n",
    "data/b.csv": "名称,金额\n读书会,4\n",
    "index.html": PAGE.format("首页"),
    "originals/2024/A.pdf": "%PDF-1.4\n",
    "pages/about/index.html": PAGE.format("关于本站"),
    "projects/2024/a/index.html": PAGE.format("工会活动"),
    "projects/2024/b/index.html": PAGE.format("读书会"),
    "projects/2024/c/index.html": PAGE.format("运动会"),
    "robots.txt": "User-agent: *\n",
    "search/facts.txt": "H4sI\n",
}
"""A small site of all kinds of files."""

A_PAGE = "projects/2024/a/index.html"
Results = dict[str, tuple[int, tuple[str, ...]]]
Verify = Callable[..., tuple[int, Results, str]]


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a proxy, or knows of another test's run."""
    monkeypatch.setattr(recipe, "PATIENCE", PATIENT)
    monkeypatch.setattr(cli, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def run(run: Run) -> Run:
    """Run a command in a thread of its own: in this one the browser of other tests may have its loop."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(run, *arguments).result()

    return call


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The build of the small site."""
    folder = tmp_path / "output"
    publish(((address, text.encode()) for address, text in FILES.items()), folder, protected=tmp_path / "content")
    return folder


@pytest.fixture
def host(output: Path, tmp_path: Path) -> Iterator[OddHost]:
    """A host on which the small site lies as it was built, until a test changes that."""
    live = tmp_path / "live"
    put(output, live)
    with odd_host(live) as odd:
        yield odd


@pytest.fixture
def verify(run: Run) -> Verify:
    """Run the command; gives its exit code, cause → how many and examples, and all that was printed."""

    def call(url: str, *arguments: object) -> tuple[int, Results, str]:
        code, out, err = run("verify", url, *arguments)
        return code, results(out), out + err

    return call


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program doesn't wait long for an answer."""
    monkeypatch.setattr(recipe, "PATIENCE", HASTY)


def put(build: Path, live: Path) -> None:
    for path in build.rglob("*"):
        target = live / path.relative_to(build)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def results(out: str) -> Results:
    found: Results = {}
    cause = ""
    for line in out.splitlines():
        if match := re.fullmatch(r"(\S.*)：([0-9]+) 个", line):
            cause = match[1]
            found[cause] = int(match[2]), ()
        elif cause and line.startswith("  ") and not re.match("  (……|原因：|怎样处理：)", line):
            found[cause] = found[cause][0], (*found[cause][1], line.strip())
        elif not line.startswith("  "):
            cause = ""
    return found


# ---- real servers ----


@pytest.mark.parametrize("path", ["/", "/a/b/"])
@pytest.mark.parametrize("server", [nginx_host, apache_host])
def test_a_site_under_the_settings_of_the_documentation_is_right_and_leaves_nothing_to_advise(
    verify: Verify, site: Path, server: Callable[..., AbstractContextManager[Host]], path: str
) -> None:
    with server(site, path) as host:
        code, found, said = verify(host.url, "--output", site)
    assert (code, found) == (0, {})
    assert "个文件全部正确" in said
    assert "建议" not in said


FAULTS = {
    "缺少文件": "indicators/zhiliang/index.html",
    "文件不完整": "departments/index.html",
    "内容不同": "years/2024/index.html",
    "类型不对（.js：说成了 text/plain，应当是 text/javascript）": "assets/js/terms.js",
    "主机不给这种文件（.csv）": ".csv",
    "被加进了别的内容（其中加了脚本）": "pages/about/index.html",
    "缓存里是旧的": "pages/guide/index.html",
    "转来转去没有结果": "pages/terms/index.html",
    "太慢": "indicators/chengben/index.html",
    "连接被断开": "indicators/shixiao/index.html",
}
"""Ten faults, and where each is put."""

_TYPE, _WRAPPED, _STALE, _LOOP, _SLOW, _RESET = (
    next(place for name, place in FAULTS.items() if name.startswith(start))
    for start in ("类型", "被加", "缓存", "转来", "太慢", "连接")
)

NGINX_FAULTS = f"""
    location = /{_TYPE} {{ types {{}} default_type text/plain; }}
    location ~ \\.csv$ {{ return 404; }}
    location = /{_WRAPPED} {{ sub_filter '</body>' '<script src="/count.js"></script></body>'; }}
    location = /{_STALE} {{
        proxy_pass http://127.0.0.1:$server_port/origin$request_uri;
        proxy_cache old; proxy_cache_valid 200 1h; proxy_ignore_headers Cache-Control Vary;
    }}
    location /origin/ {{ alias {{room}}/www/; }}
    location = /{_LOOP} {{ return 302 /{_LOOP}; }}
    location = /{_SLOW} {{ limit_rate 100; }}
    location = /{_RESET} {{ return 444; }}
"""
NGINX_CACHE = "proxy_cache_path {room}/cache keys_zone=old:1m;"

APACHE_FAULTS = f"""
    <Location /{_TYPE}>
    ForceType text/plain
    </Location>
    RedirectMatch 404 \\.csv$
    <Location /{_WRAPPED}>
    SetOutputFilter SUBSTITUTE;DEFLATE
    Substitute 's|</body>|<script src="/count.js"></script></body>|n'
    </Location>
    CacheRoot {{room}}/cache
    CacheQuickHandler off
    <Location /{_STALE}>
    CacheEnable disk
    <If "true">
    Header set Cache-Control max-age=3600
    </If>
    </Location>
    Redirect 302 /{_LOOP} /{_LOOP}
    <Location /{_SLOW}>
    SetOutputFilter RATE_LIMIT
    SetEnv rate-limit 1
    </Location>
    ProxyPass /{_RESET} http://127.0.0.1:{{breaking}}/
"""


@contextmanager
def breaking() -> Iterator[int]:
    """Apache can't break a connection by itself; its proxy passes on that a server behind it does."""

    def broken(request: Request) -> None:
        request.send_raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n<!doctype html>")
        request.reset()

    with odd_host(ROOT / "tests/data") as behind:
        behind.answers["*"] = broken
        yield int(behind.url.rstrip("/").rpartition(":")[2])


@contextmanager
def faulty_nginx(site: Path) -> Iterator[Host]:
    with nginx_host(site, faults=NGINX_FAULTS, http=NGINX_CACHE) as host:
        yield host


@contextmanager
def faulty_apache(site: Path) -> Iterator[Host]:
    with breaking() as port, apache_host(site, faults=APACHE_FAULTS.replace("{breaking}", str(port))) as host:
        yield host


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("server", [faulty_nginx, faulty_apache])
def test_ten_faults_are_found_and_named(
    verify: Verify, site: Path, server: Callable[[Path], AbstractContextManager[Host]]
) -> None:
    with server(site) as host:
        (host.folder / FAULTS["缺少文件"]).unlink()
        cut = host.folder / FAULTS["文件不完整"]
        cut.write_bytes(cut.read_bytes()[:4000])
        changed = host.folder / FAULTS["内容不同"]
        changed.write_bytes(changed.read_bytes().replace(b"40000", b"50000"))
        stale = host.folder / _STALE
        right = stale.read_bytes()
        stale.write_bytes(right.replace(b"</main>", "<p>旧的一段</p></main>".encode()))
        httpx2.get(host.url + _STALE, headers={"Accept-Encoding": "gzip"}).raise_for_status()
        stale.write_bytes(right)
        code, found, _ = verify(host.url, "--output", site)
    places = {cause: examples for cause, (_, examples) in found.items()}
    tables = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.csv"))
    assert places == {cause: tuple(tables) if place == ".csv" else (place,) for cause, place in FAULTS.items()}
    assert code == 1


def test_a_host_without_any_settings_is_right_too_and_gets_advice(verify: Verify, host: OddHost) -> None:
    code, found, said = verify(host.url)
    assert (code, found) == (0, {})
    assert f"{len(FILES)} 个文件全部正确" in said
    advice = said.partition("建议（不影响访问）：")[2]
    for words in (
        "没有压缩（gzip），手机上打开会慢（.css、.js）",
        "nosniff",
        "网页没有写明缓存多久",
        "?v=",
        "404.html",
    ):
        assert words in advice


# ---- bytes ----


def with_line_ends_of_ftp(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def inside_a_portal(data: bytes) -> bytes:
    return b"<!DOCTYPE html><html><head><title>portal</title></head><body>" + data + b"</body></html>"


def with_a_script(data: bytes) -> bytes:
    return data.replace(b"</head>", b"<script src=/x.js></script></head>").replace(b"</body>", b"<i></i></body>")


def login_page(_: bytes) -> bytes:
    return "<html><head><title>统一身份认证\x1b[31m</title></head></html>".encode()


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (with_line_ends_of_ftp, "换行被改了"),
        (lambda data: b"\xef\xbb\xbf" + data, "文件前面多了标记"),
        (lambda data: data.decode().encode("gb18030"), "文字编码被改了"),
        (lambda _: b"", "文件是空的"),
        (lambda data: data[:-20], "文件不完整"),
        (inside_a_portal, "被加进了别的内容"),
        (with_a_script, "被加进了别的内容（其中加了脚本）"),
        (lambda data: data + b"<!-- cached -->", "被加进了别的内容"),
        (lambda data: data.replace(b"<p>", b"<b>"), "内容不同"),
        (lambda _: b"x" * 1_000_000, "文件长出许多"),
        (login_page, "别的网页顶替了文件（标题是“统一身份认证�[31m”）"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_way_in_which_a_page_differs_tells_what_happened_to_it(
    verify: Verify, host: OddHost, spoil: Callable[[bytes], bytes], cause: str
) -> None:
    page = host.folder / A_PAGE
    page.write_bytes(spoil(page.read_bytes()))
    code, found, said = verify(host.url)
    assert (code, found) == (1, {cause: (1, (A_PAGE,))})
    assert "\x1b" not in said


def test_a_cause_is_told_once_with_its_count_and_the_first_three_files(verify: Verify, host: OddHost) -> None:
    for path in host.folder.rglob("*.html"):
        path.write_bytes(with_line_ends_of_ftp(path.read_bytes()))
    _, found, said = verify(host.url)
    assert found == {"换行被改了": (6, ("404.html", "index.html", "pages/about/index.html"))}
    assert said.count("二进制") == 1


def test_a_page_in_the_place_of_data_is_no_data(verify: Verify, host: OddHost) -> None:
    (host.folder / "data/a.csv").write_bytes(login_page(b""))
    assert "别的网页顶替了文件（标题是“统一身份认证�[31m”）" in verify(host.url)[1]


def test_a_file_of_the_build_before_is_told_by_the_manifest_on_the_host(
    verify: Verify, output: Path, tmp_path: Path, host: OddHost
) -> None:
    new = {**FILES, A_PAGE: FILES[A_PAGE].replace("工会", "联合会"), "robots.txt": "User-agent: x\n"}
    publish(((address, text.encode()) for address, text in new.items()), output, protected=tmp_path / "content")
    (host.folder / "robots.txt").write_text("changed by somebody")
    _, found, _ = verify(host.url)
    assert found == {"还是上一次上传的版本": (1, (A_PAGE,)), "内容不同": (1, ("robots.txt",))}


def test_a_build_that_was_changed_by_hand_is_no_measure(verify: Verify, output: Path, host: OddHost) -> None:
    for folder in (output, host.folder):
        (folder / "robots.txt").write_text("changed by hand")
    assert verify(host.url)[1] == {"本机的文件被改过": (1, ("robots.txt",))}


def test_a_cache_that_cannot_be_passed_is_told_by_its_own_words(verify: Verify, host: OddHost) -> None:
    host.answers["robots.txt"] = lambda request: request.send(200, b"old", Content_Type="text/plain", X_Cache="HIT")
    assert verify(host.url)[1] == {"内容不同，可能是缓存": (1, ("robots.txt",))}


def test_an_answer_from_before_the_upload_may_be_cached_as_missing(verify: Verify, host: OddHost) -> None:
    def remembered(request: Request) -> None:
        request.serve() if "?" in request.path else request.send(404)

    host.answers["robots.txt"] = remembered
    assert verify(host.url)[1] == {"缓存里是旧的": (1, ("robots.txt",))}


# ---- what is missing ----


def test_a_folder_that_was_not_uploaded_is_told_as_one(verify: Verify, host: OddHost) -> None:
    for path in (host.folder / "projects").rglob("*.html"):
        path.unlink()
    assert list(verify(host.url)[1]) == ["缺少整个文件夹（projects/）"]


def test_a_type_that_the_host_does_not_give_is_told_apart_from_missing_files(verify: Verify, host: OddHost) -> None:
    for address in ("data/a.csv", "data/b.csv", A_PAGE, "assets/icon.svg"):
        (host.folder / address).unlink()
    _, found, _ = verify(host.url)
    assert found == {
        "主机不给这种文件（.csv）": (2, ("data/a.csv", "data/b.csv")),
        "缺少文件": (1, (A_PAGE,)),
        "缺少文件（网站里只有这一个 .svg 文件：也可能是主机不认得这种类型）": (1, ("assets/icon.svg",)),
    }


def test_where_nothing_is_found_the_address_is_in_doubt(verify: Verify, host: OddHost) -> None:
    code, found, _ = verify(f"{host.url}elsewhere")
    assert (code, list(found)) == (1, ["网站不在这个地址"])


def test_a_host_that_writes_names_in_small_letters_is_recognised(verify: Verify, host: OddHost) -> None:
    (host.folder / "originals/2024/A.pdf").rename(host.folder / "originals/2024/a.pdf")
    assert verify(host.url)[1] == {"文件名的大小写被改了": (1, ("originals/2024/A.pdf",))}


def test_an_address_that_is_not_there_must_not_be_answered_with_a_page(verify: Verify, host: OddHost) -> None:
    def soft(request: Request) -> None:
        request.send(200, b"<html></html>") if request.address.startswith("gongkai-verify-") else request.serve()

    host.answers["*"] = soft
    code, found, _ = verify(host.url)
    assert (code, list(found)) == (1, ["不存在的地址没有回答 404（回答 200）"])


def test_the_address_of_a_folder_must_show_its_page(verify: Verify, host: OddHost) -> None:
    host.answers["projects/2024/a/"] = lambda request: request.send(403)
    assert verify(host.url)[1] == {"文件夹的地址打不开": (1, ("projects/2024/a/",))}


def test_an_error_page_may_be_given_with_its_own_status(verify: Verify, host: OddHost) -> None:
    host.answers["404.html"] = lambda request: request.send(404, FILES["404.html"].encode())
    assert verify(host.url)[0] == 0


# ---- answers ----


def redirect(target: str) -> Callable[[Request], None]:
    return lambda request: request.send(302, Location=target)


def with_headers(**headers: str) -> Callable[[Request], None]:
    return lambda request: request.send(200, FILES[A_PAGE].encode(), **headers)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (lambda request: request.send(401), "要登录才能看（回答 401）"),
        (lambda request: request.send(403), "主机拒绝访问（.html 文件）"),
        (lambda request: request.send(429), "主机限制了访问次数（回答 429）"),
        (lambda request: request.send(502), "主机出错（回答 502）"),
        (lambda request: request.send(204), "主机的回答不对（回答 204）"),
        (redirect("https://login.example.gov.cn/?from=x"), "转到了别的网站（https://login.example.gov.cn/）"),
        (redirect("https://127.0.0.1/"), "转到了 https 或别的端口（https://127.0.0.1/）"),
        (redirect("javascript:alert(1)"), "转向写得不对"),
        (redirect("http://[::"), "转向写得不对"),
        (redirect(""), "转向写得不对"),
        (with_headers(Content_Type="text/plain"), "类型不对（.html：说成了 text/plain，应当是 text/html）"),
        (with_headers(Content_Type="a\x1b[2Jb"), "类型不对（.html：说成了 a�[2jb，应当是 text/html）"),
        (with_headers(Content_Type="text/html; charset=GB2312"), "文字编码说错了（.html：charset=GB2312）"),
        (with_headers(Content_Disposition="attachment; filename=x"), "网页成了附件"),
        (with_headers(Content_Encoding="br"), "压缩的写法不对（Content-Encoding: br）"),
        (with_headers(Content_Encoding="gzip"), "压缩的写法不对（解不开 gzip）"),
        (lambda request: request.send_raw(b"SSH-2.0-OpenSSH\r\n\r\n"), "主机的回答读不懂"),
        (lambda request: request.send_raw(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000), "主机的回答读不懂"),
        (Request.reset, "连接被断开"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_answer_that_a_host_should_not_give_has_its_name(
    verify: Verify, host: OddHost, answer: Callable[[Request], None], cause: str
) -> None:
    host.answers[A_PAGE] = answer
    code, found, said = verify(host.url)
    assert (code, found) == (1, {cause: (1, (A_PAGE,))})
    assert "\x1b" not in said


def silent(_: Request) -> None:
    time.sleep(2)


def dripping(request: Request) -> None:
    request.send_raw(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.wfile.write(b"x: y\r\n")
        time.sleep(0.1)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("answer", [silent, dripping])
def test_no_answer_is_waited_for_without_end(verify: Verify, host: OddHost, answer: Callable[[Request], None]) -> None:
    host.answers[A_PAGE] = answer
    code, found, _ = verify(host.url)
    assert (code, found) == (1, {"太慢": (1, (A_PAGE,))})


def test_a_redirection_within_the_site_is_followed(verify: Verify, host: OddHost) -> None:
    host.answers[A_PAGE] = redirect("/projects/2024/a/")
    assert verify(host.url)[0] == 0


def test_a_site_that_moved_is_told_without_asking_for_every_file(verify: Verify, host: OddHost) -> None:
    host.answers["*"] = redirect("https://127.0.0.1/")
    host.answers[""] = redirect("https://127.0.0.1/")
    code, found, said = verify(host.url)
    assert (code, list(found)) == (1, ["转到了 https 或别的端口（https://127.0.0.1/）"])
    assert "没有核对" in said
    assert host.asked == ["", "index.html"]


@pytest.mark.parametrize("answer", [lambda request: request.send(503), Request.reset], ids=["busy", "reset"])
def test_a_fault_that_passes_is_no_fault(verify: Verify, host: OddHost, answer: Callable[[Request], None]) -> None:
    def once(request: Request) -> None:
        (answer if host.asked.count(A_PAGE) == 1 else Request.serve)(request)

    host.answers[A_PAGE] = once
    code, found, said = verify(host.url)
    assert (code, found) == (0, {})
    assert "有 1 次请求没有成功，重试过" in said


# ---- bounds ----


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_of_a_body_without_an_end_little_is_read(verify: Verify, host: OddHost, packed: bool) -> None:
    sent = []
    piece = gzip.compress(bytes(20_000_000)) if packed else bytes(100_000)

    def endless(request: Request) -> None:
        request.send(200, b"", Content_Length=str(10**12), Content_Encoding="gzip" if packed else "identity")
        for _ in range(1000):
            request.wfile.write(piece)
            sent.append(len(piece))

    host.answers["robots.txt"] = endless
    assert verify(host.url)[1] == {"文件长出许多": (1, ("robots.txt",))}
    # Twice, past caches too; what lies between is the system's buffers.
    assert sum(sent) < 20_000_000


def test_a_small_packed_body_that_unpacks_to_much_is_unpacked_in_pieces(verify: Verify, host: OddHost) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 64_000, "it comes in one piece"
    host.answers["robots.txt"] = lambda request: request.send(200, bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert verify(host.url)[1] == {"文件长出许多": (1, ("robots.txt",))}
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("jobs", [1, 3])
def test_as_many_files_are_asked_for_at_a_time_as_there_are_jobs(verify: Verify, host: OddHost, jobs: int) -> None:
    now, most = set(), [0]
    changed = threading.Condition()

    def together(request: Request) -> None:
        if request.address not in FILES:
            request.serve()
            return
        with changed:
            now.add(request.connection)
            most[0] = max(most[0], len(now))
            changed.notify_all()
            changed.wait_for(lambda: most[0] >= jobs, timeout=5)
        time.sleep(0.02)
        # Before the answer, since the client may go on as soon as it has that.
        with changed:
            now.discard(request.connection)
        request.serve()

    host.answers["*"] = together
    assert verify(host.url, "--jobs", jobs)[0] == 0
    assert most[0] == jobs


def test_where_everything_fails_not_everything_is_repeated(
    verify: Verify, host: OddHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "PATIENCE", replace(PATIENT, retries=3))
    host.answers["*"] = lambda request: request.send(503)
    code, found, _ = verify(host.url)
    assert (code, found["主机出错（回答 503）"][0]) == (1, len(FILES))
    # The root, an address that isn't there and the manifest are asked for, too.
    assert len(host.asked) == 3 + len(FILES) + 3


def test_a_run_has_an_end_however_slow_the_host_is(
    verify: Verify, host: OddHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "PATIENCE", replace(PATIENT, run=0))
    code, found, said = verify(host.url, "--jobs", 1)
    assert (code, found) == (3, {})
    assert f"1 个正确，0 个有问题，{len(FILES) - 1} 个没有核对" in said


def test_a_host_that_goes_away_ends_the_run_and_the_next_goes_on_there(verify: Verify, host: OddHost) -> None:
    def gone(request: Request) -> None:
        Request.reset(request) if len(host.asked) > 12 else request.serve()

    host.answers["*"] = gone
    code, found, said = verify(host.url, "--jobs", 1)
    assert (code, list(found)) == (3, ["连接被断开"])
    assert "会接着核对" in said
    right = [address for address in FILES if address in host.asked[:12]]
    host.answers.clear()
    host.asked.clear()
    code, found, said = verify(host.url)
    assert (code, found) == (0, {})
    again = [address for address in right if address in host.asked]
    assert f"其中 {len(right) - len(again)} 个文件一小时内核对过" in said
    # These are samples, of which the headers are looked at in every run.
    assert again == ["assets/css/site.css", "assets/js/search.js", "index.html"][: len(again)]
    assert len(again) < len(right)


# ---- a run that was stopped ----


@contextmanager
def stopped_run(host: OddHost, output: Path, cache: Path, sign: signal.Signals) -> Iterator[subprocess.Popen[str]]:
    """A run that is stopped while it waits for a page that never comes."""
    waits, over = threading.Event(), threading.Event()

    def wait(_: Request) -> None:
        waits.set()
        over.wait(20)

    host.answers["projects/2024/c/index.html"] = wait
    command = [sys.executable, "-m", "builder", "verify", host.url, "--output", str(output), "--jobs", "1"]
    environment = {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "NO_PROXY": "*",
        "XDG_CACHE_HOME": str(cache),
        "PATH": "",
    }
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert waits.wait(20)
        process.send_signal(sign)
        yield process
    over.set()
    host.answers.clear()
    host.asked.clear()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_is_taken_up_where_it_stopped(
    verify: Verify, host: OddHost, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals
) -> None:
    monkeypatch.setattr(cli, "cache_folder", lambda: tmp_path / "user/gongkai")
    with stopped_run(host, output, tmp_path / "user", sign) as process:
        told = process.communicate(timeout=20)[1]
    assert process.returncode == (-sign if sign is signal.SIGKILL else 130)
    assert ("会接着核对" in told) == (sign is signal.SIGINT)
    code, found, said = verify(host.url)
    assert (code, found) == (0, {})
    assert "其中 6 个文件一小时内核对过，没有重新取" in said
    assert "data/b.csv" not in host.asked
    assert "projects/2024/c/index.html" in host.asked
    assert verify(host.url)[0] == 0
    assert "data/b.csv" in host.asked, "a run that came to its end leaves nothing to take over"


def resumed(host: OddHost, cache: Path, spoil: Callable[[Path], object], verify: Verify) -> str:
    """What is said after a first run's journal was spoilt, and a file on the host changed meanwhile."""
    host.answers["robots.txt"] = Request.reset
    verify(host.url)
    host.answers.clear()
    (kept,) = cache.glob("verify-*.txt")
    spoil(kept)
    (host.folder / "data/b.csv").write_text("changed")
    return verify(host.url)[2]


def at_another_time(monkeypatch: pytest.MonkeyPatch, seconds: int) -> Callable[[Path], None]:
    def pass_by(kept: Path) -> None:
        then = time.time() + seconds
        monkeypatch.setattr(journal, "now", lambda: then)
        # Else it would be old as a whole; here each line has to be.
        os.utime(kept, (then, then))

    return pass_by


def of_another_site(kept: Path) -> None:
    kept.write_text(re.sub("[0-9a-f]$", "x", kept.read_text(), flags=re.MULTILINE))


def test_what_was_right_an_hour_ago_or_stands_in_a_damaged_journal_is_not_believed(
    verify: Verify, host: OddHost, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    spoilt: list[Callable[[Path], object]] = [
        of_another_site,
        lambda kept: kept.write_bytes(b"\xff\x00" + kept.read_bytes().replace(b" ", b"  ")),
        at_another_time(monkeypatch, 3700),
        at_another_time(monkeypatch, -3700),
    ]
    for spoil in spoilt:
        put(output, host.folder)
        said = resumed(host, cache, spoil, verify)
        assert "没有重新取" not in said
        assert "data/b.csv" in said


def test_of_another_build_nothing_is_taken_over(verify: Verify, host: OddHost, output: Path, tmp_path: Path) -> None:
    def rebuild(_: Path) -> None:
        new = {**FILES, "robots.txt": "User-agent: x\n"}
        publish(((address, text.encode()) for address, text in new.items()), output, protected=tmp_path / "content")

    assert "没有重新取" not in resumed(host, tmp_path / "cache", rebuild, verify)


# ---- calls that can't be answered ----


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("example.gov.cn/zgh", "不是完整的网址"),
        ("ftp://example.gov.cn/", "不是完整的网址"),
        ("https:///zgh/", "不是完整的网址"),
        ("https://exa mple.gov.cn/", "不是完整的网址"),
        ("https://example.gov.cn:99999999/", "不是完整的网址"),
        ("https：//example.gov.cn/", "不是完整的网址"),
        ("https://example.gov.cn/?a=1", "“?”"),
        ("https://user:secret@example.gov.cn/", "用户名和密码"),
        ("\x1b[31m", "�[31m"),
    ],
)
@pytest.mark.usefixtures("output")
def test_a_wrong_address_is_refused(run: Run, url: str, words: str) -> None:
    code, out, err = run("verify", url)
    assert (code, out) == (2, "")
    assert words in err
    assert "secret" not in err
    assert "\x1b" not in err


def test_without_a_build_there_is_nothing_to_compare_with(run: Run, tmp_path: Path) -> None:
    code, out, err = run("verify", "http://127.0.0.1:1/", "--output", tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert "gongkai build" in err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{free}/", "主机不接受连接"),
        ("http://nowhere.invalid/", "找不到这台主机"),
        ("https://127.0.0.1:{taken}/", "证书有问题"),
    ],
)
def test_a_host_that_cannot_be_reached_is_told_with_the_reason(run: Run, host: OddHost, url: str, words: str) -> None:
    taken = host.url.rstrip("/").rpartition(":")[2]
    code, out, err = run("verify", url.format(free=hosts.free_port(), taken=taken))
    assert (code, out) == (3, "")
    assert words in err


# ---- the documentation ----


@pytest.mark.parametrize("cause", causes.ALL, ids=lambda cause: str(cause.name))
def test_the_documentation_explains_every_cause(cause: causes.Cause) -> None:
    table = (ROOT / "docs/hosting.md").read_text("utf-8").partition("| 核对的结果 |")[2].partition("\n\n")[0]
    names = [name for line in table.splitlines()[2:] for name in re.split("[、；]", line.split("|")[1].strip())]
    assert cause.name in names


def test_the_settings_for_iis_are_xml_and_name_every_type_of_the_site(site: Path) -> None:
    settings = ElementTree.fromstring(hosts.sample("xml").encode())  # noqa: S314 - it is ours
    known = {element.get("fileExtension") for element in settings.iter()}
    assert {path.suffix or "." for path in site.rglob("*") if path.is_file()} <= known
