"""The enquiries of the demonstration: three invented families ask, two after men of the cast, one after nobody.

Owns data only. The first letter is in Russian after a man registered in Hangul; one officer judged him the sought
person, and it waits for the second. After the next one two records may be meant, and nobody judged them yet. The
last one is in no list.
"""

from safeconduct.demo_steps import name
from safeconduct.registry.facts import Verdict
from safeconduct.sources.values import Channel, Source
from safeconduct.tracing.facts import Enquirer, Relation, Sought, Way
from safeconduct.tracing.requests import JudgeCandidate, OpenEnquiry

TRACING, TRACING_TWO = "tracing", "tracing2"
SOUGHT_HANDLE = "ryu"
"""Whom of the cast the first enquiry seeks."""

_LETTER = Source(channel=Channel.DOCUMENT, who="Рю Ми Ран", language="ru")
_VISIT = Source(channel=Channel.OWN_STATEMENT, who="Кім Лєна", language="uk")
_FORM = Source(channel=Channel.DOCUMENT, who="구정애", language="ko")

FOUND = OpenEnquiry(
    sought=Sought(
        names=(name("Рю Ген Сок", _LETTER, language="ru"), name("Рю Кён Сок", _LETTER, language="ru")),
        born="1997",
        father_name="Рю Бен Хо",
        birth_place="Хэджу",
        last_seen_at="Владивосток",
        last_seen_on="2024-10",
        note="В последнем письме писал, что едет на учения.",
    ),
    enquirer=Enquirer(
        name="Рю Ми Ран",
        relation=Relation.SIBLING,
        language="ru",
        contact="Южно-Сахалинск, до востребования",
        may_tell_sought=True,
        may_pass_on=True,
    ),
    way=Way.LETTER,
    received="2026-10-05",
)
WAITS = OpenEnquiry(
    sought=Sought(names=(name("Сон Мен Ха", _VISIT, language="ru"),), born="2004~", rank="солдат"),
    enquirer=Enquirer(name="Кім Лєна", relation=Relation.ACQUAINTANCE, language="uk", contact="Харків"),
    way=Way.VISIT,
    received="2026-10-21",
)
NOT_FOUND = OpenEnquiry(
    sought=Sought(names=(name("구성림", _FORM),), born="2003-11", birth_place="함흥", rank="전사"),
    enquirer=Enquirer(
        name="구정애",
        relation=Relation.OTHER_RELATIVE,
        language="ko",
        contact="인천, 구정애",
        may_pass_on=False,
    ),
    way=Way.FAMILIES_FORM,
    received="2026-11-02",
    reference="form 118",
)


def judgement(enquiry: str, prisoner: str) -> JudgeCandidate:
    """The first officer's, by the enquiry's and the prisoner's numbers."""
    reason = "The older spelling of one name, the year, the father's name and the town agree."
    return JudgeCandidate(enquiry=enquiry, prisoner=prisoner, verdict=Verdict.SAME, reason=reason)
