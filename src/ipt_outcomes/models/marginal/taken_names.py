"""Names of the columns of a table of estimates, which no variable shown beside them may have."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.t_and_f import T_COLUMNS

_OF_EVERY_TABLE = (*T_COLUMNS, "status")
OF_PAIRS = ("test", "comparison")
OF_COMBINATIONS = ("contrast", "coefficient")
OF_MANY = ("response",)


def refuse_taken(shown: Sequence[str], further: Sequence[str] = ()) -> None:
    """Refuse variables whose column would be another's too.

    Args:
        shown: the variables that have a column of their own in the table.
        further: what the table's other columns are called, beside those of every table.

    Raises:
        ModelError: naming the first.
    """
    for name in shown:
        if name in (*_OF_EVERY_TABLE, *further):
            raise ModelError(
                f"{name!r} is also what a column of the result is called: rename the variable in "
                "the data"
            )
