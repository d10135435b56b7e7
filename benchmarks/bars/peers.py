"""Other software on the same data. None of it is needed by the project; `README.md` says how to
install it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bars.rows import Row
from benchmarks.bars.works import Run, slopes_data

IN_R = ("nlme", "mmrm", "lme4", "lmerTest")
MODULES = {"mixedlm-rs": "mixedlm_rs", "statsmodels": "statsmodels"}
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "RAYON_NUM_THREADS",
)


def peer_run(peer: str, row: Row, people: int, folder: Path) -> Run:
    """Random slopes by a package of Python's."""
    if peer == "mixedlm-rs":
        from mixedlm_rs import MixedLM
    else:
        from statsmodels.regression.mixed_linear_model import MixedLM
    rows = slopes_data(row, people)
    return lambda: MixedLM.from_formula(
        "y ~ arm * week", rows, groups="person", re_formula="1 + week"
    ).fit()


def r_command(peer: str, row: Row, folder: Path) -> list[str]:
    """The same by a package of R's, `peers.R`."""
    csv = folder / f"{row.name}.csv"
    if not csv.exists():
        slopes_data(row, row.people).to_csv(csv, index=False)
    # gls takes seconds where others take milliseconds.
    repeats = 1 if peer == "nlme" else repeats_of(peer, row)
    model = "slopes" if row.name.startswith("slopes") else "mmrm"
    script = str(Path(__file__).with_name("peers.R"))
    return ["Rscript", script, peer, model, str(csv), str(repeats)]


def repeats_of(peer: str, row: Row) -> int:
    """How often a measurement is repeated: once, if it takes minutes."""
    return 1 if peer in row.slow else row.repeats


@cache
def installed(peer: str) -> bool:
    """Whether a peer can be run here."""
    if peer not in IN_R:
        return find_spec(MODULES[peer]) is not None
    if shutil.which("Rscript") is None:
        return False
    check = f'quit(status = !requireNamespace("{peer}", quietly = TRUE))'
    return (
        subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode == 0
    )


def one_thread() -> dict[str, str]:
    """The environment of a measurement."""
    return {**os.environ, **dict.fromkeys(THREADS, "1")}
