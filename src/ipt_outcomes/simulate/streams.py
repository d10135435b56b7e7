"""Random numbers: one independent stream for each part of a simulated trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Streams:
    """One generator a part, so that leaving a part out changes nothing in the others."""

    people: np.random.Generator
    randomisation: np.random.Generator
    latent: np.random.Generator
    assessment: np.random.Generator
    dropout: np.random.Generator
    sessions: np.random.Generator


def streams(seed: int) -> Streams:
    """The streams of a seed: PCG64, spawned from one SeedSequence."""
    children = np.random.SeedSequence(seed).spawn(6)
    return Streams(*(np.random.Generator(np.random.PCG64(child)) for child in children))
