"""Compiles every message catalogue under `safeconduct/locale` (.po) to the form Django reads (.mo).

Babel does it, so that no GNU gettext is needed where safeconduct runs. A catalogue without `Language` is
refused: Babel would drop its plural forms on writing, and Ukrainian counts would come out wrong.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "safeconduct" / "locale"


def compile_catalogue(source: Path) -> None:
    """Writes the .mo beside the .po in one step, so that a running instance never reads half of one."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    if catalogue.locale is None:
        raise SystemExit(f"{source}: the header has no Language")
    target = source.with_suffix(".mo")
    unfinished = source.with_suffix(f".mo.{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(target)


def main() -> int:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compile_catalogue(source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
