"""What `parts/_letters.html` draws with: the reasons of a comparison of names, in the operator's language.

The sentences stand in `names.words`, since other programs tell them too.
"""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.names import scripts, words
from safeconduct.names.compare import Comparison
from safeconduct.names.evidence import notes
from safeconduct.names.scripts import Script
from safeconduct.names.words import Label, Step
from safeconduct.shell.templatetags.safeconduct import state

register = template.Library()

_STATES = {"same": "agrees", "close": "roughly", "different": "differs"}
# Cyrillic and Latin letters do not tell the language; a wrong one would have them read aloud wrongly.
_LANGUAGES = {Script.HANGUL: "ko", Script.HAN: "ko-Hani"}


@register.filter
def told(step: Step) -> str:
    """A reason for or against one name behind two spellings, as a sentence."""
    return scripts.visible(words.told(step, get_language() or ""))


@register.filter
def part_of_name(code: Label) -> str:
    """What a row of the table speaks of: the surname, a syllable, its vowel."""
    return words.label(code, get_language() or "")


@register.filter
def notes_of(comparison: Comparison) -> tuple[Step, ...]:
    """The reasons that speak of no row of the table."""
    return notes(comparison.evidence, comparison.letters)


@register.simple_tag
def letters(text: str) -> str:
    """A name or letters of one, Korean ones marked as such; in words where there are none."""
    if not text:
        return format_html(
            '<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', _("nothing")
        )
    language = _LANGUAGES.get(scripts.script_of(text), "")
    return format_html('<bdi lang="{}" dir="auto">{}</bdi>', language, scripts.visible(text))


@register.simple_tag
def agreement(agrees: str) -> str:
    """How far two letters or parts of a name agree, as shape and word."""
    return state(_STATES[agrees])
