"""The engine's files: JSON that is seen whole or not at all, and the same bytes twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from ipt_outcomes.models.errors import ModelError


def write_json(content: Mapping[str, Any], path: str | Path) -> None:
    """Write `content`; floats are written so that they read back to the same bits.

    The file is written beside its place and put there when it is whole: a reader, or a run that was
    killed, sees the old file or the new one.

    Raises:
        ValueError: a number is not finite, which JSON cannot say.
    """
    path = Path(path)
    text = json.dumps(content, indent=1, allow_nan=False) + "\n"
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_json(path: str | Path, what: str) -> dict[str, Any]:
    """What `write_json` wrote; `what` is the content's name in messages, such as "fit".

    Raises:
        ModelError: the file is not JSON, or holds something else than named values.
    """
    try:
        content = json.loads(Path(path).read_bytes().decode("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is not a saved {what}: it is not JSON") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} is not a saved {what}: it has no named values")
    return content
