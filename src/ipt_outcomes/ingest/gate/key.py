"""The key of the pseudonyms: from the environment, or from a file outside the project."""

from __future__ import annotations

import os

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.privacy_rules import key_path

# ASSUME: 32 characters of a random key (128 bits in hexadecimal) cannot be guessed.
FEWEST_CHARACTERS = 32
_MAKE = 'Make a key with: python -c "import secrets; print(secrets.token_hex(32))"'


def read_key(plan: Plan, findings: Findings) -> bytes | None:
    """The key, or None where it is not there or too short; `findings` then says what to do."""
    assert plan.pseudonyms is not None
    name, path = plan.pseudonyms.key_env, key_path(plan)
    if name is not None:
        where, key = "key_env", os.environ.get(name, "")
        place = f"the environment variable {name}"
    else:
        assert path is not None
        where, place = "key_file", "the key's file"
        try:
            key = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            key = ""
    key = key.strip()
    if len(key) >= FEWEST_CHARACTERS:
        return key.encode()
    what = f"is shorter than {FEWEST_CHARACTERS} characters" if key else "is not there, or empty"
    findings.add(
        Problem(
            plan.file,
            plan.line("pseudonyms", where),
            f"pseudonyms.{where}",
            f"the key of the pseudonyms: {place} {what}",
            f"{_MAKE}. Keep it outside the project, and always use the same one for this trial.",
            "key",
        )
    )
    return None
