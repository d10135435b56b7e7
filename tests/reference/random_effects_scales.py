"""Kenward and Roger's standard errors and degrees of freedom in arithmetic of fifty digits.

    python tests/reference/random_effects_scales.py

For the trial and the variances of random_effects_scales.R, from the definitions (Kenward and Roger
1997, Biometrics 53:983-997) with dense matrices. In the arithmetic of processors they are lost
there: the information on the five covariance parameters has eigenvalues eleven orders of magnitude
apart. Imports nothing of this project. Writes random_effects_scales_kenward_roger.csv (10 s).
"""

from __future__ import annotations

import csv
from decimal import Decimal, getcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

getcontext().prec = 50
HERE = Path(__file__).parent
Matrix = NDArray[Any]
TERMS = ("Intercept", "arm[T.b]", "week", "arm[T.b]:week")


def read(name: str) -> list[dict[str, str]]:
    with (HERE / f"random_effects_scales_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def identity(n: int) -> Matrix:
    return np.array([[Decimal(int(i == j)) for j in range(n)] for i in range(n)], dtype=object)


def inverse(matrix: Matrix) -> Matrix:
    """Gauss and Jordan's, for a positive definite matrix."""
    left, right = matrix.copy(), identity(len(matrix))
    for pivot in range(len(left)):
        scale = left[pivot, pivot]
        left[pivot], right[pivot] = left[pivot] / scale, right[pivot] / scale
        for row in range(len(left)):
            factor = left[row, pivot]
            if row != pivot and factor != 0:
                left[row] = left[row] - factor * left[pivot]
                right[row] = right[row] - factor * right[pivot]
    return right


def main() -> None:
    rows, variances = read("data"), read("variances")
    week = np.array([Decimal(row["week"]) for row in rows], dtype=object)
    arm = np.array([Decimal(int(row["arm"] == "b")) for row in rows], dtype=object)
    one = np.array([Decimal(1)] * len(rows), dtype=object)
    x = np.column_stack([one, arm, week, arm * week])
    same = {
        name: np.array([[Decimal(int(a[name] == b[name])) for b in rows] for a in rows])
        for name in ("id", "site")
    }
    found = {
        (row["group"], row["term"], row["term_2"]): Decimal(row["variance_or_covariance"])
        for row in variances
    }
    intercept, slope = found["id", "(Intercept)", ""], found["id", "week", ""]
    parameters = [
        (found["site", "(Intercept)", ""], same["site"]),
        (intercept, same["id"]),
        # A correlation of one, to all digits.
        ((intercept * slope).sqrt(), same["id"] * (week[:, None] + week[None, :])),
        (slope, same["id"] * (week[:, None] * week[None, :])),
        (found["Residual", "", ""], identity(len(rows))),
    ]
    v = sum(value * derivative for value, derivative in parameters)
    solved = inverse(v)
    vx = solved.dot(x)
    phi = inverse(x.T.dot(vx))
    each = [derivative for _, derivative in parameters]
    turned = [solved.dot(derivative) for derivative in each]
    p = [-vx.T.dot(derivative).dot(vx) for derivative in each]
    q = [[vx.T.dot(one).dot(two.dot(vx)) for two in turned] for one in each]
    information = np.array(
        [
            [
                (
                    (turned[i] * turned[j].T).sum()
                    - 2 * np.trace(phi.dot(q[i][j]))
                    + np.trace(phi.dot(p[i]).dot(phi).dot(p[j]))
                )
                / 2
                for j in range(len(each))
            ]
            for i in range(len(each))
        ],
        dtype=object,
    )
    w = inverse(information)
    pairs = [(i, j) for i in range(len(each)) for j in range(len(each))]
    middle = sum(w[i, j] * (q[i][j] - p[i].dot(phi).dot(p[j])) for i, j in pairs)
    adjusted = phi + 2 * phi.dot(middle).dot(phi)
    slopes = [-phi.dot(matrix).dot(phi) for matrix in p]
    with (HERE / "random_effects_scales_kenward_roger.csv").open("w", encoding="utf-8") as file:
        file.write("term,se,df\n")
        for place, term in enumerate(TERMS):
            spread = sum(
                w[i, j] * slopes[i][place, place] * slopes[j][place, place] for i, j in pairs
            )
            df = 2 * phi[place, place] ** 2 / spread
            file.write(f"{term},{float(adjusted[place, place].sqrt()):.12g},{float(df):.12g}\n")


if __name__ == "__main__":
    main()
