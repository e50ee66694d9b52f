"""Import a list: upload, preview, progress, report. It never stops to ask; what is open goes to the desk.

The walk runs in a thread of its own, so that the page may be left; it commits whole batches, and the same file
again finishes what a stop left.
"""

import csv
import io
from collections.abc import Iterator

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.names.scripts import visible
from safeconduct.registry import imports, queries
from safeconduct.registry.columns import Field
from safeconduct.registry.imports import Preview
from safeconduct.registry.jobs import ImportJobView, JobState, LineKind, ReportLine
from safeconduct.registry.lists import Column
from safeconduct.registry.web import phrases, words
from safeconduct.registry.web.pages import csv_cell
from safeconduct.store.forms import Problem
from safeconduct.store.visit import Visit
from safeconduct.tables.errors import ListUnreadable

LINES_SHOWN = 200
_PREVIEW_LINES = 20
_SEEN = ("sheet", "encoding", "seen", "most")


@require_http_methods(["GET", "POST"])
def upload(visit: Visit) -> HttpResponse:
    """Choose a file; nothing is imported by it yet."""
    errors: list[Problem] = []
    if visit.method == "POST":
        sent, mapping = visit.FILES.get("file"), visit.FILES.get("mapping")
        if sent is None or not sent.size:
            errors = [_too_large() if _is_too_large(visit) else _no_file(sent)]
        else:
            options = {"encoding": visit.POST.get("encoding", ""), "mapping": _text_of(mapping)}
            job_id = imports.upload(sent.name or "list", sent.chunks(), visit.actor, **options)
            return redirect("import-job", job_id)
    jobs = queries.import_jobs(visit.actor)
    context = {"errors": errors, "jobs": jobs}
    return render(visit, "registry/import.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def job(visit: Visit, job_id: str) -> HttpResponse:
    """One import where it stands: preview, progress or report."""
    view = queries.import_job(job_id, visit.actor)
    if visit.method == "POST":
        if visit.POST.get("act") == "stop":
            imports.give_up(job_id, visit.actor)
            return redirect("import")
        if view.state == JobState.UPLOADED:
            imports.start(job_id, visit.actor)
        # The thread may not have begun yet; without the mark the preview would be shown again.
        return redirect(f"{reverse('import-job', args=[job_id])}?started")
    if view.state == JobState.UPLOADED and "started" not in visit.GET:
        return _preview(visit, view)
    if visit.headers.get("HX-Request"):
        return render(visit, "registry/_progress.html", {"job": view, "percent": _percent(view)})
    if view.state in (JobState.RUNNING, JobState.UPLOADED):
        return render(visit, "registry/import_running.html", {"job": view, "percent": _percent(view)})
    return _report(visit, view)


@require_GET
def report_csv(visit: Visit, job_id: str) -> HttpResponse:
    """The whole report as a file."""
    view = queries.import_job(job_id, visit.actor)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [_("row"), _("What"), _("Field"), _("written"), _("Reason"), _("What to do"), _("Number")]
    )
    for kind in LineKind:
        for line in _all_lines(visit, view.id, kind):
            writer.writerow(_csv_line(line))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="import-report.csv"'
    return response


def _preview(visit: Visit, view: ImportJobView) -> HttpResponse:
    try:
        preview = imports.preview(view.id, visit.actor)
    except ListUnreadable as error:
        imports.give_up(view.id, visit.actor)
        refused = {"name": view.name, "errors": [_unreadable(error)]}
        return render(visit, "registry/import_unreadable.html", refused, status=422)
    context: dict[str, object] = {
        "job": view,
        "listed": preview.listed,
        "columns": [_column(column) for column in preview.listed.columns],
        "counts": preview.report.counts,
        "to_register": preview.report.counts.registered,
        "lines": _first_lines(preview),
    }
    return render(visit, "registry/import_preview.html", context)


def _report(visit: Visit, view: ImportJobView) -> HttpResponse:
    kinds = {
        str(kind): queries.import_lines(view.id, kind, visit.actor, size=LINES_SHOWN) for kind in LineKind
    }
    return render(visit, "registry/import_report.html", {"job": view, "lines": kinds, "limit": LINES_SHOWN})


def _first_lines(preview: Preview) -> list[ReportLine]:
    lines = [line for kind in LineKind for line in preview.report.trial if line.kind == kind]
    return lines[:_PREVIEW_LINES]


def _column(column: Column) -> dict[str, object]:
    """How a column is read. What stands of health is not shown, not even to who sent the file."""
    is_sealed = column.field is Field.HEALTH
    return {
        "heading": column.heading,
        "becomes": words.label(words.FIELD, str(column.field)) if column.field else _("note, as written"),
        "samples": () if is_sealed else column.samples,
        "is_sealed": is_sealed,
    }


def _percent(view: ImportJobView) -> int:
    return min(100, 100 * view.counts.read // view.total) if view.total else 0


def _all_lines(visit: Visit, job_id: str, kind: LineKind) -> Iterator[ReportLine]:
    last = 0
    while found := queries.import_lines(job_id, kind, visit.actor, after=last, size=500):
        yield from found
        last = found[-1].number


def _csv_line(line: ReportLine) -> list[object]:
    told = (line.field, line.value, line.reason, line.remedy, line.prisoner or line.like)
    return [line.row, line.kind, *(csv_cell(cell) for cell in told)]


def _unreadable(error: ListUnreadable) -> Problem:
    known = error.code in phrases.REFUSAL
    text = words.label(phrases.REFUSAL, error.code) if known else error.reason
    if known and (told := _what_was_seen(error)):
        text = f"{text.rstrip('.')}: {told}."
    remedy = words.label(phrases.REMEDY, error.code) if error.code in phrases.REMEDY else error.remedy
    return Problem(f"{text} {_('Nothing was imported.')}", "", remedy)


def _what_was_seen(error: ListUnreadable) -> str:
    """The value that a refusal of a file speaks of: what it begins like, or what was read where."""
    if kind := error.parameters.get("kind"):
        return words.label(phrases.KIND, kind)
    return visible(next((error.parameters[name] for name in _SEEN if error.parameters.get(name)), ""))


def _is_too_large(visit: Visit) -> bool:
    return int(visit.META.get("CONTENT_LENGTH") or 0) > settings.SAFECONDUCT_UPLOAD_BYTES_MAX


def _too_large() -> Problem:
    text = f"{_('The file is larger than this page takes in.')} {_('Nothing was imported.')}"
    remedy = _("Import it on the command line, or split the list.")
    return Problem(text, "file", f"{remedy} safeconduct register import FILE")


def _no_file(sent: "UploadedFile[bytes] | None") -> Problem:
    text = _("The file is empty.") if sent is not None else _("No file is chosen.")
    return Problem(f"{text} {_('Nothing was imported.')}", "file", _("Choose a list as XLSX or CSV."))


def _text_of(mapping: "UploadedFile[bytes] | None") -> str:
    return mapping.read(100_000).decode("utf-8", errors="replace") if mapping is not None else ""
