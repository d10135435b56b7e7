"""Writing a figure so that the same figure gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.storage import replacing

# Without a fixed salt matplotlib draws the ids inside an SVG at random; a date would change daily.
_SALT: dict[Any, Any] = {"svg.hashsalt": "ipt-outcomes", "svg.fonttype": "path"}
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}
_DPI = 150


def save_figure(figure: ggplot | Figure, path: str | Path | Iterable[str | Path]) -> None:
    """Write the figure to a path, or to several; the suffix, `.png` or `.svg`, says the format.

    The same figure gives the same bytes, whenever it is written with the same packages. Raises
    ValueError, before anything is written, for another suffix.
    """
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(each) for each in path]
    kinds = [each.suffix.removeprefix(".") for each in paths]
    for each, kind in zip(paths, kinds, strict=True):
        if kind not in _METADATA:
            raise ValueError(f"{each.name}: a figure is written as .png or .svg")
    drawn = {kind: figure_bytes(figure, kind) for kind in dict.fromkeys(kinds)}
    for each, kind in zip(paths, kinds, strict=True):
        with replacing(each) as temporary:
            temporary.write_bytes(drawn[kind])


def figure_bytes(figure: ggplot | Figure, kind: str) -> bytes:
    """The figure as a file's bytes; `kind` is png or svg."""
    buffer = BytesIO()
    with mpl.rc_context(_SALT):
        if isinstance(figure, Figure):
            figure.savefig(buffer, format=kind, dpi=_DPI, metadata=_METADATA[kind])
        else:
            figure.save(buffer, format=kind, dpi=_DPI, metadata=_METADATA[kind], verbose=False)
    return buffer.getvalue()
