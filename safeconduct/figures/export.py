"""Confirmed claims for other programs: CSV with HXL tags, JSON lines, schema.org, columns like UCDP's. Pure.

Every line is one claim: nothing is summed, averaged or filled in. `low` and `high` are stated bounds, empty where a
side is open; UCDP's own are estimates, and the columns are named like theirs so that both can be laid side by side.

Source: HXL 1.1 hashtags and attributes; schema.org Claim and ClaimReview; UCDP GED codebook 24.1.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from safeconduct.figures.answers import JudgedFinding, Ledger, PublicationRow
from safeconduct.figures.claims import as_json_line
from safeconduct.figures.stated import Stated


class Form(StrEnum):
    """In which form claims leave: the ending of the file is told by `FORMS`."""

    HXL = "hxl"
    JSON = "json"
    SCHEMA_ORG = "schema_org"
    UCDP = "ucdp"


FORMS: Mapping[Form, tuple[str, str]] = {
    Form.HXL: ("figures.csv", "text/csv; charset=utf-8"),
    Form.JSON: ("figures.jsonl", "application/x-ndjson"),
    Form.SCHEMA_ORG: ("figures.jsonld", "application/ld+json"),
    Form.UCDP: ("figures-ucdp.csv", "text/csv; charset=utf-8"),
}
_FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
_HXL = (
    ("claim", "#meta+id"),
    ("speaker", "#meta+source+speaker"),
    ("relayed by", "#meta+source+relay"),
    ("speaker's side", "#meta+source+type"),
    ("category", "#affected+category"),
    ("force", "#group+name"),
    ("theatre", "#loc+code"),
    ("words", "#affected+num+text"),
    ("value", "#affected+num"),
    ("low", "#affected+num+min"),
    ("high", "#affected+num+max"),
    ("hedge", "#affected+num+type"),
    ("modality", "#status+code"),
    ("observed from", "#date+start"),
    ("observed until", "#date+end"),
    ("said on", "#date+reported"),
    ("published", "#date+published"),
    ("feeds no bound because", "#status+reason"),
    ("origin", "#meta+source+origin"),
    ("quotation", "#description+quote"),
    ("publication", "#meta+source+document"),
    ("publisher", "#org+publisher"),
    ("digest", "#indicator+digest+bool"),
)
_UCDP = (
    "id", "source_article", "source_original", "source_date", "where_coordinates", "side_counted", "category",
    "date_start", "date_end", "best", "low", "high", "number_of_sources", "quote",
)  # fmt: skip


def export(form: Form, ledger: Ledger, sources: Mapping[str, PublicationRow]) -> str:
    """Every claim that counts, in the form asked for, sorted by day."""
    match form:
        case Form.HXL:
            head = [[name for name, _tag in _HXL], [tag for _name, tag in _HXL]]
            return _csv([*head, *(_hxl(claim, sources) for claim in ledger.claims)])
        case Form.JSON:
            return "".join(as_json_line(claim.said) + "\n" for claim in ledger.claims)
        case Form.SCHEMA_ORG:
            graph = [_claim(claim, sources) for claim in ledger.claims]
            graph += [_review(each, sources) for each in ledger.findings if each.verdict is not None]
            return json.dumps(
                {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1
            )
    return _csv([list(_UCDP), *_ucdp(ledger, sources)])


def _hxl(claim: Stated, sources: Mapping[str, PublicationRow]) -> list[object]:
    said, quantity, row = claim.said, claim.said.quantity, sources[claim.publication]
    return [
        claim.number, said.speaker, "; ".join(link.name for link in said.chain[1:]), claim.side, claim.category,
        said.force, claim.theatre, quantity.raw if quantity else "", claim.value, claim.least, claim.most,
        quantity.hedge if quantity else "", said.modality, claim.first if claim.is_dated else "",
        claim.last if claim.is_dated else "", claim.day, claim.published, claim.aside, claim.origin,
        said.quote, row.number, row.publisher, "true" if row.is_digest else "false",
    ]  # fmt: skip


def _ucdp(ledger: Ledger, sources: Mapping[str, PublicationRow]) -> Iterable[list[object]]:
    origins: dict[str, set[str]] = {}
    for claim in ledger.claims:
        origins.setdefault(claim.origin, set()).add(claim.publication)
    for claim in ledger.claims:
        if claim.aside:
            continue
        row = sources[claim.publication]
        yield [
            claim.number, row.title, claim.said.speaker, claim.day, claim.said.place, claim.said.force,
            claim.category, claim.first, claim.last, claim.value, claim.least, claim.most,
            len(origins[claim.origin]), claim.said.quote,
        ]  # fmt: skip


def _claim(claim: Stated, sources: Mapping[str, PublicationRow]) -> dict[str, object]:
    row = sources[claim.publication]
    article: dict[str, object] = {"@type": "Article", "identifier": row.number, "headline": row.title}
    if row.publisher:
        article["publisher"] = {"@type": "Organization", "name": row.publisher}
    if row.published_on:
        article["datePublished"] = row.published_on
    told: dict[str, object] = {
        "@type": "Claim",
        "@id": f"urn:safeconduct:claim:{claim.number}",
        "text": claim.said.quote,
        "inLanguage": claim.said.language,
        "appearance": article,
        "about": str(claim.category),
    }
    if claim.said.speaker:
        told["author"] = {"@type": "Thing", "name": claim.said.speaker}
    if claim.day:
        told["dateCreated"] = claim.day.isoformat()
    return told


def _review(judged: JudgedFinding, sources: Mapping[str, PublicationRow]) -> dict[str, object]:
    lead = judged.finding.lead
    return {
        "@type": "ClaimReview",
        "claimReviewed": lead.other.said.quote,
        "itemReviewed": _claim(lead.other, sources),
        "reviewBody": judged.reason,
        "reviewAspect": str(lead.rule),
        "alternateName": str(judged.verdict),
        "citation": _claim(lead.one, sources),
    }


def _csv(lines: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[_cell(value) for value in line] for line in lines])
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in _FORMULA_SIGNS else text
