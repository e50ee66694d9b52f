"""Names across scripts: read one, compare two, write one in another script, file one under keys.

The one package file of the project that is not empty: `from safeconduct.names import compare, read, write, keys`
is how other programs use the core, so these four names are functions here. Inside the project the modules are
imported by their own names (`from safeconduct.names.keys import parts`). Source: decision 46
"""

from safeconduct.names.compare import Comparison, compare, compare_many
from safeconduct.names.keys import blocks, keys
from safeconduct.names.read import Hints, Reading, read
from safeconduct.names.words import Language, told
from safeconduct.names.write import System, Written, write

__all__ = [
    "Comparison", "Hints", "Language", "Reading", "System", "Written",
    "blocks", "compare", "compare_many", "keys", "read", "told", "write",
]  # fmt: skip
