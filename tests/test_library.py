"""Which files of the library a script rests on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ipt_outcomes.library import files_behind
from ipt_outcomes.stages import STAGES


def behind(folder: Path, text: str) -> set[str]:
    script = folder / "script.py"
    script.write_text(f"import ipt_outcomes as ipt\n{text}\n")
    return {path.as_posix() for path in files_behind(script)}


def test_what_imports_reach_and_the_data_beside_it(tmp_path: Path) -> None:
    found = behind(tmp_path, "ipt.read_plan('x')")
    assert {"plan/reading.py", "plan/plan.py", "plan/__init__.py", "marked_yaml.py"} <= found
    assert {"instruments/phq9.yaml", "models/status.py"} & found == {"instruments/phq9.yaml"}
    assert not [name for name in found if name.startswith(("ingest/", "report/", "models/fit"))]
    assert "__init__.py" not in found and "instruments/README.md" not in found


def test_imports_inside_functions_count_and_registries_count_whole(tmp_path: Path) -> None:
    found = behind(tmp_path, "ipt.analyse(a, t)")
    assert {"analyses/kinds/mmrm.py", "analyses/kinds/growth.py", "models/fit.py"} <= found
    assert {"sensitivity/scenarios.py"} & found == set()
    assert "sensitivity/families/missing_items.py" in behind(tmp_path, "ipt.scenarios(p, t)")


def test_a_name_that_is_not_public_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no_such_name"):
        behind(tmp_path, "ipt.no_such_name()")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_module_that_a_script_loads_is_behind_it(root: Path, stage: object) -> None:
    """Against Python itself: importing the public names loads no module that was not found."""
    import subprocess

    script = root / "workflow/scripts" / f"{stage.name}.py"  # type: ignore[attr-defined]
    code = (
        "import ast, sys, pathlib, ipt_outcomes as ipt\n"
        f"tree = ast.parse(pathlib.Path({str(script)!r}).read_text())\n"
        "for node in ast.walk(tree):\n"
        "    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == 'ipt':\n"
        "        getattr(ipt, node.attr)\n"
        "print('\\n'.join(m.__file__ for n, m in sys.modules.items() "
        "if n.startswith('ipt_outcomes.')))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    package = root / "src" / "ipt_outcomes"
    loaded = {Path(line).relative_to(package) for line in run.stdout.split()}
    assert loaded and loaded - set(files_behind(script)) == set()
