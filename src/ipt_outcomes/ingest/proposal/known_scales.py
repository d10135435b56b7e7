"""The scales that a guess may name: the registered ones and the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ipt_outcomes.ingest.proposal.words import SCALE_WORDS
from ipt_outcomes.instruments import (
    Instrument,
    own_scales,
    read_instrument,
    read_own_instruments,
    registered_instruments,
)
from ipt_outcomes.plain_words import plain


@dataclass(frozen=True)
class KnownScales:
    """Scales by their name in a plan."""

    instruments: dict[str, Instrument]

    def __contains__(self, scale: str) -> bool:
        return scale in self.instruments

    def __getitem__(self, scale: str) -> Instrument:
        return self.instruments[scale]

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Every word for a scale (as `plain` writes it), with the scale; the longest first."""
        found: dict[str, str] = {}
        for scale, instrument in self.instruments.items():
            own = (scale, scale.replace("_", ""), plain(instrument.name))
            for word in (*own, *SCALE_WORDS.get(scale, ())):
                found.setdefault(word, scale)
        return tuple(sorted(found.items(), key=lambda entry: (-len(entry[0]), entry[0])))


def known_scales(root: Path) -> KnownScales:
    """The registered scales and those of `root`'s config/instruments/.

    Raises PlanError where one of the user's own breaks a rule.
    """
    registered = {name: read_instrument(name) for name in registered_instruments()}
    return KnownScales(registered | read_own_instruments(root, own_scales(root)))
