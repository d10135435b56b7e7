"""A trial that is broken at random is read or refused in words, whatever was broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.characters import CONTROL
from ipt_outcomes.errors import InputError
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

from .mutations import KINDS, sound_files, write

SEEDS = {"plan": 60, "table": 60, "file": 30}


@pytest.mark.parametrize("kind", KINDS)
def test_refused_in_words_or_read(tmp_path: Path, kind: str) -> None:
    (tmp_path / "sound").mkdir()
    sound = sound_files(tmp_path / "sound")
    refused = 0
    for seed in range(SEEDS[kind]):
        folder = tmp_path / str(seed)
        folder.mkdir()
        write(kind, seed, folder, sound)
        try:
            read_study(read_plan(folder / "small.yaml"))
        except InputError as error:
            refused += 1
            assert all(each.rule and each.remedy for each in error.problems), seed
            assert CONTROL.search(str(error).replace("\n", "")) is None, seed
        except Exception as error:
            pytest.fail(f"{kind}, seed {seed}: {error!r}")
    assert 0.3 * SEEDS[kind] < refused <= SEEDS[kind]
