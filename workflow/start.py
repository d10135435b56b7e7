"""Start Snakemake with the arguments given, in a folder of any name."""

import sys
from pathlib import Path

from snakemake.cli import main

# Jobs are run by a shell that splits the interpreter's path at a space or an apostrophe: it is
# found by its name instead, first on the PATH.
sys.executable = Path(sys.executable).name
main()
