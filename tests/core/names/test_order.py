from hypothesis import given
from hypothesis import strategies as st

from safeconduct.names.order import words_of

_LETTERS = st.sampled_from("abchkmoPTSZабвйчшАЁЖіїҐ가철수힣")
_CHUNK = st.lists(st.text(_LETTERS, min_size=1, max_size=6), min_size=1, max_size=3).map("-".join)
_CASES = st.sampled_from([str, str.lower, str.upper, str.title, str.capitalize])
_CHUNKS = st.lists(st.builds(lambda chunk, case: case(chunk), _CHUNK, _CASES), min_size=1, max_size=4)


@given(_CHUNKS)
def test_the_short_way_of_plain_words_gives_what_the_long_way_gives(chunks: list[str]) -> None:
    # A sign that cannot be seen belongs to no word, and takes a word off the short way.
    assert words_of(" ".join(chunks)) == words_of(" ".join(chunk + "\u200b" for chunk in chunks))


def test_the_sign_of_that_test_is_on_the_long_way_alone() -> None:
    assert words_of("Пак\u200b Чхоль Су").words == ("пак", "чхоль", "су")
    assert words_of("KIM\u200b Jae-yun").surname_at == 0
