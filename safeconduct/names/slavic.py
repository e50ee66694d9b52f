"""Folds East Slavic names, in Russian, Ukrainian or their Latin spellings, to one coarse form.

Owns which letters of the two orthographies count as equal (і with и and ы, г with ґ and h, ё with
е) and which tokens are patronymics. Names that differ by nation (Микола, Николай) stay different
here.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=65_536)
def folded(token: str) -> str:
    """One case-folded token of Cyrillic or Latin letters in coarse Latin; empty if it cannot be read."""
    latin = token.translate(_LETTERS)
    for pattern, replacement in _FOLDS:
        latin = pattern.sub(replacement, latin)
    return latin


def is_patronymic(form: str) -> bool:
    """True for the folded form of a father's name: Олегович, Олегівна, Ильинична."""
    return bool(_PATRONYMIC.search(form))


_LETTERS = str.maketrans(
    {
        **dict(zip("абвгґдезийіїыклмнопрстуфхэєёў", "abvhhdeziiiiiklmnoprstufheeev", strict=True)),
        **{"ж": "j", "ц": "c", "ч": "q", "ш": "w", "щ": "w", "ю": "iu", "я": "ia"},
        **dict.fromkeys("ьъʼ'’`′", None),
    }
)
# The order matters: groups of Latin letters first, then single ones, then what the two scripts spell apart.
_FOLDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("shch|sch|sh|š", "w"),
        ("ch|č", "q"),
        ("zh|ž", "j"),
        ("kh|gh|g", "h"),
        ("t[sz]|c(?=[eiy])", "c"),
        ("ck", "k"),
        ("ks", "x"),
        ("y", "i"),
        ("(?<![a-z])j(?=[aeou])|(?<=[aeiou])j(?=$|[aeou])", "i"),
        ("i+(?=[aeou])", "i"),
        ("i[eo]", "e"),
        ("i(?=[au])", ""),
        ("[^a-z]", ""),
        (r"(.)\1+", r"\1"),
    )
)
_PATRONYMIC = re.compile("(?:[oei]viq|[oei]vna|iniqna|iqna|liq|miq|hiq|kiq)$")
