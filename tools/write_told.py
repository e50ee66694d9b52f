"""Writes docs/reference/what-may-be-told.md from the table that the program obeys, for a lawyer to read and correct.

Owns that page's form. What it says stands in `safeconduct/law/disclosable.toml`.
"""

from safeconduct.law.disclosable import HOLD_DAYS_MAX, InformationClass, Table, table

_INTRODUCTION = f"""\
Nothing leaves an instance but by this table. It stands in `safeconduct/law/disclosable.toml`, where a lawyer can
correct it; `law/disclosable.py` reads it and refuses a table that contradicts itself. Nobody outside the project has
confirmed its reading of the Convention.

- **Told**: on these legs the information leaves.
- **With consent**: on these it leaves if the person agreed to that, in words that are recorded; the consent is named.
- On every other leg it is left out, and the last column says why.
- **Refused**: whoever tries to compose it for the Power of origin gets nothing at all, also none of the rest.

What the Protecting Power gets on these ways is meant for the Power of origin and decided as for it. The Central
Agency is always told, with a notice of circumstances where harm is feared; the Power of origin is left out only by a
recorded decision of two persons, which is reviewed within {HOLD_DAYS_MAX} days.
"""


def page() -> str:
    """The page's text."""
    read = table()
    parts = ["# What may be told to whom\n", _INTRODUCTION, _legs(read), _classes(read), _fields(read)]
    return "\n".join(parts)


def _legs(read: Table) -> str:
    lines = [
        "## For what purpose, and to whom\n",
        "| leg | for what | to whom | ground |",
        "|---|---|---|---|",
    ]
    for name, leg in read.legs.items():
        to = ", ".join(str(each).replace("_", " ") for each in leg.recipients)
        about = leg.about + (f"; as `{leg.follows}`" if leg.follows else "")
        lines.append(f"| `{name}` | {about} | {to} | {leg.source} |")
    return "\n".join(lines) + "\n"


def _classes(read: Table) -> str:
    lines = [
        "## What is told on each leg\n",
        "| information | told | with consent | ground | left out elsewhere, because |",
        "|---|---|---|---|---|",
    ]
    for name, each in read.classes.items():
        told = ", ".join(f"`{leg}`" for leg in each.kept)
        refused = "**Refused** towards the Power of origin. " if each.never_origin else ""
        lines.append(
            f"| **{name}**: {each.about} | {told} | {_consents(each)} | {each.source} | {refused}{each.withheld} |"
        )
    return "\n".join(lines) + "\n"


def _consents(each: InformationClass) -> str:
    return "; ".join(
        f"*{consent}*: {', '.join(f'`{leg}`' for leg in legs)}" for consent, legs in each.consented.items()
    )


def _fields(read: Table) -> str:
    lines = [
        "## Under what each field stands\n",
        "A part of a field stands after a stroke: `names/own`. `derived` is made of several facts. A kind that is",
        "not here is told to nobody: so are all facts about operators, approvals and readings.\n",
        "| fact | information: fields |",
        "|---|---|",
    ]
    for kind, groups in read.fields.items():
        filed = "; ".join(
            f"*{name}*: {', '.join(f'`{field}`' for field in fields)}" for name, fields in groups.items()
        )
        lines.append(f"| `{kind}` | {filed} |")
    return "\n".join(lines) + "\n"
