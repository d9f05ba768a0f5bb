"""Who may do what: the table of the API contract, one act per row."""

from collections.abc import Mapping
from enum import StrEnum

from app.staff.model import Actor, Role


class Act(StrEnum):
    """Everything a member of staff can try to do."""

    REGISTER = "register"
    CALCULATE = "calculate"
    ADD = "add"
    READ_CASE = "readCase"
    READ_DOCUMENTS = "readDocuments"
    """Of a case, other than those that prove identity."""
    BULK = "bulk"
    """Several cases in one call; each is judged by its own row."""
    HANDLE = "handle"
    READ_PROPOSALS = "readProposals"
    CONFIRM = "confirm"
    CONFIRM_REFUSAL = "confirmRefusal"
    ADVISE = "advise"
    BALANCE = "balance"
    EXECUTE = "execute"
    """Execution other than erasure, lifting, incidents, legal hold."""
    EXECUTE_ERASURE = "executeErasure"
    EXECUTE_ANY = "executeAny"
    """Either of the two: which steps are open to whom is told apart when they are ordered."""
    READ_NOTICES = "readNotices"
    """Notices and restrictions."""
    QUERY_RESTRICTIONS = "queryRestrictions"
    SEARCH_BY_HAND = "searchByHand"
    """One task of one system: what is held on one person, or one change."""
    EXTEND = "extend"
    READ_DOSSIER = "readDossier"
    READ_LETTERS = "readLetters"
    READ_EXPORTS = "readExports"
    READ_IDENTITY_DOCUMENTS = "readIdentityDocuments"
    READ_JOURNAL = "readJournal"
    CALENDAR_FEED = "calendarFeed"
    MANAGE = "manage"
    """Settings, endpoints, tokens, holidays: no contents of cases."""
    READ_STATISTICS = "readStatistics"
    READ_BUNDLE = "readBundle"
    """Without contents."""
    READ_BUNDLE_CONTENTS = "readBundleContents"
    READ_BUNDLE_ANY = "readBundleAny"
    """Either of the two: which one is open to whom is told apart when it is asked."""


_INTAKE = Role.INTAKE
_HANDLERS = frozenset({Role.CASE_HANDLER, Role.DPO})
_DECIDERS = _HANDLERS | {Role.DECISION_MAKER}

PERMISSIONS: Mapping[Act, frozenset[Role]] = {
    Act.REGISTER: _DECIDERS | {_INTAKE},
    Act.CALCULATE: _DECIDERS | {_INTAKE, Role.AUDITOR},
    Act.ADD: _DECIDERS | {_INTAKE},
    Act.READ_CASE: _DECIDERS | {_INTAKE},
    Act.READ_DOCUMENTS: _DECIDERS | {_INTAKE},
    Act.BULK: _DECIDERS,
    Act.HANDLE: _HANDLERS,
    Act.READ_PROPOSALS: _DECIDERS,
    Act.CONFIRM: _DECIDERS,
    Act.CONFIRM_REFUSAL: frozenset({Role.DECISION_MAKER}),
    Act.ADVISE: frozenset({Role.DPO}),
    Act.BALANCE: frozenset({Role.DECISION_MAKER}),
    Act.EXECUTE: _HANDLERS,
    Act.EXECUTE_ERASURE: frozenset({Role.DECISION_MAKER}),
    Act.EXECUTE_ANY: _DECIDERS,
    Act.READ_NOTICES: _DECIDERS,
    Act.QUERY_RESTRICTIONS: _DECIDERS | {Role.DATA_COLLECTOR},
    Act.SEARCH_BY_HAND: frozenset({Role.DATA_COLLECTOR}),
    Act.EXTEND: _DECIDERS,
    Act.READ_DOSSIER: _DECIDERS,
    Act.READ_LETTERS: _DECIDERS,
    Act.READ_EXPORTS: _DECIDERS,
    Act.READ_IDENTITY_DOCUMENTS: _HANDLERS,
    Act.CALENDAR_FEED: _DECIDERS,
    Act.MANAGE: frozenset({Role.ADMIN}),
    Act.READ_JOURNAL: frozenset({Role.DPO, Role.AUDITOR}),
    Act.READ_STATISTICS: frozenset({Role.DPO, Role.AUDITOR}),
    Act.READ_BUNDLE: frozenset({Role.DPO, Role.AUDITOR}),
    Act.READ_BUNDLE_CONTENTS: frozenset({Role.DPO, Role.DECISION_MAKER}),
    Act.READ_BUNDLE_ANY: frozenset({Role.DPO, Role.DECISION_MAKER, Role.AUDITOR}),
}


def may(actor: Actor, act: Act) -> bool:
    """Whether one of the actor's roles allows the act."""
    return bool(actor.roles & PERMISSIONS[act])


def own_registrations_only(actor: Actor, act: Act) -> bool:
    """Whether the actor may do this only on cases they registered themselves (role intake alone)."""
    return not actor.roles & (PERMISSIONS[act] - {Role.INTAKE})
