"""Every page of the project, in one table: address, view, and who may ask for it at all.

A line without an entry in the last column does not exist: `_page` takes no default. Numbers of prisoners stand in
addresses; names and the kinds of sealed pages never do.
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from safeconduct.access.words import Capability
from safeconduct.accounts import web as accounts
from safeconduct.arrangements.web import pages as arrangements
from safeconduct.arrangements.web import papers as case_papers
from safeconduct.disclosure.envelope import BUNDLE_BYTES_MAX
from safeconduct.disclosure.web import cases as between
from safeconduct.disclosure.web import notices
from safeconduct.disclosure.web import pages as disclosure
from safeconduct.duties.web import dashboard as duty_dashboard
from safeconduct.duties.web import delegate as delegates
from safeconduct.duties.web import grids
from safeconduct.duties.web import pages as duties
from safeconduct.duties.web import papers as duty_papers
from safeconduct.figures.web import briefs as figure_briefs
from safeconduct.figures.web import ledger as figures
from safeconduct.figures.web import publications
from safeconduct.registry.files import FILE_BYTES_MAX
from safeconduct.registry.web import desk, events, identity, importing, prisoners, registering, sealed
from safeconduct.shell import api, edge
from safeconduct.shell import web as shell
from safeconduct.shell.door import Open, View, guarded
from safeconduct.store import web as store
from safeconduct.tracing.web import acts, candidate, carried, enquiry
from safeconduct.tracing.web import desk as tracing
from safeconduct.wishes.web import pages as wishes
from safeconduct.wishes.web import papers as wish_papers
from safeconduct.wishes.web import protection as wish_protection

handler400 = edge.bad_request
handler403 = edge.nothing_here
handler404 = edge.nothing_here
handler500 = edge.program_error

READ = Capability.REGISTRY_PRISONER_READ
PRINT = Capability.DUTIES_PAPER_PRINT
LIST = Capability.REGISTRY_PRISONER_LIST
WRITE = Capability.REGISTRY_PRISONER_RECORD
REGISTER = Capability.REGISTRY_PRISONER_REGISTER
ANSWER = Capability.REGISTRY_QUESTION_ANSWER
JUDGE = Capability.REGISTRY_DUPLICATE_JUDGE
IMPORT = Capability.REGISTRY_LIST_IMPORT
VERIFY = Capability.STORE_RECORD_VERIFY
APPROVE = Capability.STORE_APPROVAL_GIVE
TRACE = Capability.TRACING_ENQUIRY_READ
TELL = Capability.TRACING_ENQUIRY_ANSWER
HEAR = Capability.WISHES_INTERVIEW_RECORD
WISH = Capability.WISHES_WISH_READ
PROTECT = Capability.WISHES_PROTECTION_OPEN
CASE = Capability.ARRANGEMENTS_CASE_READ
POWER = Capability.ARRANGEMENTS_POWER_READ
NOTIFY = Capability.DISCLOSURE_NOTICE_TELL
WITHHOLD = Capability.DISCLOSURE_NOTICE_WITHHOLD
ACKNOWLEDGE = Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE
RECEIVED = Capability.DISCLOSURE_CASE_ANSWER
TELL_CASE = Capability.DISCLOSURE_CASE_TELL
PEERS = Capability.DISCLOSURE_PEER_LIST
ENROL = Capability.DISCLOSURE_PEER_ENROL
CARRY = Capability.DISCLOSURE_BUNDLE_CARRY
FIGURE = Capability.FIGURES_CLAIM_READ
CONFIRM = Capability.FIGURES_CLAIM_CONFIRM
RECEIVE = Capability.FIGURES_PUBLICATION_RECEIVE
DUTY = Capability.DUTIES_DUTY_READ
DONE = Capability.DUTIES_EVIDENCE_RECORD
EXCHANGE = Capability.ARRANGEMENTS_LIST_SUBMIT

_ONE = "prisoners/<str:number>/"
_TEXT = "figures/texts/<str:publication>/"
_CLAIM = "figures/claims/<str:claim>/"
_ENQUIRY = "tracing/<str:enquiry>/"


# What a form may send beside a file, and more than a page of text takes.
_BESIDE_FILE_BYTES = 1024 * 1024
_PAGE_BYTES_MAX = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _BESIDE_FILE_BYTES
_PICTURE_BYTES_MAX = FILE_BYTES_MAX + _BESIDE_FILE_BYTES
_BUNDLE_BYTES_MAX = BUNDLE_BYTES_MAX + _BESIDE_FILE_BYTES
_TAKEN_BYTES_MAX = carried.BYTES_MAX + _BESIDE_FILE_BYTES


def _page(
    route: str, view: View, name: str, may: Capability | Open, body_bytes_max: int | None = _PAGE_BYTES_MAX
) -> URLPattern:
    return path(route, guarded(view, may, body_bytes_max), name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    _page("sign-in/", accounts.sign_in, "sign-in", Open.TO_EVERYBODY),
    _page("language/", shell.switch_language, "language", Open.TO_EVERYBODY),
    _page("cover/", shell.cover, "cover", Open.TO_EVERYBODY),
    _page("", shell.today, "today", Open.TO_OPERATORS),
    _page("sign-out/", accounts.sign_out, "sign-out", Open.TO_OPERATORS),
    _page("unlock/", accounts.unlock, "unlock", Open.TO_OPERATORS),
    _page("lock/", accounts.lock, "lock", Open.TO_OPERATORS),
    _page("settings/", accounts.preferences, "settings", Open.TO_OPERATORS),
    _page("operators/", accounts.operators, "operators", Capability.ACCOUNTS_OPERATOR_LIST),
    _page("operators/add/", accounts.add_operator, "operator-add", Capability.ACCOUNTS_OPERATOR_ADD),
    _page("find/", prisoners.find, "find", LIST),
    _page("found/<str:token>/", prisoners.found, "found", LIST),
    _page("prisoners/", prisoners.prisoners, "prisoners", LIST),
    _page("prisoners/list.csv", prisoners.prisoners_csv, "prisoners-csv", LIST),
    _page("prisoners/filters/", prisoners.save_filter, "filter-save", LIST),
    _page("prisoners/filters/delete/", prisoners.delete_filter, "filter-delete", LIST),
    _page("prisoners/register/", registering.register, "register", REGISTER),
    _page("prisoners/register/reading/", registering.reading, "register-reading", REGISTER),
    _page("prisoners/register/already/", registering.here_already, "register-already", REGISTER),
    _page(_ONE, prisoners.prisoner, "prisoner", READ),
    _page(f"{_ONE}papers/", duty_papers.papers, "papers", PRINT),
    _page(f"{_ONE}papers/<str:kind>/hand-over/", duty_papers.hand_over, "paper-hand-over", PRINT),
    _page("papers/", duty_papers.place_papers, "place-papers", PRINT),
    _page(f"{_ONE}registered/", registering.registered, "registered", READ),
    _page(f"{_ONE}code.svg", registering.qr, "qr", READ),
    _page(f"{_ONE}record/<str:kind>/", events.record_event, "event-record", WRITE),
    _page(f"{_ONE}events/<str:entry>/withdraw/", events.withdraw_event, "event-withdraw", WRITE),
    _page(f"{_ONE}add/<str:item>/", identity.add_answer, "answer-add", WRITE),
    _page(f"{_ONE}judge/<str:item>/", identity.judge_answers, "answers-judge", WRITE),
    _page(
        f"{_ONE}answers/<str:entry>/<int:index>/withdraw/", identity.withdraw_answer, "answer-withdraw", WRITE
    ),
    _page(f"{_ONE}names/add/", identity.add_name, "name-add", WRITE),
    _page(f"{_ONE}names/<str:entry>/<int:index>/withdraw/", identity.withdraw_name, "name-withdraw", WRITE),
    _page(f"{_ONE}papers/add/", identity.add_paper, "paper-add", WRITE),
    _page(f"{_ONE}papers/<str:entry>/judge/", identity.judge_paper, "paper-judge", WRITE),
    _page(f"{_ONE}files/add/", identity.add_file, "file-add", WRITE, _PICTURE_BYTES_MAX),
    _page(f"{_ONE}files/<str:stream>/", identity.file, "file", READ),
    _page(f"{_ONE}files/<str:stream>/content", identity.file_content, "file-content", READ),
    _page(f"{_ONE}questions/<str:entry>/<int:index>/", desk.question, "question", ANSWER),
    _page(f"{_ONE}sealed/", sealed.sealed, "sealed", Capability.REGISTRY_HEALTH_READ),
    _page(f"{_ONE}hand-in/", sealed.hand_in, "hand-in", Capability.REGISTRY_HEALTH_HAND_IN),
    _page("questions/", desk.questions, "questions", ANSWER),
    _page("duplicates/", desk.duplicates, "duplicates", JUDGE),
    _page("duplicates/<str:left>/<str:right>/", desk.pair, "pair", JUDGE),
    _page("import/", importing.upload, "import", IMPORT, None),
    _page("import/<str:job_id>/", importing.job, "import-job", IMPORT),
    _page("import/<str:job_id>/report.csv", importing.report_csv, "import-csv", IMPORT),
    _page("record/", store.record, "record", VERIFY),
    _page("record/check/", store.check, "record-check", VERIFY),
    _page("record/head.txt", store.head, "record-head", VERIFY),
    _page("record/proofs/<str:entry>/", store.proof, "proof", VERIFY),
    _page("tracing/", tracing.desk, "tracing", Capability.TRACING_ENQUIRY_LIST),
    _page("tracing/open/", tracing.open_enquiry, "tracing-open", Capability.TRACING_ENQUIRY_OPEN),
    _page("tracing/take/", carried.take, "tracing-take", Capability.TRACING_ENQUIRY_OPEN, _TAKEN_BYTES_MAX),
    _page("tracing/search/", candidate.search, "tracing-search", Capability.TRACING_REGISTER_SEARCH),
    _page(_ENQUIRY, enquiry.enquiry, "tracing-enquiry", TRACE),
    _page(f"{_ENQUIRY}letters/<int:index>/", enquiry.letter, "tracing-letter", TRACE),
    _page(f"{_ENQUIRY}handed-over/", carried.handed_over, "tracing-handed-over", TELL),
    _page(f"{_ENQUIRY}messages/<str:message>/", enquiry.message, "tracing-message", TRACE),
    _page(f"{_ENQUIRY}answer/<str:outcome>/", acts.answer, "tracing-answer", TELL),
    _page(f"{_ENQUIRY}record/<str:act>/", acts.act, "tracing-act", TELL),
    _page(f"{_ENQUIRY}messages/<str:message>/delivered/", acts.delivered, "tracing-delivered", TELL),
    _page(f"{_ENQUIRY}messages/<str:message>/returned/", acts.returned, "tracing-returned", TELL),
    _page(
        f"{_ENQUIRY}<str:prisoner>/",
        candidate.candidate,
        "tracing-candidate",
        Capability.TRACING_CANDIDATE_JUDGE,
    ),
    _page(f"{_ONE}withdrawal/", wishes.withdrawal, "withdrawal", Capability.WISHES_WITHDRAWAL_REPORT),
    _page(f"{_ONE}statement/", wishes.statement, "statement", Capability.WISHES_STATEMENT_REPORT),
    _page("duties/", duties.board, "duties", DUTY),
    _page("duties/board.csv", duties.board_csv, "duties-csv", DUTY),
    _page("duties/board.ics", duties.board_ics, "duties-ics", DUTY),
    _page("duties/calendar/", duties.calendar, "duties-calendar", DUTY),
    _page("duties/late/", duties.lapsed, "duties-lapsed", DUTY),
    _page("duties/dashboard/", duty_dashboard.dashboard, "duties-dashboard", DUTY),
    _page("duties/law/", duties.law, "duties-law", DUTY),
    _page("duties/conflict/", duties.bureau_sheet, "duties-bureau", DUTY),
    _page(
        "duties/conflict/record/<str:event>/",
        duties.record_for_bureau,
        "duty-record-bureau",
        Capability.DUTIES_CONFLICT_RECORD,
    ),
    _page("duties/places/<str:camp>/", duties.camp_sheet, "duties-camp", DUTY),
    _page("duties/places/<str:camp>/inspections/", grids.inspections, "duty-inspections", DONE),
    _page("duties/places/<str:camp>/bulletins/", grids.bulletins, "duty-bulletins", DONE),
    _page("duties/places/<str:camp>/record/<str:event>/", duties.record_for_camp, "duty-record-camp", DONE),
    _page(
        "duties/places/<str:camp>/withdraw/<str:entry>/", duties.withdraw_of_camp, "duty-withdraw-camp", DONE
    ),
    _page("visits/", delegates.places, "visits", Capability.DUTIES_VISIT_READ),
    _page(f"{_ONE}duties/", duties.sheet, "duties-of", DUTY),
    _page(f"{_ONE}duties/record/<str:event>/", duties.record, "duty-record", DUTY),
    _page(f"{_ONE}duties/withdraw/<str:entry>/", duties.withdraw, "duty-withdraw", DONE),
    _page("wishes/", wishes.board, "wishes", WISH),
    _page("interviews/", wishes.calendar, "interviews", WISH),
    _page("interpreters/", wishes.interpreters, "interpreters", WISH),
    _page("interpreters/add/", wishes.list_interpreter, "interpreter-add", HEAR),
    _page("interpreters/<str:interpreter>/strike/", wishes.strike_interpreter, "interpreter-strike", HEAR),
    _page("sheets/", wish_papers.sheets_list, "sheets", HEAR),
    _page("sheets/<str:version>/", wish_papers.sheet, "sheet", HEAR),
    _page("interview-paper/", wish_papers.blank, "interview-paper", HEAR),
    _page("wishes/asked/<str:asked>/", wish_protection.asked, "wish-asked", PROTECT),
    _page("wishes/<str:number>/", wishes.wish, "wish", WISH),
    _page("wishes/<str:number>/protection/", wish_protection.protection, "wish-protection", PROTECT),
    _page("wishes/<str:number>/copy/", wish_papers.copy, "wish-copy", WISH),
    _page("wishes/<str:number>/hearings/<str:entry>/", wish_papers.hearing, "wish-hearing", WISH),
    _page("wishes/<str:number>/plans/<str:entry>/cancel/", wishes.cancel, "plan-cancel", HEAR),
    _page("wishes/<str:number>/record/<str:act>/", wishes.act, "wish-act", HEAR),
    _page("wishes/<str:number>/withdrawals/<str:entry>/", wishes.deny, "wish-deny", HEAR),
    _page("cases/", arrangements.board, "cases", CASE),
    _page("cases/<str:number>/", arrangements.case_file, "case-file", CASE),
    _page("cases/<str:number>/refer/", arrangements.refer, "case-refer", Capability.ARRANGEMENTS_CASE_DECIDE),
    _page("cases/<str:number>/<str:case>/record/<str:act>/", arrangements.case_act, "case-act", CASE),
    _page("cases/<str:number>/<str:case>/intention/", case_papers.intention, "case-intention", CASE),
    _page("statistics/", case_papers.statistics, "statistics", CASE),
    _page("powers/", arrangements.powers, "powers", POWER),
    _page("powers/<str:power>/", arrangements.power, "power", POWER),
    _page("powers/<str:power>/record/<str:act>/", arrangements.power_act, "power-act", POWER),
    _page("powers/<str:power>/record/<str:act>/<str:item>/", arrangements.item_act, "power-item-act", POWER),
    _page("matches/", arrangements.matches, "matches", Capability.ARRANGEMENTS_CASE_DECIDE),
    _page("exchange-lists/", arrangements.exchange_lists, "exchange-lists", EXCHANGE),
    _page("exchange-lists/<str:list_id>/", arrangements.exchange_list, "exchange-list", EXCHANGE),
    _page("bundles/", disclosure.bundles, "bundles", PEERS),
    _page("notices/", notices.lists, "notices", NOTIFY),
    _page("notices/withheld/", notices.withheld, "notices-withheld", WITHHOLD),
    _page("notices/asked/<str:asked>/", notices.asked, "notices-asked", WITHHOLD),
    _page("notices/tell/<str:leg>/", notices.tell, "notices-tell", NOTIFY),
    _page("notices/received/", notices.received, "notices-received", ACKNOWLEDGE),
    _page("notices/received/<str:peer>/<int:sequence>/", notices.received_list, "notices-list", ACKNOWLEDGE),
    _page("notices/care/", notices.care, "notices-care", WISH),
    _page(f"{_ONE}notices/", notices.of_prisoner, "notices-of", NOTIFY),
    _page(f"{_ONE}notices/withhold/", notices.withhold, "notices-withhold", WITHHOLD),
    _page(f"{_ONE}notices/end/", notices.end, "notices-end", WITHHOLD),
    _page("bundles/card/", disclosure.card, "card", PEERS),
    _page("bundles/card/file/", disclosure.card_file, "card-file", PEERS),
    _page("bundles/card/picture/", disclosure.card_picture, "card-picture", PEERS),
    _page("bundles/card/make/", disclosure.make_card, "card-make", ENROL),
    _page("bundles/peers/add/", disclosure.add_peer, "peer-add", ENROL),
    _page("bundles/asked/<str:digest>/", disclosure.asked, "peer-asked", APPROVE),
    _page("bundles/peers/<str:peer>/", disclosure.peer, "peer", PEERS),
    _page("bundles/peers/<str:peer>/revoke/", disclosure.revoke, "peer-revoke", ENROL),
    _page("bundles/receive/", disclosure.receive, "bundle-receive", CARRY, _BUNDLE_BYTES_MAX),
    _page("bundles/send/", disclosure.send, "bundle-send", CARRY),
    _page("bundles/<str:peer>/<int:sequence>/", disclosure.bundle_file, "bundle-file", CARRY),
    _page("received/", between.received, "received-cases", RECEIVED),
    _page("received/<str:about>/", between.received_case, "received-case", RECEIVED),
    _page("received/<str:about>/<str:act>/", between.received_act, "received-act", RECEIVED),
    _page("cases/<str:number>/<str:case>/told/", between.told, "case-told", TELL_CASE),
    _page("cases/<str:number>/<str:case>/told/<str:act>/", between.tell, "case-tell", TELL_CASE),
    _page("inbox/", disclosure.inbox, "inbox", Open.TO_EVERYBODY, BUNDLE_BYTES_MAX),
    _page("figures/", publications.desk, "figures", FIGURE),
    _page("figures/receive/", publications.receive, "figures-receive", RECEIVE, _PICTURE_BYTES_MAX),
    _page(_TEXT, publications.text, "figures-text", FIGURE),
    _page(f"{_TEXT}confirm/", publications.confirm, "figures-confirm", CONFIRM),
    _page(f"{_TEXT}reject/", publications.reject, "figures-reject", CONFIRM),
    _page(f"{_TEXT}claims/<str:ref>/", publications.correct, "figures-correct", CONFIRM),
    _page(f"{_TEXT}copies/<int:index>/", publications.copy, "figures-copy", RECEIVE),
    _page(f"{_TEXT}take-over/", publications.take_over, "figures-take-over", RECEIVE),
    _page(f"{_TEXT}copy-of/", publications.name_copy, "figures-name-copy", RECEIVE),
    _page(f"{_TEXT}copy-of/<str:of>/", publications.deny_copy, "figures-deny-copy", RECEIVE),
    _page(f"{_TEXT}second/", publications.ask_second, "figures-second", Capability.FIGURES_SECOND_READER_ASK),
    _page(_CLAIM, figures.claim, "figures-claim", FIGURE),
    _page(f"{_CLAIM}correct/", figures.correct_claim, "figures-claim-correct", CONFIRM),
    _page(f"{_CLAIM}withdraw/", figures.withdraw, "figures-withdraw", CONFIRM),
    _page(f"{_CLAIM}link/", figures.link, "figures-link", CONFIRM),
    _page(f"{_CLAIM}links/<str:kind>/<str:other>/", figures.unlink, "figures-unlink", CONFIRM),
    _page(f"{_CLAIM}best/", figures.choose, "figures-best", Capability.FIGURES_FINDING_JUDGE),
    _page("figures/series/", figures.series, "figures-series", FIGURE),
    _page("figures/series/chart.svg", figures.chart_file, "figures-chart", FIGURE),
    _page("figures/findings/", figures.findings, "figures-findings", FIGURE),
    _page(
        "figures/findings/<str:finding>/", figures.judge, "figures-judge", Capability.FIGURES_FINDING_JUDGE
    ),
    _page("figures/drift/", figures.drift, "figures-drift", FIGURE),
    _page("figures/timeline/", figures.timeline, "figures-timeline", FIGURE),
    _page("figures/planning/", figures.planning, "figures-planning", FIGURE),
    _page("figures/export/<str:export_form>", figures.exported, "figures-export", FIGURE),
    _page("figures/briefs/", figure_briefs.briefs_list, "figures-briefs", FIGURE),
    _page("figures/briefs/issue/", figure_briefs.issue, "figures-issue", Capability.FIGURES_BRIEF_ISSUE),
    _page("figures/briefs/<str:brief>/", figure_briefs.brief, "figures-brief", FIGURE),
    _page(
        "figures/briefs/<str:brief>/paper.<str:form>", figure_briefs.brief_file, "figures-brief-file", FIGURE
    ),
    _page("figures/changed/", figure_briefs.changed, "figures-changed", FIGURE),
    _page("readings/", store.readings_log, "readings", Capability.STORE_READINGS_READ),
    _page("approvals/", store.pending, "approvals", APPROVE),
    _page("approvals/<str:approval_id>/", store.approval, "approval", APPROVE),
    # The API's own table: each operation names its capability, and each path carries it as `may`.
    path("api/", include(api.urlpatterns)),
]
