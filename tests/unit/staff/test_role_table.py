"""Who may do what: the table of the API contract, written out here by hand and not taken from the code."""

import pytest
from app.staff.model import Actor, Role
from app.staff.rules import PERMISSIONS, Act, may, own_registrations_only

# act: intake, caseHandler, dpo, decisionMaker, dataCollector, auditor, admin
TABLE = {
    "register": "x x x x . . .",
    "calculate": "x x x x . x .",
    "add": "x x x x . . .",
    "readCase": "x x x x . . .",
    "readDocuments": "x x x x . . .",
    "bulk": ". x x x . . .",
    "handle": ". x x . . . .",
    "readProposals": ". x x x . . .",
    "confirm": ". x x x . . .",
    "confirmRefusal": ". . . x . . .",
    "advise": ". . x . . . .",
    "balance": ". . . x . . .",
    "execute": ". x x . . . .",
    "executeErasure": ". . . x . . .",
    "executeAny": ". x x x . . .",
    "readNotices": ". x x x . . .",
    "queryRestrictions": ". x x x x . .",
    "searchByHand": ". . . . x . .",
    "extend": ". x x x . . .",
    "readDossier": ". x x x . . .",
    "readLetters": ". x x x . . .",
    "readExports": ". x x x . . .",
    "readIdentityDocuments": ". x x . . . .",
    "readJournal": ". . x . . x .",
    "calendarFeed": ". x x x . . .",
    "manage": ". . . . . . x",
    "readStatistics": ". . x . . x .",
    "readBundle": ". . x . . x .",
    "readBundleContents": ". . x x . . .",
    "readBundleAny": ". . x x . x .",
}


def actor(*roles: Role) -> Actor:
    return Actor("a", "test", frozenset(roles), frozenset({"*"}))


def test_every_act_has_a_row() -> None:
    assert {act.value for act in Act} == set(TABLE) == {act.value for act in PERMISSIONS}


@pytest.mark.parametrize(
    ("act", "role", "allowed"),
    [
        pytest.param(act, role, mark == "x", id=f"{act} by {role}")
        for act, marks in TABLE.items()
        for role, mark in zip(Role, marks.split(), strict=True)
    ],
)
def test_every_cell(act: str, role: Role, *, allowed: bool) -> None:
    assert may(actor(role), Act(act)) is allowed


def test_intake_reads_and_adds_on_its_own_registrations_only() -> None:
    assert own_registrations_only(actor(Role.INTAKE), Act.READ_CASE)
    assert own_registrations_only(actor(Role.INTAKE), Act.ADD)
    assert not own_registrations_only(actor(Role.INTAKE, Role.DPO), Act.READ_CASE)


def test_an_entity_that_is_not_ones_own_is_not_seen() -> None:
    of_one = Actor("a", "test", frozenset({Role.DPO}), frozenset({"OVO900001"}))
    assert of_one.sees("OVO900001")
    assert not of_one.sees("OVO900002")
    assert actor(Role.DPO).sees("OVO900002")
