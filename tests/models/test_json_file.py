"""The engine's files are whole or not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ipt_outcomes import ModelError, read_fit, read_reduction
from ipt_outcomes.models.attempt import FailedFit, read_attempt
from ipt_outcomes.models.json_file import read_json, write_json


def test_what_is_written_is_read(tmp_path: Path) -> None:
    content = {"a": [0.1, 1e-300, -3], "b": {"Größe": None}}
    write_json(content, tmp_path / "one.json")
    assert read_json(tmp_path / "one.json", "fit") == content


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["replace", "write_bytes"])
def test_a_run_that_is_stopped_leaves_the_old_file_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fit.json"
    FailedFit("y ~ 1", "reml", "normal", "before").save(path)
    with monkeypatch.context() as stopped:
        stopped.setattr(Path, step, killed)
        with pytest.raises(KeyboardInterrupt):
            FailedFit("y ~ 1", "reml", "normal", "after").save(path)
    assert read_attempt(path) == FailedFit("y ~ 1", "reml", "normal", "before")
    assert list(tmp_path.iterdir()) == [path]


def test_a_number_that_json_cannot_say(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json({"a": float("nan")}, tmp_path / "one.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"term,estimate\n", b"[1, 2]", b'{"a": "\xff"}'])
def test_refuses_what_it_did_not_write(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is not a saved fit"):
        read_json(path, "fit")
    with pytest.raises(ModelError, match="is not a saved fit"):
        read_attempt(path)


READERS = [read_fit, read_reduction, read_attempt]


@pytest.mark.parametrize("reader", READERS)
def test_what_is_not_there_or_not_whole(reader: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder"):
        reader(tmp_path)
    with pytest.raises(ModelError, match=r"nowhere\.json is not there"):
        reader(tmp_path / "nowhere.json")
    what = "reduction" if reader is read_reduction else "fit"
    begun: dict[str, Any] = {"format": f"ipt-outcomes {what} {2 if what == 'reduction' else 4}"}
    for more in ({}, {"fixed": 1, "inference": 2, "scheme": []}):
        write_json(begun | more, tmp_path / "begun.json")
        with pytest.raises(ModelError, match=rf"begun\.json is not a whole saved {what}"):
            reader(tmp_path / "begun.json")


def test_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone/fit\.json cannot be written: there is no folder"):
        write_json({}, tmp_path / "gone" / "fit.json")
    with pytest.raises(ModelError, match="is a folder"):
        write_json({}, tmp_path)
    assert not list(tmp_path.iterdir())
