"""Cells of typed files as text: the number 1.0 is written 1, a date as ISO 8601 writes it."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

_SECONDS_IN_A_DAY = 86_400


def cell_text(value: Any) -> str:
    """The text of one cell, exactly: a float's shortest digits that read back as the same number.

    None and NaN are empty. A point in time at midnight is a date. A duration is in seconds. Bytes
    that are not UTF-8 keep the mark U+FFFD.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return ""
        if math.isinf(number):
            return str(number)
        return np.format_float_positional(number, trim="-")
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.replace(tzinfo=None).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return cell_text(value.days * _SECONDS_IN_A_DAY + value.seconds + value.microseconds / 1e6)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)
