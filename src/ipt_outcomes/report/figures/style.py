"""How the figures look: colours that colour-blind readers can tell apart, shapes, one theme."""

from __future__ import annotations

import textwrap
from typing import Any

from plotnine import element_blank, element_line, element_rect, element_text, theme, theme_bw

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import marked

# Okabe & Ito (2008), Color Universal Design; yellow is left out, too light on white.
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)
FONT = "DejaVu Sans"  # comes with matplotlib: the same glyphs on every machine
INK = "#1F2933"
MUTED = "#52606D"
SHADE = "#EEF2F6"
WARNING = "#9B1C1C"


def arm_colours(plan: Plan) -> dict[str, str]:
    """Each arm's colour, by the arm's place in the plan."""
    return {arm.name: OKABE_ITO[i % len(OKABE_ITO)] for i, arm in enumerate(plan.arms)}


def arm_shapes(plan: Plan) -> dict[str, str]:
    """Each arm's marker, so that arms differ without colour too."""
    return {arm.name: SHAPES[i % len(SHAPES)] for i, arm in enumerate(plan.arms)}


def arm_lines(plan: Plan) -> dict[str, Any]:
    """Each arm's kind of line, the same in every figure."""
    return {arm.name: LINES[i % len(LINES)] for i, arm in enumerate(plan.arms)}


def plain(text: str) -> str:
    """Text that matplotlib shows as it stands: a dollar sign does not begin a formula."""
    return text.replace("$", r"\$")


def wrapped(text: str, characters: int) -> str:
    """Plain text in lines of at most that many characters, its own line breaks kept."""
    lines = [textwrap.fill(line, characters) for line in text.splitlines()]
    return plain("\n".join(lines))


def subtitle(plan: Plan, text: str, characters: int) -> str:
    """`text` as a figure's subtitle, after a warning where the people are not real.

    The warning has a line of its own where both are more than that many characters.
    """
    if len(marked(plan, text)) <= characters:
        return plain(marked(plan, text))
    return wrapped("\n".join(filter(None, (marked(plan, ""), text))), characters)


def figure_theme(width: float, height: float) -> theme:
    """The theme of all charts; width and height in inches."""
    return theme_bw(base_size=11, base_family=FONT) + theme(
        figure_size=(width, height),
        dpi=150,
        text=element_text(color=INK),
        plot_title=element_text(size=14, weight="bold", ha="left"),
        plot_subtitle=element_text(size=11, color=MUTED, ha="left"),
        plot_caption=element_text(size=9, color=MUTED, ha="left", linespacing=1.4),
        plot_title_position="plot",
        plot_caption_position="plot",
        axis_title=element_text(size=11),
        axis_text=element_text(size=10, color=INK),
        panel_grid_minor=element_blank(),
        panel_grid_major_x=element_blank(),
        panel_grid_major_y=element_line(color="#D9E2EC", size=0.5),
        panel_border=element_blank(),
        axis_line=element_line(color=MUTED, size=0.6),
        strip_background=element_rect(fill=SHADE, color=SHADE),
        strip_text=element_text(size=11, weight="bold"),
        legend_position="top",
        legend_title=element_blank(),
        legend_text=element_text(size=11, ma="left"),
        legend_box_spacing=0.01,
        legend_key=element_blank(),
    )
