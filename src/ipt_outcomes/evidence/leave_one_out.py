"""`leave_one_out`: what pooling gives without each study in turn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.evidence.columns import studies, words_of
from ipt_outcomes.evidence.pool_studies import pool_studies
from ipt_outcomes.models.arguments import data_frame
from ipt_outcomes.models.errors import ModelError


def leave_one_out(frame: pd.DataFrame, *, study: str = "study", **options: Any) -> pd.DataFrame:
    """The pooled effect without each study, all its effects at once.

    Args:
        frame: a row an effect, at least three studies.
        study: column with the study of each effect.
        options: of `pool_studies`; moderators= and by= are not.

    Returns:
        One row a study, in order of appearance: left_out, then the columns of `pool_studies`.

    Raises:
        ModelError: fewer than three studies; as `pool_studies` does.
    """
    frame = data_frame(frame, "the table of effects")
    if not len(frame):
        raise ModelError("the table of effects has no rows")
    for name in ("moderators", "by"):
        if options.get(name) is not None:
            raise ModelError(f"leave_one_out takes no {name}=: it is of one pooled effect")
    labels = words_of(frame, study, "study")
    names = labels.unique()
    if len(names) < 3:
        raise ModelError(f"{studies(len(names))}: leaving one out needs at least three")
    tables = []
    for name in names:
        rest = pool_studies(frame[(labels != name).to_numpy()], study=study, **options)
        rest.insert(0, "left_out", str(name))
        tables.append(rest)
    return pd.concat(tables, ignore_index=True)
