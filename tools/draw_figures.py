"""Draws the chart of the README from the demonstration's own digests.

Usage: python -m tools.draw_figures [--check]. The picture is what `safeconduct figures series --svg` draws of them:
those killed, those killed or wounded, and casualties, each claim with its stated bounds. With `--check` nothing is
written, and the exit status is 1 where the picture is not what would be drawn.
"""

import argparse
import os
from pathlib import Path

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "figures.svg"


def drawn() -> str:
    """The chart, in English. Django must be set up."""
    from django.utils import translation

    from safeconduct.demo_figures import FORCE, stated_claims
    from safeconduct.figures.claims import Category
    from safeconduct.figures.series import series_of
    from safeconduct.figures.web.paper import chart_words

    shown = (Category.KILLED, Category.KILLED_OR_WOUNDED, Category.CASUALTIES)
    found = {
        each.category: each
        for each in series_of(stated_claims())
        if (each.force, each.theatre) == (FORCE, "")
    }
    with translation.override("en"):
        return chart_words([found[category] for category in shown], is_alone=True) + "\n"


def main() -> int:
    """Write the picture, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings")
    import django

    django.setup()
    is_asked = parser.parse_args().check
    if is_asked:
        return int(PICTURE.read_text("utf-8") != drawn())
    PICTURE.write_text(drawn(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
