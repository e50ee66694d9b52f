"""Who may what: one table, deny by default.

A capability that is not in the table is nobody's. `Scope.OWN_PLACES` narrows a role to the subjects of the
actor's places, `Scope.ASSIGNED` to the cases she was assigned to; another role of the same actor may be wider.
"""

from enum import StrEnum

from safeconduct.access.words import Capability, Role


class Scope(StrEnum):
    """Over which subjects a role holds a capability."""

    ALL = "all"
    OWN_PLACES = "own_places"
    ASSIGNED = "assigned"


_ALL_STAFF = {role: Scope.ALL for role in Role}

GRANTS: dict[Capability, dict[Role, Scope]] = {
    Capability.ACCOUNTS_OPERATOR_ADD: {Role.ADMINISTRATOR: Scope.ALL},
    Capability.ACCOUNTS_OPERATOR_LIST: {Role.ADMINISTRATOR: Scope.ALL, Role.AUDITOR: Scope.ALL},
    Capability.ARRANGEMENTS_CASE_ASSIGN: {Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_CASE_CONDUCT: {Role.DIPLOMATIC: Scope.ASSIGNED},
    # Whoever decides that a prisoner goes must be able to read what he wishes.
    Capability.ARRANGEMENTS_CASE_DECIDE: {Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_CASE_READ: {Role.DIPLOMATIC: Scope.ASSIGNED, Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_LIST_RELEASE: {Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_LIST_SUBMIT: {
        Role.BUREAU: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
    },
    Capability.ARRANGEMENTS_POWER_ASSESS: {Role.DIPLOMATIC: Scope.ALL, Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_POWER_READ: {Role.DIPLOMATIC: Scope.ALL, Role.PROTECTION: Scope.ALL},
    Capability.ARRANGEMENTS_POWER_RECORD: {Role.DIPLOMATIC: Scope.ALL},
    # Carrying a sealed bundle in or out tells nothing of what is in it.
    Capability.DISCLOSURE_BUNDLE_CARRY: {
        Role.REGISTRAR: Scope.ALL,
        Role.BUREAU: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.RECEIVING: Scope.ALL,
        Role.TRACING: Scope.ALL,
    },
    Capability.DISCLOSURE_CASE_ANSWER: {Role.RECEIVING: Scope.ALL},
    Capability.DISCLOSURE_CASE_TELL: {Role.DIPLOMATIC: Scope.ASSIGNED},
    Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE: {
        Role.BUREAU: Scope.ALL,
        Role.RECEIVING: Scope.ALL,
        Role.TRACING: Scope.ALL,
    },
    Capability.DISCLOSURE_NOTICE_TELL: {Role.BUREAU: Scope.ALL, Role.PROTECTION: Scope.ALL},
    # Whoever tells the Power of origin learns of whom it is not told.
    Capability.DISCLOSURE_NOTICE_WITHHOLD: {Role.PROTECTION: Scope.ALL},
    Capability.DISCLOSURE_PEER_ENROL: {
        Role.BUREAU: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.RECEIVING: Scope.ALL,
        Role.TRACING: Scope.ALL,
    },
    Capability.DISCLOSURE_PEER_LIST: {
        Role.REGISTRAR: Scope.ALL,
        Role.BUREAU: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.RECEIVING: Scope.ALL,
        Role.TRACING: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
    },
    Capability.DUTIES_CONFLICT_RECORD: {Role.BUREAU: Scope.ALL},
    Capability.DUTIES_DUTY_READ: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
    },
    Capability.DUTIES_EVIDENCE_RECORD: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
    },
    # What a commission found is sealed with health; whoever records it need not be able to read it.
    Capability.DUTIES_FINDING_RECORD: {Role.MEDICAL: Scope.ALL, Role.PROTECTION: Scope.ALL},
    Capability.FIGURES_BRIEF_ISSUE: {Role.ANALYST: Scope.ALL},
    Capability.FIGURES_CLAIM_CONFIRM: {Role.ANALYST: Scope.ALL},
    # All staff read what was published and confirmed; a delegate is a guest of the office, not of its staff.
    Capability.FIGURES_CLAIM_READ: {role: Scope.ALL for role in Role if role != Role.DELEGATE},
    Capability.FIGURES_FINDING_JUDGE: {Role.ANALYST: Scope.ALL},
    Capability.FIGURES_PUBLICATION_RECEIVE: {Role.ANALYST: Scope.ALL},
    Capability.FIGURES_SECOND_READER_ASK: {Role.ANALYST: Scope.ALL},
    # What a delegate asked for and got (art. 126), and what the Agency was sent; numbers, and nothing of health.
    Capability.DUTIES_VISIT_READ: {Role.BUREAU: Scope.ALL, Role.DELEGATE: Scope.ALL},
    Capability.DUTIES_PAPER_PRINT: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
    },
    Capability.REGISTRY_DUPLICATE_JUDGE: {Role.BUREAU: Scope.ALL},
    Capability.REGISTRY_HEALTH_HAND_IN: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DELEGATE: Scope.ALL,
    },
    Capability.REGISTRY_HEALTH_READ: {Role.MEDICAL: Scope.ALL, Role.PROTECTION: Scope.ALL},
    Capability.REGISTRY_LIST_IMPORT: {Role.BUREAU: Scope.ALL},
    Capability.REGISTRY_PRISONER_LIST: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DELEGATE: Scope.ALL,
    },
    Capability.REGISTRY_PRISONER_READ: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DELEGATE: Scope.ALL,
    },
    Capability.REGISTRY_PRISONER_RECORD: {Role.REGISTRAR: Scope.OWN_PLACES, Role.BUREAU: Scope.ALL},
    Capability.REGISTRY_PRISONER_REGISTER: {Role.REGISTRAR: Scope.OWN_PLACES, Role.BUREAU: Scope.ALL},
    Capability.REGISTRY_QUESTION_ANSWER: {Role.REGISTRAR: Scope.OWN_PLACES, Role.BUREAU: Scope.ALL},
    # Each request names what its second person must hold besides.
    Capability.STORE_APPROVAL_GIVE: {
        Role.BUREAU: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.RECEIVING: Scope.ALL,
        Role.TRACING: Scope.ALL,
    },
    Capability.STORE_BACKUP_MAKE: {Role.ADMINISTRATOR: Scope.ALL},
    Capability.STORE_ERASURE_REQUEST: {Role.BUREAU: Scope.ALL},
    Capability.STORE_READINGS_READ: {Role.AUDITOR: Scope.ALL},
    # What verifying tells (whole or not, and how many entries) is no secret of any prisoner.
    Capability.STORE_RECORD_VERIFY: dict(_ALL_STAFF),
    Capability.TRACING_CANDIDATE_JUDGE: {Role.TRACING: Scope.ALL},
    Capability.TRACING_ENQUIRY_ANSWER: {Role.TRACING: Scope.ALL},
    Capability.TRACING_ENQUIRY_LIST: {Role.TRACING: Scope.ALL},
    # Whoever opens the post may write an enquiry down; only the desk reads what becomes of it.
    Capability.TRACING_ENQUIRY_OPEN: {Role.TRACING: Scope.ALL, Role.BUREAU: Scope.ALL},
    Capability.TRACING_ENQUIRY_READ: {Role.TRACING: Scope.ALL},
    Capability.TRACING_INDEX_BUILD: {Role.TRACING: Scope.ALL, Role.BUREAU: Scope.ALL},
    Capability.TRACING_LIST_LINK: {Role.TRACING: Scope.ALL, Role.BUREAU: Scope.ALL},
    Capability.TRACING_REGISTER_SEARCH: {Role.TRACING: Scope.ALL, Role.BUREAU: Scope.ALL},
    Capability.WISHES_INTERVIEW_RECORD: {Role.PROTECTION: Scope.ALL},
    Capability.WISHES_PROTECTION_OPEN: {Role.PROTECTION: Scope.ALL},
    Capability.WISHES_RISK_ASSESS: {Role.PROTECTION: Scope.ALL},
    Capability.WISHES_STATEMENT_REPORT: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
    },
    Capability.WISHES_WISH_READ: {Role.PROTECTION: Scope.ALL},
    # Whoever hears that a prisoner takes his wish back can say so, and reads nothing by it.
    Capability.WISHES_WITHDRAWAL_REPORT: {
        Role.REGISTRAR: Scope.OWN_PLACES,
        Role.BUREAU: Scope.ALL,
        Role.MEDICAL: Scope.ALL,
        Role.PROTECTION: Scope.ALL,
        Role.DIPLOMATIC: Scope.ALL,
        Role.DELEGATE: Scope.ALL,
    },
}
