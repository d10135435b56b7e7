"""`python -m ipt_outcomes`: the command `ipt-outcomes`."""

import sys

from ipt_outcomes.command import main

sys.exit(main())
