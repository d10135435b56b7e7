"""The face of the package: every public name is there, and little is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ipt_outcomes as ipt


@pytest.mark.parametrize("name", ipt.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    assert getattr(ipt, name).__doc__


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no public name"):
        ipt.no_such_name  # noqa: B018


def test_reading_a_plan_does_not_load_statistics_or_plotting() -> None:
    code = (
        "import sys, ipt_outcomes as ipt; ipt.read_plan; "
        "print({'pandas', 'plotnine', 'statsmodels', 'scipy'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
