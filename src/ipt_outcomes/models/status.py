"""What became of a fit, a mean or a contrast: one word for tables, written here and nowhere else.

It is part of the engine's vocabulary: data only, which every layer may import.
"""

from __future__ import annotations

from typing import Final

OK: Final = "ok"
SINGULAR: Final = "singular"
"""Fitted, with the covariance at its boundary: a zero variance, a correlation of one."""
NOT_CONVERGED: Final = "not converged"
"""The optimiser reached no maximum: the numbers are not to be used."""
FAILED: Final = "failed"
"""Refused: there are no numbers."""
NOT_ESTIMABLE: Final = "not estimable"
"""A mean or contrast that the data say nothing about; NaN stands in its place."""
VARIANCE_NOT_ESTIMABLE: Final = "variance not estimable"
"""An estimate without a standard error: an adjustment failed, or one cluster determines it."""
DF_NOT_ESTIMABLE: Final = "df not estimable"
"""A standard error that nothing is known of: no interval, no test."""
PARTLY_ESTIMABLE: Final = "partly estimable"
"""A joint test that had to leave out what cannot be estimated."""

WITH_RESULT: Final = (OK, SINGULAR)
"""Statuses of a fit whose numbers may be reported."""
