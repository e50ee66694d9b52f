"""The words of the papers of a wish: the prisoner's copy and the interview record, in the languages prisoners read.

Pure: `papers.toml` holds each text in every language, because a prisoner's language need not be one of the
program's own.
"""

import tomllib
from importlib.resources import files

LANGUAGES = ("ko", "ru", "uk", "en")
"""In these a paper can be printed; codes of ISO 639-1."""


def read(text: str) -> dict[str, dict[str, str]]:
    """Texts by key and language; ValueError names the key and what it lacks."""
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    for key, texts in found.items():
        if set(texts) != set(LANGUAGES):
            raise ValueError(f"paper text {key}: write it in {', '.join(LANGUAGES)}, no more and no less")
    return found


def words(language: str) -> dict[str, str]:
    """Every text of the papers in this language."""
    return {key: texts[language] for key, texts in _TEXTS.items()}


_TEXTS = read((files("safeconduct.wishes") / "papers.toml").read_text("utf-8"))
