"""Columns whose changes are hidden behind how far from zero they stand."""

from __future__ import annotations

import re

from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.orthogonal import Basis
from ipt_outcomes.models.errors import ModelError


def refuse_hidden(fixed: FixedPart, names: tuple[str, ...], basis: Basis) -> None:
    """Refuse a column that is nearly, but not to rounding, a combination of those before it.

    Args:
        fixed: the fixed part.
        names: of its columns.
        basis: of these columns.

    Raises:
        ModelError: naming the numeric variables that the columns are made of.
    """
    if not basis.hidden:
        return
    concerned = [
        repr(name)
        for name in fixed.numeric
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", names[at]) for at in basis.hidden)
    ]
    of = f" of {' and '.join(concerned)}" if concerned else ""
    raise ModelError(
        f"fixed part {fixed.formula!r}: {len(basis.hidden)} of its columns{of} are so nearly "
        "combinations of those before them that they would be left out. Where a number stands far "
        "from zero for how much it changes, subtract a round number near its mean; else take the "
        "term out"
    )
