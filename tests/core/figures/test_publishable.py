"""Figures leave by briefs and exports, which are made to be published, and by no bundle to anybody."""

from itertools import product

from safeconduct.figures.facts import FACTS
from safeconduct.law import disclosable as law
from safeconduct.law.disclosable import Consent, Kept, Purpose
from safeconduct.law.recipients import Recipient


def test_no_fact_of_figures_is_told_in_a_bundle_whatever_the_leg_and_the_consent() -> None:
    for kind in FACTS:
        for name, recipient, purpose in product(kind.model_fields, Recipient, Purpose):
            decision = law.disclosable(f"{kind.kind()}.{name}", recipient, purpose, tuple(Consent))
            assert not isinstance(decision, Kept), f"{kind.kind()}.{name} to {recipient} for {purpose}"
            assert decision.source
