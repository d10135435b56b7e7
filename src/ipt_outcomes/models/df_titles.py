"""What the methods for degrees of freedom are called, for people. Data only, as `status`."""

from __future__ import annotations

DF_TITLES: dict[str, str] = {
    "kenward-roger": "Kenward–Roger",
    "kenward-roger-linear": "Kenward–Roger without the second-derivative term",
    "kenward-roger-sas": "Kenward–Roger with the second-derivative term of SAS's parameters",
    "satterthwaite": "Satterthwaite",
    "residual": "residual",
    "normal": "normal (infinite)",
}
