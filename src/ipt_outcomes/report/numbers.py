"""How numbers are written: a true minus sign, APA's p-values, a dash where there is no number."""

from __future__ import annotations

import math

from ipt_outcomes.instruments import Instrument

MINUS = "−"
NO_NUMBER = "–"
NO_BREAK = "\u00a0"


def number(value: float, decimals: int) -> str:
    """`value` with that many decimals; a dash when it is missing or infinite."""
    if not math.isfinite(value):
        return NO_NUMBER
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def count(n: int) -> str:
    """How many, with a comma between thousands: `1,262`."""
    return f"{n:,}"


def out_of(part: int, whole: int) -> str:
    """So many of so many people: `74 of 79`; where there is nobody, that is said."""
    return f"{count(part)} of {count(whole)}" if whole else "no one"


def interval(lower: float, upper: float, decimals: int) -> str:
    """`lower to upper`; a dash when one of them is missing."""
    ends = [number(lower, decimals), number(upper, decimals)]
    return NO_NUMBER if NO_NUMBER in ends else " to ".join(ends)


def with_interval(value: float, lower: float, upper: float, decimals: int) -> str:
    """`value (lower to upper)`; a dash when the value is missing."""
    middle = number(value, decimals)
    if middle == NO_NUMBER:
        return NO_NUMBER
    return f"{middle} ({interval(lower, upper, decimals)})"


def p_value(value: float) -> str:
    """As APA writes it: `< .001`, `.023`, `> .999`; a dash when it is missing."""
    if math.isnan(value):
        return NO_NUMBER
    if value < 0.001:
        return "< .001"
    if value > 0.999:
        return "> .999"
    return f"{value:.3f}".removeprefix("0")


def p_equals(value: float) -> str:
    """The p-value within a sentence: `p < .001`, `p = .023`; its spaces are no-break spaces."""
    text = p_value(value)
    return f"p {text if text[0] in '<>' else f'= {text}'}".replace(" ", NO_BREAK)


def plain_number(value: float) -> str:
    """The shortest way to write it: 16, 8.7."""
    return f"{value:g}".replace("-", MINUS)


def one_digit(value: float) -> str:
    """To its first digit: 0.0003."""
    return f"{value:.1g}".replace("-", MINUS)


def percent(share: float) -> str:
    """A share of one in percent, with one decimal: `4.4%`."""
    return f"{number(100 * share, 1)}%"


def table_decimals(instrument: Instrument) -> int:
    """Decimals of estimates in tables: one more than the scale is reported with, at least two."""
    return max(2, instrument.decimals + 1)


def sentence_decimals(instrument: Instrument) -> int:
    """Decimals of estimates in sentences: as the scale is reported, at least one."""
    return max(1, instrument.decimals)


def confidence(alpha: float) -> str:
    """The confidence level in percent: `95%`."""
    return f"{plain_number(100 * (1 - alpha))}%"
