"""The record at the browser: whole, then altered behind its back; and who read what. Strangers see nothing."""

import re

import pytest
from django.urls import URLPattern
from playwright.sync_api import Page, expect

from safeconduct import urls
from safeconduct.shell.door import Open
from tests.flows.conftest import SignedIn
from tests.flows.served import Served

pytestmark = pytest.mark.browser

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def body_of(page: Page, address: str) -> tuple[int, str]:
    """Status and bytes of an address, without the token that differs at each request."""
    answer = page.request.get(address, max_redirects=0)
    return answer.status, TOKEN.sub("", answer.text())


def numbers_of(page: Page) -> list[str]:
    """The numbers on the first page of the list."""
    listed = page.request.get("/prisoners/").text()
    return sorted(set(re.findall(r"/prisoners/([0-9A-Z]{4}-[0-9A-Z]{4})/", listed)))


def test_the_auditor_sees_who_opened_whom(signed_in: SignedIn) -> None:
    bureau, auditor = signed_in("bureau2"), signed_in("auditor")
    number = numbers_of(bureau)[0]
    bureau.goto(f"/prisoners/{number}/")
    auditor.goto("/readings/")
    newest = auditor.get_by_role("row").filter(has_text=number).first
    expect(newest).to_contain_text("Iryna Lozova")
    names = [name for name in ("강영호", "Кан Йон Хо") if name in auditor.content()]
    assert names == []


def test_a_stranger_gets_one_page(signed_in: SignedIn, stranger: Page) -> None:
    """The same bytes for what exists and what does not; only the way back, which he typed himself, differs."""
    number = numbers_of(signed_in("bureau2"))[0]
    seen = set()
    for address in [*addresses(number), *addresses("0000-0000"), "/nowhere/"]:
        status, told = body_of(stranger, address)
        assert status == 401, address
        seen.add(told.replace(f'value="{address}"', "").replace(f'?next={address}"', ""))
    assert len(seen) == 1


def addresses(number: str) -> list[str]:
    """Every address of the table that a stranger has no door to, about this prisoner."""
    found = []
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.callback.__dict__["may"] is not Open.TO_EVERYBODY:
            route = re.sub(r"<str:(number|left|right)>", number, str(pattern.pattern))
            found.append("/" + re.sub(r"<\w+:\w+>", "1", route))
    return found


def test_the_registrar_of_another_place_gets_what_does_not_exist(signed_in: SignedIn) -> None:
    registrar, bureau = signed_in("registrar"), signed_in("bureau2")
    hers, all_of_them = set(numbers_of(registrar)), set(numbers_of(bureau))
    others = sorted(all_of_them - hers)
    assert hers
    assert others
    missing = body_of(registrar, "/prisoners/0000-0000/")
    assert missing[0] == 404
    for number in others:
        assert body_of(registrar, f"/prisoners/{number}/") == missing
        assert body_of(registrar, f"/prisoners/{number}/code.svg")[0] in (200, 404)
    assert body_of(registrar, f"/prisoners/{sorted(hers)[0]}/")[0] == 200


def test_the_record_is_whole_until_somebody_alters_it(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("auditor")
    page.goto("/record/")
    page.get_by_role("button", name="Check the whole record").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("The record is whole")
    ((position, body),) = served.ask(
        "SELECT position, body FROM ledger_entry ORDER BY position LIMIT 1 OFFSET 7"
    )
    assert isinstance(body, bytes)
    altered = bytes([body[0] ^ 1]) + body[1:]
    served.ask("UPDATE ledger_entry SET body = ? WHERE position = ?", altered, position)
    page.get_by_role("button", name="Check again").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"Entry {position}")
    for step in ("Stop writing", "Keep the disk", "Call the custodians"):
        expect(alert).to_contain_text(step)
    expect(main).not_to_contain_text("The record is whole")
    served.ask("UPDATE ledger_entry SET body = ? WHERE position = ?", body, position)
    page.get_by_role("button", name="Check again").click()
    expect(main).to_contain_text("The record is whole")
