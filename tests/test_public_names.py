"""The face of the package: every public name is there, and little is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import ipt_outcomes as ipt


@pytest.mark.parametrize("name", ipt.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    assert getattr(ipt, name).__doc__


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no public name"):
        ipt.no_such_name  # noqa: B018


@pytest.mark.parametrize(
    ("name", "meant"),
    [("contrasts", "contrast"), ("emmeans", "marginal_means"), ("joint_tests", "joint_test")],
)
def test_a_name_that_is_near_is_offered(name: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=f"did you mean {meant}"):
        getattr(ipt, name)


def test_what_other_packages_call_it_is_there_under_our_names() -> None:
    for names in ipt._ELSEWHERE.values():
        assert names.split(",")[0] in ipt.__all__


def test_version_is_the_packages() -> None:
    assert ipt.__version__ == version("ipt-outcomes")


def test_reading_a_plan_does_not_load_statistics_or_plotting() -> None:
    code = (
        "import sys, ipt_outcomes as ipt; ipt.read_plan; "
        "print({'pandas', 'plotnine', 'statsmodels', 'scipy'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
