"""A build that is called for as it was before: where nothing has changed since, it is answered at once.

What a call means is remembered under its words, so that nobody has to read them: to load what reads the command
line takes as long as to look at 30,000 files. Whatever isn't as it was is left to the command.
"""

import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from builder import publish
from builder.cache import Cache
from builder.unchanged import Last, surroundings

_STAND_FOR_OTHERS = frozenset("~%$*?[")
"""On Windows the program itself reads ``%NAME%`` and the like, which may mean something else the next time."""


def answered(words: Sequence[str]) -> bool:
    """Do and say what a call asks for, if it was made before, and nothing has changed since."""
    cache = Cache()
    try:
        content, output, *options = json.loads(cache.recall(_key(words)) or b"[]")
        publish.repair(Path(output))
        built = Last(cache, Path(content), Path(output), *options).recall()
    except (OSError, TypeError, ValueError, publish.PublishError):
        return False
    if built is None:
        return False
    sys.stderr.write(built.told)
    print(built.result(Path(output)))
    sys.stdout.flush()
    return True


def remember(words: Sequence[str], content: Path, output: Path, *options: str | bool | None) -> None:
    """Remember what the words of a call mean; ``options`` are those of ``Last``."""
    if _STAND_FOR_OTHERS.intersection("".join(words)):
        return
    Cache().store(_key(words), json.dumps([str(content), str(output), *options]).encode())


def _key(words: Sequence[str]) -> str:
    # Another version of the program may take the same words for something else.
    return f"{sha256(repr((list(words), surroundings())).encode()).hexdigest()}-call"
