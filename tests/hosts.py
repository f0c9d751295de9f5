"""Real web servers on 127.0.0.1, with the settings that docs/hosting.md recommends.

``python -m tests.hosts`` finds nginx and Apache, else installs them from apt when root. Where they
can't be had it says so and fails: settings that no server has read prove nothing.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "/zgh/"
"""Where the samples have the site."""

_NGINX = ("nginx",)
_APACHE = ("apache2", "httpd")
_PLACES = "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin"
_MODULES = (
    "/usr/lib/apache2/modules",
    "/usr/lib64/httpd/modules",
    "/usr/libexec/apache2",
    "/opt/homebrew/lib/httpd/modules",
)
_FOR_THE_SAMPLE = ("mpm_event", "authz_core", "unixd", "dir", "mime", "headers", "deflate", "filter")
_FOR_FAULTS = ("alias", "setenvif", "env", "substitute", "ratelimit", "proxy", "proxy_http", "cache", "cache_disk")
_START = 10
"""Seconds that a server may take to start."""


class Host(NamedTuple):
    """A running server."""

    url: str
    """Of the site's root, with a slash at its end."""
    folder: Path
    """The site on the host, to be spoilt."""


def sample(language: str) -> str:
    """The settings for a server as docs/hosting.md has them."""
    text = (ROOT / "docs/hosting.md").read_text("utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, language
    return str(found[0])


def nginx() -> str | None:
    return _found(_NGINX)


def apache() -> str | None:
    return _found(_APACHE)


@contextlib.contextmanager
def nginx_host(site: Path, path: str = "/", faults: str = "", http: str = "") -> Iterator[Host]:
    """nginx with a copy of ``site`` below ``path``; ``faults`` goes into its server, ``http`` before it.

    In both, ``{room}`` is a folder that the server may fill.
    """
    program = nginx()
    assert program, "没有 nginx；请先运行 python -m tests.hosts"
    with _room(site, path) as (room, folder), contextlib.ExitStack() as stack:
        port = free_port()
        faults, http = (text.replace("{room}", str(room)) for text in (faults, http))
        settings = (
            sample("nginx")
            .replace("listen 80;", f"listen 127.0.0.1:{port};\n{faults}")
            .replace("/var/www", str(room / "www"))
            .replace(PREFIX, path)
        )
        temporary = "".join(
            f"{kind}_temp_path {room}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (room / "nginx.conf").write_text(
            f"{'user root;' if _is_root() else ''}\nworker_processes 1;\ndaemon off;\npid {room}/pid;\n"
            f"error_log {room}/error.log;\nevents {{ worker_connections 256; }}\n"
            f"http {{\naccess_log off;\n{temporary}{http}\n{settings}\n}}\n",
            "utf-8",
        )
        stack.enter_context(_running([program, "-e", f"{room}/error.log", "-c", f"{room}/nginx.conf"], port, room))
        yield Host(f"http://127.0.0.1:{port}{path}", folder)


@contextlib.contextmanager
def apache_host(site: Path, path: str = "/", faults: str = "") -> Iterator[Host]:
    """Apache with a copy of ``site`` below ``path``, and the sample as its .htaccess.

    ``faults`` goes into the server's own settings, where ``{room}`` is a folder with an empty ``cache``.
    """
    program, modules = apache(), next(filter(os.path.isdir, _MODULES), None)
    assert program, "没有 Apache；请先运行 python -m tests.hosts"
    assert modules, "没有找到 Apache 的模块；请先运行 python -m tests.hosts"
    with _room(site, path) as (room, folder), contextlib.ExitStack() as stack:
        port = free_port()
        faults = faults.replace("{room}", str(room))
        (folder / ".htaccess").write_text(sample("apache").replace(PREFIX, path), "utf-8")
        loaded = "".join(
            f"<IfModule !{name}_module>\nLoadModule {name}_module {modules}/mod_{name}.so\n</IfModule>\n"
            for name in (*_FOR_THE_SAMPLE, *_FOR_FAULTS)
        )
        types = room / "mime.types"
        types.write_text("text/html html\n")
        (room / "cache").mkdir(mode=0o777)
        (room / "cache").chmod(0o777)
        (room / "httpd.conf").write_text(
            f"ServerName 127.0.0.1\nListen 127.0.0.1:{port}\nServerRoot {room}\nDefaultRuntimeDir {room}\n"
            f"PidFile {room}/pid\nErrorLog {room}/error.log\n{loaded}"
            f"{f'User nobody{chr(10)}Group {_nobodys_group()}' if _is_root() else ''}\n"
            f"TypesConfig {types}\nDocumentRoot {room}/www\n"
            f"<Directory {room}/www>\nAllowOverride All\nRequire all granted\n</Directory>\n{faults}\n",
            "utf-8",
        )
        stack.enter_context(_running([program, "-f", f"{room}/httpd.conf", "-DFOREGROUND"], port, room))
        yield Host(f"http://127.0.0.1:{port}{path}", folder)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def _room(site: Path, path: str) -> Iterator[tuple[Path, Path]]:
    """A folder that every user may read, since Apache's workers aren't root, and the copied site in it."""
    with tempfile.TemporaryDirectory(prefix="gongkai-host-") as name:
        room = Path(name)
        room.chmod(0o755)
        folder = room / "www" / path.strip("/")
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(site, folder)
        yield room, folder


@contextlib.contextmanager
def _running(command: list[str], port: int, room: Path) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait(process, port, room)
            yield
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[str], port: int, room: Path) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    process.terminate()
    log = room / "error.log"
    raise AssertionError(f"{process.communicate()[1]}\n{log.read_text('utf-8') if log.exists() else ''}")


def _found(names: tuple[str, ...]) -> str | None:
    path = os.pathsep.join((os.environ.get("PATH", ""), *_PLACES))
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _nobodys_group() -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name


def _from_apt() -> bool:
    if not (_is_root() and shutil.which("apt-get")):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # apache2-bin is the server without the service that would start at once.
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "nginx-light", "apache2-bin"])
    return all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands)


def main() -> int:
    sources: tuple[Callable[[], bool], ...] = (lambda: True, _from_apt)
    for get in sources:
        if get() and (one := nginx()) and (other := apache()):
            print(f"核对网站的测试使用 {one} 和 {other}")
            return 0
    print(
        "没有 nginx 或 Apache，核对网站的测试做不了。请安装它们（Debian、Ubuntu：apt install nginx-light apache2-bin；"
        "macOS：brew install nginx httpd），再运行一次。",
        file=sys.stderr,
    )
    return 3


if __name__ == "__main__":
    sys.exit(main())
