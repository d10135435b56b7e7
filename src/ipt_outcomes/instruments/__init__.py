"""The registry of scales: one YAML a scale, facts with their source, no item wording."""

from ipt_outcomes.instruments.known import UnknownFactError, known
from ipt_outcomes.instruments.own import named_instrument, own_scales, read_own_instruments
from ipt_outcomes.instruments.registry import read_instrument, registered_instruments
from ipt_outcomes.instruments.schema import Instrument

__all__ = [
    "Instrument",
    "UnknownFactError",
    "known",
    "named_instrument",
    "own_scales",
    "read_instrument",
    "read_own_instruments",
    "registered_instruments",
]
