"""The closed lists of access: roles, compartments, capabilities.

Owns the words only; who may what stands in `grants.py`, the decision in `decide.py`.
"""

from enum import StrEnum


class Role(StrEnum):
    """What an operator is appointed as; an operator may hold several."""

    REGISTRAR = "registrar"
    BUREAU = "bureau"
    MEDICAL = "medical"
    PROTECTION = "protection"
    DIPLOMATIC = "diplomatic"
    RECEIVING = "receiving"
    TRACING = "tracing"
    ANALYST = "analyst"
    DELEGATE = "delegate"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Compartment(StrEnum):
    """A class of information with one rule about who may know it."""

    IDENTITY = "identity"
    CUSTODY = "custody"
    HEALTH = "health"
    WISH = "wish"
    CASE = "case"
    PROTECTION = "protection"
    TRACING = "tracing"
    ARRANGEMENTS = "arrangements"
    FIGURES = "figures"
    OFFICE = "office"

    @property
    def is_sealed(self) -> bool:
        """Opens only with a private key that the server does not hold."""
        return self in SEALED

    @property
    def halves(self) -> tuple[str, ...]:
        """The key pairs that open it, outermost first; two where two people must open it together."""
        if self == Compartment.PROTECTION:
            return (f"{self}/a", f"{self}/b")
        return (str(self),)


SEALED = frozenset({Compartment.HEALTH, Compartment.WISH, Compartment.CASE, Compartment.PROTECTION})


class Capability(StrEnum):
    """One thing an operator may be entitled to do: room, noun, verb. Kept in alphabetical order."""

    ACCOUNTS_OPERATOR_ADD = "accounts:operator:add"
    ACCOUNTS_OPERATOR_LIST = "accounts:operator:list"
    ARRANGEMENTS_CASE_ASSIGN = "arrangements:case:assign"
    ARRANGEMENTS_CASE_CONDUCT = "arrangements:case:conduct"
    ARRANGEMENTS_CASE_DECIDE = "arrangements:case:decide"
    ARRANGEMENTS_CASE_READ = "arrangements:case:read"
    ARRANGEMENTS_LIST_RELEASE = "arrangements:list:release"
    ARRANGEMENTS_LIST_SUBMIT = "arrangements:list:submit"
    ARRANGEMENTS_POWER_ASSESS = "arrangements:power:assess"
    ARRANGEMENTS_POWER_READ = "arrangements:power:read"
    ARRANGEMENTS_POWER_RECORD = "arrangements:power:record"
    DISCLOSURE_BUNDLE_CARRY = "disclosure:bundle:carry"
    DISCLOSURE_CASE_ANSWER = "disclosure:case:answer"
    DISCLOSURE_CASE_TELL = "disclosure:case:tell"
    DISCLOSURE_NOTICE_ACKNOWLEDGE = "disclosure:notice:acknowledge"
    DISCLOSURE_NOTICE_TELL = "disclosure:notice:tell"
    DISCLOSURE_NOTICE_WITHHOLD = "disclosure:notice:withhold"
    DISCLOSURE_PEER_ENROL = "disclosure:peer:enrol"
    DISCLOSURE_PEER_LIST = "disclosure:peer:list"
    DUTIES_CONFLICT_RECORD = "duties:conflict:record"
    DUTIES_DUTY_READ = "duties:duty:read"
    DUTIES_EVIDENCE_RECORD = "duties:evidence:record"
    DUTIES_FINDING_RECORD = "duties:finding:record"
    DUTIES_PAPER_PRINT = "duties:paper:print"
    DUTIES_VISIT_READ = "duties:visit:read"
    FIGURES_BRIEF_ISSUE = "figures:brief:issue"
    FIGURES_CLAIM_CONFIRM = "figures:claim:confirm"
    FIGURES_CLAIM_READ = "figures:claim:read"
    FIGURES_FINDING_JUDGE = "figures:finding:judge"
    FIGURES_PUBLICATION_RECEIVE = "figures:publication:receive"
    FIGURES_SECOND_READER_ASK = "figures:second_reader:ask"
    REGISTRY_DUPLICATE_JUDGE = "registry:duplicate:judge"
    REGISTRY_HEALTH_HAND_IN = "registry:health:hand_in"
    REGISTRY_HEALTH_READ = "registry:health:read"
    REGISTRY_LIST_IMPORT = "registry:list:import"
    REGISTRY_PRISONER_LIST = "registry:prisoner:list"
    REGISTRY_PRISONER_READ = "registry:prisoner:read"
    REGISTRY_PRISONER_RECORD = "registry:prisoner:record"
    REGISTRY_PRISONER_REGISTER = "registry:prisoner:register"
    REGISTRY_QUESTION_ANSWER = "registry:question:answer"
    STORE_APPROVAL_GIVE = "store:approval:give"
    STORE_BACKUP_MAKE = "store:backup:make"
    STORE_ERASURE_REQUEST = "store:erasure:request"
    STORE_READINGS_READ = "store:readings:read"
    STORE_RECORD_VERIFY = "store:record:verify"
    TRACING_CANDIDATE_JUDGE = "tracing:candidate:judge"
    TRACING_ENQUIRY_ANSWER = "tracing:enquiry:answer"
    TRACING_ENQUIRY_LIST = "tracing:enquiry:list"
    TRACING_ENQUIRY_OPEN = "tracing:enquiry:open"
    TRACING_ENQUIRY_READ = "tracing:enquiry:read"
    TRACING_INDEX_BUILD = "tracing:index:build"
    TRACING_LIST_LINK = "tracing:list:link"
    TRACING_REGISTER_SEARCH = "tracing:register:search"
    WISHES_INTERVIEW_RECORD = "wishes:interview:record"
    WISHES_PROTECTION_OPEN = "wishes:protection:open"
    WISHES_RISK_ASSESS = "wishes:risk:assess"
    WISHES_STATEMENT_REPORT = "wishes:statement:report"
    WISHES_WISH_READ = "wishes:wish:read"
    WISHES_WITHDRAWAL_REPORT = "wishes:withdrawal:report"
