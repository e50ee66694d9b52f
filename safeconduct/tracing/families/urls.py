"""Every page of the families' server: one form in each language, open to everybody."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from safeconduct.tracing.families import web

handler400 = handler403 = handler404 = web.nothing_here
handler500 = web.program_error

urlpatterns = [
    path("", web.in_their_language, name="families"),
    *i18n_patterns(path("", web.write, name="families-form")),
]
