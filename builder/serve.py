"""The preview: the site at 127.0.0.1, built anew and reloaded when its content changes."""

import contextlib
import json
import os
import tempfile
import threading
import time
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from builder.build import build
from builder.built import Built
from builder.progress import Watch
from builder.streams import exit_code

_EVENTS = "/-preview/events"
_SCRIPT = "/-preview/reload.js"
_INTERVAL = 0.3
"""Seconds between two looks at the content folder."""

# A script of its own: the pages allow no inline script. Its address says with which build the page came.
_RELOAD = """\
const events = new EventSource("/-preview/events" + new URL(document.currentScript.src).search);
events.addEventListener("rebuilt", () => location.reload());
events.addEventListener("problems", (event) => {
  document.getElementById("preview-problems")?.remove();
  const shown = document.createElement("pre");
  shown.id = "preview-problems";
  shown.textContent = "内容有错误，下面仍是改动前的网站：\\n\\n" + JSON.parse(event.data);
  shown.setAttribute("role", "alert");
  shown.style.cssText = "white-space:pre-wrap;margin:0;padding:1rem;background:#fdf1dc;color:#1d2126;border-bottom:4px solid #b7791f";
  document.body.prepend(shown);
});
"""


class ServeError(Exception):
    """The preview can't start; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class _News:
    """What the open pages are told: a number that grows, and what happened last."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._message = b""
        self.built = 0
        """The number at the last build: a page that is read now knows of all news until then."""

    def tell(self, event: str, text: str) -> None:
        with self._changed:
            self._number += 1
            if event == "rebuilt":
                self.built = self._number
            self._message = f"event: {event}\ndata: {json.dumps(text, ensure_ascii=False)}\n\n".encode()
            self._changed.notify_all()

    def after(self, number: int) -> tuple[int, bytes]:
        """The news after ``number``; waits some seconds, then gives a comment that keeps the line open."""
        with self._changed:
            if self._changed.wait_for(lambda: self._number > number, timeout=5):
                return self._number, self._message
            return number, b": \n\n"


class _Handler(SimpleHTTPRequestHandler):
    """The built files, with the reloading script in every page."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, news: _News, folder: Path) -> None:
        self._news = news
        super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == _SCRIPT:
            self._send(_RELOAD.encode(), "text/javascript; charset=utf-8")
        elif path == _EVENTS:
            self._stream()
        else:
            file = Path(self.translate_path(self.path))
            if file.is_dir() and path.endswith("/"):
                file = file / "index.html"
            if file.suffix == ".html" and file.is_file():
                self._send_page(file.read_bytes(), HTTPStatus.OK)
            elif not file.exists():
                self._send_page(Path(self.directory, "404.html").read_bytes(), HTTPStatus.NOT_FOUND)
            else:
                super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the clerk."""

    def _send_page(self, page: bytes, status: HTTPStatus) -> None:
        self._send(
            page.replace(b"</body>", f'<script src="{_SCRIPT}?{self._news.built}"></script></body>'.encode()),
            "text/html; charset=utf-8",
            status,
        )

    def _send(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        asked = urlsplit(self.path).query
        number = int(asked) if asked.isdecimal() else self._news.built
        with contextlib.suppress(OSError):
            while True:
                number, message = self._news.after(number)
                self.wfile.write(message)
                self.wfile.flush()


def serve(source: Path, port: int, talk: Console) -> None:
    """Build into a temporary folder and serve it until Ctrl-C; ``output/`` is not touched.

    Raises ServeError where the first build fails or the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-") as temporary:
        folder = Path(temporary) / "site"
        seen = _state(source)
        if _build(source, folder, talk).published is None:
            raise ServeError("内容有错误，还不能预览；改好以后再运行 gongkai serve。", 1)
        news = _News()
        with _server(port, partial(_Handler, news=news, folder=folder)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            talk.print(f"在浏览器里打开 http://127.0.0.1:{server.server_address[1]}/ 预览；按 Ctrl+C 停止。")
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    seen = _next_state(source, seen)
                    _rebuild(source, folder, talk, news)
            server.shutdown()


def _state(source: Path) -> dict[str, tuple[int, int]]:
    """Every file with its time and size. Looked at before each build, so that no change is lost."""
    found = {}
    for folder, _, names in os.walk(source):
        for name in names:
            with contextlib.suppress(OSError):
                status = Path(folder, name).stat()
                found[f"{folder}/{name}"] = status.st_mtime_ns, status.st_size
    return found


def _next_state(source: Path, seen: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Wait for a state other than ``seen`` that stays for a moment: editors write in several steps."""
    before = seen
    while True:
        time.sleep(_INTERVAL)
        now = _state(source)
        if now == before and now != seen:
            return now
        before = now


def _build(source: Path, folder: Path, talk: Console) -> Built:
    with Watch(talk) as watch:
        built = build(source, folder, watch)
        watch.summary()
    talk.print(built.told, markup=False, end="")
    return built


def _rebuild(source: Path, folder: Path, talk: Console, news: _News) -> None:
    try:
        built = _build(source, folder, talk)
    except Exception as error:
        if exit_code(error) is None:
            raise
        talk.print(str(error), markup=False)
        news.tell("problems", str(error))
        return
    if built.published is None:
        talk.print("内容有错误，预览的仍是改动前的网站。")
        news.tell("problems", built.told)
    else:
        talk.print("已更新。")
        news.tell("rebuilt", "")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that drops a line is no error."""


def _server(port: int, handler: partial[_Handler]) -> ThreadingHTTPServer:
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError as error:
        message = f"端口 {port} 用不了，可能正被别的程序占用；换一个端口，例如 --port {port % 65535 + 1}"
        raise ServeError(message, 3) from error
