"""Start Snakemake with the arguments given, in a folder of any name."""

import sys
from pathlib import Path

from snakemake.cli import main

# Snakemake reads a script through nbformat, and that loads jsonschema with every check that is
# installed. This one, of web addresses, builds 38 grammars in some two seconds and is never asked.
sys.modules["rfc3987_syntax"] = None

# Jobs are run by a shell that splits the interpreter's path at a space or an apostrophe: it is
# found by its name instead, first on the PATH.
sys.executable = Path(sys.executable).name
main()
