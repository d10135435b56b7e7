"""P-values of differences at baseline: refused with the reason, however a plan spells the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ipt_outcomes.plan.broken import Broken

_KEY = re.compile(
    r"(?:baseline|table ?(?:1|one)) (?:p ?values?|tests?|testing|significance(?: tests?)?)"
    r"|(?:p ?values?|tests?|significance) (?:of|at|for|in) (?:the )?(?:baseline|table ?(?:1|one))"
)
# ASSUME: CONSORT 2010 and 2025, item on baseline data; Senn 1994, Stat Med 13:1715-1726; de Boer,
# Waterlander, Kuijper, Steenhuis and Twisk 2015, Int J Behav Nutr Phys Act 12:4.
_RANDOMISED = (
    "differences between arms at baseline are not tested: chance drew the arms, so that every "
    "difference is chance's, and a p-value says nothing of how much it matters"
)
_OTHERWISE = (
    "differences between arms at baseline are not tested: a p-value grows small with the number of "
    "people, and says nothing of how far apart the arms are"
)
_REMEDY = (
    "Take it out: Table 1 shows standardised mean differences. What may matter to the outcome is "
    "adjusted for, by `stratification` or `covariates`."
)


def refused_tests(tree: Mapping[str, Any]) -> Iterator[Broken]:
    """Where the plan's tree of keys asks for tests at baseline: at its top, or under `models`."""
    rule = _OTHERWISE if tree.get("allocation") == "observational" else _RANDOMISED
    for path, keys in (((), tree), (("models",), tree.get("models"))):
        if isinstance(keys, Mapping):
            for key in keys:
                if _KEY.fullmatch(" ".join(re.sub(r"[\W_]+", " ", str(key).casefold()).split())):
                    yield (*path, str(key)), rule, _REMEDY
