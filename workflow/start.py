"""Start Snakemake in a folder of any name: the trials to look at first, then its own arguments.

The trials' names stand in one word, with commas; `-` for none.
"""

import os
import signal
import sys
from pathlib import Path

from ipt_outcomes.console import refused_in_words


def quietly(number, frame):
    """Who stopped the run is told so by the command: how its jobs ended is no news to anybody."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    signal.default_int_handler(number, frame)


signal.signal(signal.SIGINT, quietly)

# Snakemake reads a script through nbformat, and that loads jsonschema with every check that is
# installed. This one, of web addresses, builds 38 grammars in some two seconds and is never asked.
sys.modules["rfc3987_syntax"] = None

# Jobs are run by a shell that splits the interpreter's path at a space or an apostrophe: it is
# found by its name instead, first on the PATH.
sys.executable = Path(sys.executable).name
try:
    # To load them takes memory already.
    from snakemake.cli import main

    from ipt_outcomes.made_before import look_again

    look_again(sys.argv.pop(1).strip("-").split(","))
    main()
except (OSError, MemoryError, ImportError) as error:
    sys.exit(refused_in_words(error))
