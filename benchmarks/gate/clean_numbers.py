"""Numbers as trials have them, read as numbers or as text."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

Make = Callable[[Random], str]


def _whole(low: int, high: int) -> Make:
    return lambda random: str(random.randint(low, high))


def _decimal(mean: float, sd: float, places: int) -> Make:
    return lambda random: f"{random.gauss(mean, sd):.{places}f}"


NUMBERS: dict[str, tuple[Literal["number", "text"], Make]] = {
    "age": ("number", _whole(18, 88)),
    "age_at_onset": ("number", _decimal(27, 8, 1)),
    "birth_year": ("number", _whole(1935, 2003)),
    "birth_weight": ("number", _whole(2100, 4400)),
    "day": ("number", _whole(-14, 400)),
    "days_since_start_date": ("number", _whole(0, 380)),
    "weeks_in_treatment": ("number", _whole(0, 52)),
    "phq9_1": ("number", _whole(0, 3)),
    "phq9_total": ("number", _whole(0, 27)),
    "bdi.pre": ("number", _whole(0, 63)),
    "sas_sr": ("number", _decimal(2, 0.4, 2)),
    "factor_score": ("number", _decimal(0, 1, 8)),
    "income": ("number", _whole(0, 104_000)),
    "income_exact": ("number", _decimal(31_000, 9_000, 2)),
    "cost_total": ("number", lambda r: f"{r.lognormvariate(9, 1):.2f}"),
    "reaction_time": ("number", _decimal(700, 200, 3)),
    "reaction_time_ns": ("number", _whole(400_000_000, 999_999_999)),
    "steps": ("number", _whole(400, 22_000)),
    "phone_sessions": ("number", _whole(0, 12)),
    "telephone_minutes": ("number", _whole(0, 120)),
    "email_contacts": ("number", _whole(0, 9)),
    "mobile_app_use": ("number", _decimal(20, 9, 1)),
    "facebook_minutes": ("number", _whole(0, 200)),
    "photo_rating": ("number", _whole(1, 5)),
    "postcode_deprivation_decile": ("number", _whole(1, 10)),
    "alliance": ("number", _decimal(5, 1, 2)),
    "minutes": ("number", lambda r: r.choice(["50", "", "55", "45", "NA"])),
    "cortisol": ("number", _decimal(12, 4, 4)),
    "weight_kg": ("number", _decimal(74, 12, 1)),
    "heart_rate": ("number", _whole(48, 120)),
    "item_as_text": ("text", _whole(0, 4)),
    "episodes_as_text": ("text", _whole(0, 12)),
    "decile_as_text": ("text", _whole(1, 10)),
    "severity_as_text": ("text", lambda r: f"{r.randrange(0, 9) / 2:.1f}"),
}
