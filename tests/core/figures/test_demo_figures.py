"""The demonstration's digests: every quotation stands in its text, and the series can be seen."""

from safeconduct.demo_figures import DIGESTS, FORCE, _claim, text_of
from safeconduct.figures.claims import Category
from safeconduct.figures.findings import findings
from safeconduct.figures.series import series_of
from safeconduct.figures.stated import Stated, resolve, stated


def told() -> list[Stated]:
    found = []
    for number, digest in enumerate(DIGESTS):
        for place, each in enumerate(digest.told):
            claim = _claim(digest, each, text_of(digest))
            found.append(
                stated(f"{number:02}-{place}", f"{number}", f"digest {number}", claim, is_digest=True)
            )
    return resolve(found)


def test_every_quotation_stands_in_its_digest() -> None:
    for digest in DIGESTS:
        text = text_of(digest)
        assert text.startswith("Digest.")
        for each in digest.told:
            assert text.count(each.quote) == 1
            assert each.raw in each.quote


def test_the_series_of_those_killed_can_be_seen() -> None:
    killed = next(s for s in series_of(told()) if (s.force, s.category) == (FORCE, Category.KILLED))
    by_nis = [claim.value for claim in killed.claims if claim.speaker.startswith("national intelligence")]
    assert by_nis == [100, 300, 600, 2000]
    assert killed.best is not None
    assert killed.best.value == 2000


def test_losses_are_not_drawn_and_one_week_feeds_no_count() -> None:
    series = series_of(told())
    assert Category.LOSSES not in {each.category for each in series}
    both = next(each for each in series if each.category == Category.KILLED_OR_WOUNDED)
    assert "window" in {aside.reason for aside in both.aside}


def test_a_real_conflict_of_sources_is_found() -> None:
    assert {"C4"} <= {str(rule) for finding in findings(told()) for rule in finding.rules}
