"""What the register's forms say of errors: the general forms with the register's own words."""

from collections.abc import Mapping

from pydantic import ValidationError

from safeconduct.registry.web import phrases, words
from safeconduct.sources.errors import Refused
from safeconduct.store import forms
from safeconduct.store.forms import FormWords, Problem

FORM_WORDS = FormWords(phrases.REFUSAL, phrases.REMEDY, words.FIELD)


def problems_of(error: ValidationError, names: Mapping[str, str] | None = None) -> list[Problem]:
    """What is wrong, one a field, in words; `names` says which field of the form a part of the command is."""
    return forms.problems_of(error, FORM_WORDS, names)


def problem_of(error: Refused) -> Problem:
    """A refusal in the operator's language where its code has words, else in the words of the rule."""
    return forms.problem_of(error, FORM_WORDS)
