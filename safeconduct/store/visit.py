"""What a view is handed: Django's request together with who acts.

The shell's middleware fills it in; views and their forms read it. It decides nothing.
"""

from django.http import HttpRequest, QueryDict

from safeconduct.access.actor import Actor
from safeconduct.store.release import Released


class Visit(HttpRequest):
    """A request of an operator. `kept` is text typed earlier on this page and not yet saved, else empty.

    `released` is what a second person released to this session.
    """

    actor: Actor
    released: Released | None
    kept: QueryDict
