"""A host on 127.0.0.1 that answers as a test wants it to, and remembers what it was asked."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Request(SimpleHTTPRequestHandler):
    """A request. ``send`` and ``send_raw`` answer it, ``serve`` gives the file that is asked for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, host: "OddHost") -> None:
        self.host = host
        super().__init__(*args, directory=str(host.folder))  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        return self.path.partition("?")[0].lstrip("/")

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        with self.host.lock:
            self.host.asked.append(self.path.lstrip("/"))
        answer = self.host.answers.get(self.address) or self.host.answers.get("*") or Request.serve
        with contextlib.suppress(OSError):
            answer(self)

    def serve(self) -> None:
        super().do_GET()

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        given = {"Content-Type": "text/html", "Content-Length": str(len(body))}
        for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.close_connection = True

    def reset(self) -> None:
        """End the connection as a firewall does."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class OddHost:
    """Serves ``folder``; an address in ``answers`` (``*`` is every other one) is answered by that function."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, Callable[[Request], None]] = {}
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.url = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def odd_host(folder: Path) -> Iterator[OddHost]:
    host = OddHost(folder)
    with _Server(("127.0.0.1", 0), partial(Request, host=host)) as server:
        host.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
