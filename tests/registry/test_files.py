"""Files of a person: drawn anew, bound to the person, opened alone and logged."""

import base64
import io

import pytest
from PIL import Image

from safeconduct.registry import actions, files, queries, requests
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store.create import Created
from safeconduct.store.readings import readings
from tests import cast

HIDDEN = "taken at 50.9077 N"


def picture(kind: str = "JPEG", mode: str = "RGB", **options: object) -> str:
    """A small picture in base64, as a telephone would send it: with a comment and where it was taken."""
    image = Image.new(mode, (40, 20))
    exif = Image.Exif()
    exif[0x010E] = HIDDEN
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **options)
    return base64.b64encode(out.getvalue() + HIDDEN.encode()).decode()


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("JPEG", "RGB", "RGB"),
        ("JPEG", "L", "L"),
        ("JPEG", "CMYK", "RGB"),
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "L"),
    ],
)
def test_only_pixels_are_kept(kind: str, mode: str, kept: str) -> None:
    clean = files.clean(picture(kind, mode))
    data = files.data_of(clean.content)
    image = Image.open(io.BytesIO(data))
    assert HIDDEN.encode() not in data
    assert not image.getexif()
    assert "icc_profile" not in image.info
    assert (image.mode, image.size, clean.size) == (kept, (20, 40), len(data))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _wide() -> str:
    """A picture of few bytes whose pixels would take gigabytes."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return _base64(out.getvalue())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("not base64!", "file_unreadable"),
        ("", "not_a_picture"),
        (_base64(b"%PDF-1.7 no picture"), "not_a_picture"),
        (_base64(b"GIF89a" + bytes(30)), "not_a_picture"),
        (picture()[:400], "file_unreadable"),
        (_base64(bytes(files.FILE_BYTES_MAX + 1)), "file_too_large"),
        (_wide(), "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(content: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        files.clean(content)
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_file_belongs_to_one_person(instance: Created) -> None:
    place = cast.places()[0]
    mine, other = (actions.perform(cast.captive(place=place), cast.registrar()).number for _ in range(2))
    attach = requests.AttachFile(
        prisoner=mine, name="card.jpg", media_type="image/jpeg", content=picture(), caption="military card"
    )
    actions.perform(attach, cast.registrar())
    (view,) = queries.prisoner(mine, cast.registrar()).files
    opened = queries.file(mine, view.stream, cast.registrar())
    assert (opened.media_type, len(opened.data), view.caption) == ("image/jpeg", view.size, "military card")
    assert HIDDEN.encode() not in opened.data
    assert readings(cast.AUDITOR)[1].what == "file"
    for number, viewer in ((other, cast.registrar()), (mine, cast.other_registrar())):
        with pytest.raises(NotFound):
            queries.file(number, view.stream, viewer)
    with pytest.raises(NotFound):
        actions.perform(attach, cast.other_registrar())
