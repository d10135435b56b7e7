"""What hangs together, of what is joined in pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .description import Codes


def connected(joined: NDArray[np.bool_]) -> Codes:
    """(n,) codes: what is joined, directly or through others, has the same."""
    code = np.full(len(joined), -1)
    for row in range(len(joined)):
        if code[row] >= 0:
            continue
        reached, number = np.zeros(len(joined), dtype=bool), int(code.max()) + 1
        reached[row] = True
        while True:
            wider = reached | joined[reached].any(axis=0)
            if (wider == reached).all():
                break
            reached = wider
        code[reached] = number
    return code
