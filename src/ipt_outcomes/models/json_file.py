"""The engine's files: JSON that is seen whole or not at all, and the same bytes twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from ipt_outcomes.models.errors import ModelError


def write_json(content: Mapping[str, Any], path: str | Path) -> None:
    """Write `content`; floats are written so that they read back to the same bits.

    The file is written beside its place and put there when it is whole: a reader, or a run that was
    killed, sees the old file or the new one.

    Raises:
        ModelError: the path is a folder, or in one that is not there.
        ValueError: a number is not finite, which JSON cannot say.
    """
    path = Path(path)
    text = json.dumps(content, indent=1, allow_nan=False) + "\n"
    if path.is_dir():
        raise ModelError(f"{path} is a folder: name the file in it that is to be written")
    if not path.parent.is_dir():
        raise ModelError(f"{path} cannot be written: there is no folder {path.parent}")
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_json(path: str | Path, what: str) -> dict[str, Any]:
    """What `write_json` wrote; `what` is the content's name in messages, such as "fit".

    Raises:
        ModelError: the file is not there, not JSON, or holds something else than named values.
    """
    if Path(path).is_dir():
        raise ModelError(f"{path} is a folder, and no saved {what}")
    if not Path(path).exists():
        raise ModelError(f"{path} is not there: no saved {what} has this name")
    try:
        content = json.loads(Path(path).read_bytes().decode("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is not a saved {what}: it is not JSON") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} is not a saved {what}: it has no named values")
    return content


@contextmanager
def whole(path: str | Path, what: str) -> Iterator[None]:
    """While the content of a file is taken apart: what is not in it, or is of another form.

    Raises:
        ModelError: naming the file.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        missing = f": it has no {error}" if isinstance(error, KeyError) else ""
        raise ModelError(f"{path} is not a whole saved {what}{missing}") from None
