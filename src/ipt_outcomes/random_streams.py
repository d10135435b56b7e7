"""Random numbers by name: one root, a stream of its own for every purpose."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def named_stream(seed: int, *names: str) -> np.random.Generator:
    """The stream of these names under a seed (PCG64), the same wherever and whenever it is asked.

    A stream depends on its own names alone: to add another purpose moves nobody else's draws. The
    names are hashed (SHA-256), and their digest is the spawn key of a SeedSequence of the seed.
    """
    import numpy as np

    digest = hashlib.sha256("\0".join(names).encode()).digest()
    key = [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 32, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
