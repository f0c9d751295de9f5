"""A QR code as a drawing in the page."""

import re

import zxingcpp
from markupsafe import Markup

_DARK = re.compile(rb"\x00+")


def qr_code(text: str) -> Markup:
    """The QR code of a text; a module is one unit wide, and the quiet zone around it is left to the page."""
    image = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(add_quiet_zones=False)
    # Its type says neither that it is a buffer nor what its shape is made of.
    height, width = image.shape
    pixels = memoryview(image).tobytes()  # type: ignore[arg-type]
    runs = (
        f"M{run.start()} {y}.5h{run.end() - run.start()}"
        for y in range(height)
        for run in _DARK.finditer(pixels[y * width : (y + 1) * width])
    )
    return Markup(  # noqa: S704 - nothing but numbers in it
        f'<svg class="qr" viewBox="0 0 {width} {height}" role="img" aria-label="本页网址的二维码">'
        f'<path stroke="#000" d="{"".join(runs)}"/></svg>'
    )
