"""Writing a figure so that the same figure gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image
from plotnine import ggplot

from ipt_outcomes.storage import replacing

# Without a fixed salt matplotlib draws the ids inside an SVG at random; a date would change daily.
_SALT: dict[Any, Any] = {"svg.hashsalt": "ipt-outcomes", "svg.fonttype": "path"}
_KINDS = ("png", "svg")
_DPI = 150


def save_figure(
    figure: ggplot | Figure, path: str | Path | Iterable[str | Path], *, private: bool = False
) -> None:
    """Write the figure to a path, or to several; the suffix, `.png` or `.svg`, says the format.

    `private`: nobody but the files' owner can read them. The same figure gives the same bytes,
    whenever it is written with the same packages. Raises ValueError, before anything is written,
    for another suffix.
    """
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(each) for each in path]
    kinds = [each.suffix.removeprefix(".") for each in paths]
    for each, kind in zip(paths, kinds, strict=True):
        if kind not in _KINDS:
            raise ValueError(f"{each.name}: a figure is written as .png or .svg")
    drawn = figure_bytes(figure, tuple(dict.fromkeys(kinds)))
    for each, kind in zip(paths, kinds, strict=True):
        with replacing(each, private=private) as temporary:
            temporary.write_bytes(drawn[kind])


def figure_bytes(figure: ggplot | Figure, kinds: Sequence[str]) -> dict[str, bytes]:
    """The figure as a file's bytes by its kind, png or svg; drawn once for all of them."""
    look: dict[Any, Any] = {} if isinstance(figure, Figure) else figure.theme.rcParams
    canvas = figure
    if not isinstance(canvas, Figure):
        # A figure has the height that its rows need: of many contrasts, more than plotnine's limit.
        canvas = canvas.save_helper(
            format=kinds[0], dpi=_DPI, verbose=False, limitsize=False
        ).figure
    found = {}
    for kind in kinds:
        with mpl.rc_context(look), mpl.rc_context(_SALT):
            found[kind] = _png(canvas) if kind == "png" else _svg(canvas)
    return found


def _svg(canvas: Figure) -> bytes:
    written = BytesIO()
    canvas.savefig(written, format="svg", dpi=_DPI, metadata={"Date": None, "Creator": None})
    return written.getvalue()


def _png(canvas: Figure) -> bytes:
    """The picture in a palette of 256 colours: a third of the bytes, and the eye sees no change."""
    pixels = BytesIO()
    canvas.savefig(pixels, format="raw", dpi=_DPI)
    size = (int(canvas.get_figwidth() * _DPI), int(canvas.get_figheight() * _DPI))
    image = Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB")
    palette = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # Its means round white down by one, which shows beside a page that is white.
    palette.putpalette([255 if tint == 254 else tint for tint in palette.getpalette() or ()])
    written = BytesIO()
    palette.save(written, "PNG", dpi=(_DPI, _DPI))
    return written.getvalue()
