"""How a plan says what its dates look like."""

from __future__ import annotations

import re
from functools import cache

ISO = "YYYY-MM-DD"

_TOKENS = {
    "YYYY": "(?P<year>[0-9]{4})",
    "MM": "(?P<month>[0-9]{2})",
    "DD": "(?P<day>[0-9]{2})",
    "M": "(?P<month>[0-9]{1,2})",
    "D": "(?P<day>[0-9]{1,2})",
}
_TOKEN = re.compile("YYYY|MM|DD|M|D")
_FORM = re.compile(r"(YYYY|MM|DD|M|D)[ ./-]?(YYYY|MM|DD|M|D)[ ./-]?(YYYY|MM|DD|M|D)")
# A time of day may follow; it does not count.
_TIME = r"([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"


@cache
def date_pattern(form: str) -> re.Pattern[str]:
    """The pattern of a date of this form, with the groups year, month and day.

    Raises ValueError where `form` does not say year (four digits), month and day once each.
    """
    parts = _FORM.fullmatch(form)
    if parts is None or {part[0] for part in parts.groups()} != {"Y", "M", "D"}:
        raise ValueError("a date's form has YYYY, MM and DD once each")
    pattern, end = "", 0
    for token in _TOKEN.finditer(form):
        pattern += re.escape(form[end : token.start()]) + _TOKENS[token[0]]
        end = token.end()
    return re.compile(pattern + _TIME)
