"""Fits as JSON: every number a contrast needs, to the last bit, and nothing of any one person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.fingerprint import Fingerprint
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit_contents import CovarianceAttempt, FitContents
from ipt_outcomes.models.inference import Inference
from ipt_outcomes.models.json_file import read_json, whole, write_json
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.freedom import SandwichFreedom

FORMAT = "ipt-outcomes fit 4"

_PLAIN = (
    "formula",
    "response",
    "method",
    "df",
    "vcov",
    "information",
    "minus_2_log_likelihood",
    "aic",
    "bic",
    "converged",
    "singular",
    "residual_singular",
    "n_subjects",
    "n_observations",
    "n_clusters",
    "cluster",
    "weights",
    "probability_weights",
)
_FREEDOM_ARRAYS = ("coordinates", "left_out", "trace", "products")
_INFERENCE_ARRAYS = ("beta", "phi", "covariance", "phi_gradient", "theta_covariance")


def write_fit(fit: FitContents, path: str | Path) -> None:
    """Write a fit; see `write_json`."""
    write_json(fit_content(fit), path)


def fit_content(fit: FitContents) -> dict[str, Any]:
    """All that a fit holds, as its file has it."""
    content: dict[str, Any] = {"format": FORMAT}
    content |= {name: _scalar(getattr(fit, name)) for name in _PLAIN}
    content["rows_dropped"] = dict(fit.rows_dropped)
    content["fingerprint"] = asdict(fit.fingerprint)
    content["column_names"] = list(fit.column_names)
    content["kept"] = list(fit.kept)
    content["null_basis"] = _array(fit.null_basis)
    content["attempts"] = [asdict(attempt) for attempt in fit.attempts]
    content["notes"] = list(fit.notes)
    content["theta"] = _array(fit.theta)
    content["theta_names"] = list(fit.theta_names)
    content["covariance"] = _frame(fit.covariance)
    content["fixed"] = {
        "formula": fit.fixed.formula,
        "factors": {name: list(levels) for name, levels in fit.fixed.factors.items()},
        "numeric": dict(fit.fixed.numeric),
        "cells": _frame(fit.fixed.cells),
    }
    content["inference"] = {
        **{name: _array(getattr(fit.inference, name)) for name in _INFERENCE_ARRAYS},
        "df_method": fit.inference.df_method,
        "residual_df": fit.inference.residual_df,
        "sandwich": _freedom(fit.inference.sandwich),
    }
    return content


def read_contents(path: str | Path) -> FitContents:
    """What `write_fit` wrote.

    Raises:
        ModelError: the file is not a fit, or was written by another version of the format.
    """
    content = read_json(path, "fit")
    if content.get("format") != FORMAT:
        raise ModelError(f"{path} is not a saved fit of the format {FORMAT!r}: fit it again")
    with whole(path, "fit"):
        return _contents(content)


def _contents(content: dict[str, Any]) -> FitContents:
    fixed, inference = content["fixed"], content["inference"]
    return FitContents(
        **{name: content[name] for name in _PLAIN},
        rows_dropped=content["rows_dropped"],
        fingerprint=Fingerprint(**content["fingerprint"]),
        column_names=tuple(content["column_names"]),
        kept=tuple(content["kept"]),
        null_basis=_read_array(content["null_basis"]),
        attempts=tuple(CovarianceAttempt(**attempt) for attempt in content["attempts"]),
        notes=tuple(content.get("notes", ())),
        theta=_read_array(content["theta"]),
        theta_names=tuple(content["theta_names"]),
        covariance=_read_frame(content["covariance"]),
        fixed=FixedPart(
            formula=fixed["formula"],
            factors={name: tuple(levels) for name, levels in fixed["factors"].items()},
            numeric=fixed["numeric"],
            cells=_read_frame(fixed["cells"]),
        ),
        inference=Inference(
            **{name: _read_array(inference[name]) for name in _INFERENCE_ARRAYS},
            df_method=inference["df_method"],
            residual_df=inference["residual_df"],
            sandwich=_read_freedom(inference["sandwich"]),
        ),
    )


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _array(values: Array) -> dict[str, Any]:
    return {"shape": list(values.shape), "values": values.ravel().tolist()}


def _read_array(stored: dict[str, Any]) -> Array:
    return np.array(stored["values"], dtype=np.float64).reshape(stored["shape"])


def _freedom(freedom: SandwichFreedom | None) -> dict[str, Any] | None:
    if freedom is None:
        return None
    return {name: _array(getattr(freedom, name)) for name in _FREEDOM_ARRAYS}


def _read_freedom(stored: dict[str, Any] | None) -> SandwichFreedom | None:
    if stored is None:
        return None
    return SandwichFreedom(**{name: _read_array(stored[name]) for name in _FREEDOM_ARRAYS})


def _frame(frame: pd.DataFrame) -> dict[str, Any]:
    """Columns, and the index where it has a name; a missing number becomes null."""
    index = frame.index
    columns = {
        str(name): [None if pd.isna(value) else _scalar(value) for value in frame[name]]
        for name in frame.columns
    }
    named = index.names[0] is not None
    return {
        "index_names": list(index.names) if named else [],
        "index": [list(key) if isinstance(key, tuple) else [key] for key in index] if named else [],
        "columns_name": frame.columns.name,
        "columns": columns,
    }


def _read_frame(stored: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame({name: _column(values) for name, values in stored["columns"].items()})
    names = stored["index_names"]
    if len(names) == 1:
        frame.index = pd.Index([key[0] for key in stored["index"]], name=names[0])
    elif names:
        frame.index = pd.MultiIndex.from_tuples(map(tuple, stored["index"]), names=names)
    frame.columns.name = stored["columns_name"]
    return frame


def _column(values: list[Any]) -> pd.Series:
    """Names with gaps keep None in them; all else is what pandas makes of it."""
    gaps = None in values and any(isinstance(value, str) for value in values)
    return pd.Series(values, dtype="object" if gaps else None)
