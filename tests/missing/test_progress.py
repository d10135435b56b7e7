"""What lasts is said on stderr; what does not is silent."""

from __future__ import annotations

import pytest

from ipt_outcomes.missing import progress


def test_silence_where_it_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress.shown_progress(range(5), 5, "imputing")) == [0, 1, 2, 3, 4]
    assert capsys.readouterr() == ("", "")


def test_a_line_where_it_lasts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 3))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    assert len(list(progress.shown_progress(range(8), 8, "imputing"))) == 8
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == "" and lines[0] == "imputing: 1 of 8, about 21 s left"
    assert len(lines) == 2
