"""To whom data can leave an instance: what each recipient is under the Convention.

Owns the closed list. What each of them may be told stands in `disclosable.toml`, which `disclosable.py` reads.

Source: GC III arts 8, 12, 118, 122, 123; that a laptop of the bureau is a recipient of its own is a house rule.
"""

from enum import StrEnum


class Recipient(StrEnum):
    """What the other instance is. `POWER_OF_ORIGIN` is reached through the Protecting Power (art. 122(3)).

    `HOME_BUREAU` is what the bureau is to its own field team alone: no card can claim it, enrolment says it.
    """

    HOME_BUREAU = "home_bureau"
    BUREAU = "bureau"
    RECEIVING_STATE = "receiving_state"
    POWER_OF_ORIGIN = "power_of_origin"
    CENTRAL_AGENCY = "central_agency"
    PROTECTING_POWER = "protecting_power"
    FIELD_TEAM = "field_team"
