"""An image inside the page, as an address that nothing is fetched from."""

from __future__ import annotations

import base64

_PNG = b"\x89PNG\r\n\x1a\n"


def data_address(image: bytes | str) -> str:
    """The data address of a PNG's bytes, or of an SVG's bytes or text. ValueError: neither."""
    # As an image, not as inline SVG: ids of two SVGs could clash, and no script in one runs.
    content = image.encode() if isinstance(image, str) else image
    png = content.startswith(_PNG)
    if not png and b"<svg" not in content[:2000]:
        raise ValueError("a figure is a PNG's bytes, or an SVG's bytes or text")
    kind = "image/png" if png else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
