"""The registry of scales: one YAML a scale, facts with their source, no item wording."""

from ipt_outcomes.instruments.registry import read_instrument, registered_instruments
from ipt_outcomes.instruments.schema import Instrument

__all__ = ["Instrument", "read_instrument", "registered_instruments"]
