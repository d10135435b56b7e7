"""Reductions as JSON: sums only, to the last bit, the same bytes for the same sums."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from ipt_outcomes.models.design.planned_visits import PlannedVisits
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.json_file import read_json, whole, write_json
from ipt_outcomes.models.reductions.reduction_contents import ReductionContents
from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.person_products import PersonProducts

FORMAT = "ipt-outcomes reduction 2"


def write_reduction(reduction: ReductionContents, path: str | Path) -> None:
    """Write a reduction; see `write_json`."""
    write_json(reduction_content(reduction), path)


def reduction_content(reduction: ReductionContents) -> dict[str, Any]:
    """All that a reduction holds, as its file has it."""
    scheme = reduction.scheme
    return {
        "format": FORMAT,
        "scheme": {field.name: _plain(getattr(scheme, field.name)) for field in fields(scheme)},
        "products": [_products(product) for product in reduction.products],
        "cell_rows": reduction.cell_rows.tolist(),
        "numeric_sums": dict(reduction.numeric_sums),
        "rows_dropped": dict(reduction.rows_dropped),
        "changing": dict(reduction.changing),
    }


def read_contents(path: str | Path) -> ReductionContents:
    """What `write_reduction` wrote.

    Raises:
        ModelError: the file is not a reduction, or was written by another version of the format.
    """
    content = read_json(path, "reduction")
    if content.get("format") != FORMAT:
        raise ModelError(
            f"{path} is not a saved reduction of the format {FORMAT!r}: reduce the data again"
        )
    with whole(path, "reduction"):
        return _contents(content)


def _contents(content: dict[str, Any]) -> ReductionContents:
    stored = content["scheme"]
    scheme = Scheme(
        formula=stored["formula"],
        factors={name: tuple(levels) for name, levels in stored["factors"].items()},
        numeric=tuple(stored["numeric"]),
        visits=tuple(stored["visits"]),
        planned=PlannedVisits(tuple(stored["planned"]["levels"]), stored["planned"]["ordered"]),
        groups=tuple(stored["groups"]),
        centre=stored["centre"],
    )
    return ReductionContents(
        scheme=scheme,
        products=tuple(_read_products(product) for product in content["products"]),
        cell_rows=np.array(content["cell_rows"], dtype=np.int64),
        numeric_sums=content["numeric_sums"],
        rows_dropped=content["rows_dropped"],
        changing=content.get("changing", {}),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, PlannedVisits):
        return asdict(value)
    return dict(value) if isinstance(value, dict) else value


def _products(product: PersonProducts) -> dict[str, Any]:
    """Sums are symmetric: the lower triangle is written."""
    rows, columns = np.tril_indices(product.sums.shape[-1])
    return {
        "seen": product.seen.astype(int).tolist(),
        "n_visits": product.n_visits,
        "people": product.people.tolist(),
        "varying": product.varying.astype(int).tolist(),
        "width": int(product.sums.shape[-1]),
        "sums": product.sums[:, rows, columns].tolist(),
    }


def _read_products(stored: dict[str, Any]) -> PersonProducts:
    width, n_patterns = stored["width"], len(stored["people"])
    rows, columns = np.tril_indices(width)
    sums = np.empty((n_patterns, width, width))
    lower = np.array(stored["sums"], dtype=np.float64).reshape(n_patterns, len(rows))
    sums[:, rows, columns] = lower
    sums[:, columns, rows] = lower
    return PersonProducts(
        np.array(stored["seen"], dtype=bool).reshape(n_patterns, stored["n_visits"]),
        np.array(stored["people"], dtype=np.int64),
        np.array(stored["varying"], dtype=bool),
        sums,
    )
