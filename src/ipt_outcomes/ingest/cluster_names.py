"""What kind of cluster a column is by its name."""

from __future__ import annotations

import re

from ipt_outcomes.plan.clusters import ClusterKind

_KINDS: tuple[tuple[ClusterKind, re.Pattern[str]], ...] = (
    ("therapist", re.compile(r"therap(?!y)|behandler|clinician|counsel|provider", re.IGNORECASE)),
    ("therapy_group", re.compile(r"group|gruppe", re.IGNORECASE)),
    ("site", re.compile(r"site|cent(er|re)|zentrum|clinic", re.IGNORECASE)),
    ("village", re.compile(r"village|cluster|community", re.IGNORECASE)),
    ("school", re.compile(r"school|schule|class", re.IGNORECASE)),
    ("practice", re.compile(r"practice|praxis|surgery", re.IGNORECASE)),
)


def kind_by_name(column: str) -> ClusterKind:
    """The kind that a column's name says; `other` where it says none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(column)), "other")
