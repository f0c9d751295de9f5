"""Style sheets, scripts and icons: what the pages ask for beside themselves."""

import re
from hashlib import blake2s
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "site_templates"
"""The templates lie beside the package, in the checkout and where it is installed."""

_STYLE = "assets/css/site.css"
_SUFFIXES = (".js", ".svg", ".png")
_IMPORT = re.compile(rb'(from "\./[a-z-]+\.js)(")')


def assets() -> tuple[dict[str, bytes], str]:
    """The files by address, and their mark, which changes with any of their bytes.

    The style sheets are joined into one, in the order of their names; those of the modes stay apart, since
    the page switches each as a whole. Whoever asks for an asset
    adds the mark (``?v=…``), the modules among each other too: no browser mixes old and new ones.
    """
    files = {_STYLE: b"\n".join(path.read_bytes() for path in sorted(TEMPLATES.glob("assets/css/*.css")))}
    files |= {f"assets/css/{path.name}": path.read_bytes() for path in sorted(TEMPLATES.glob("assets/css/modes/*.css"))}
    for path in sorted((TEMPLATES / "assets").rglob("*")):
        if path.suffix in _SUFFIXES:
            files[path.relative_to(TEMPLATES).as_posix()] = path.read_bytes()
    mark = blake2s(b"".join(files.values()), digest_size=4).hexdigest()
    return {address: _marked(content, mark) for address, content in files.items()}, mark


def _marked(content: bytes, mark: str) -> bytes:
    return _IMPORT.sub(rb"\1?v=" + mark.encode() + rb"\2", content)
