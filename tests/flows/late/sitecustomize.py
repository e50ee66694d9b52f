"""Lets the clock of a server that a test starts go late, so that a story of five days can be told in minutes.

Python imports this module by its name at the start of a process whose PYTHONPATH holds this folder.
"""

import os
from datetime import timedelta

from safeconduct.store import clock

# Held open until the process ends: the block is never left.
_LATE = clock.set_back(timedelta(seconds=float(os.environ["SAFECONDUCT_TEST_LATE_S"])))
_LATE.__enter__()
