"""Every right ends as well without a decision: withdrawn, lapsed without proof, sent on to who answers (section 4.1)."""

from datetime import timedelta

import pytest
from app.rights.catalogue import RIGHTS
from tests.journey_steps import Desk, kinds, ok, on_the_clock, refused
from tests.right_outcomes import Stage, claim
from tests.service import Service

PROVEN = sorted(set(RIGHTS) - {"consentWithdrawal"})
"""A consent that was given without proof is withdrawn without (CW-01)."""
QUESTION = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_withdrawn(stage: Stage, right: str) -> None:
    case = stage.desk.registered(stage.someone(), claims=[claim(right)])
    ended = ok(stage.desk.handler.post(case, "/withdrawal"))
    assert ended["outcome"] == "withdrawn"
    stage.letter(ended, "L16")
    refused(stage.desk.handler.post(ended, "/executions", {}), 409, "illegalTransition")


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_redirected(stage: Stage, right: str) -> None:
    case = stage.desk.registered(stage.someone(), claims=[claim(right)])
    to = {"to": "Agentschap Opgroeien", "reason": "Dat agentschap verwerkt deze gegevens."}
    ended = ok(stage.desk.handler.post(case, "/redirection", to))
    assert (ended["state"], ended["outcome"]) == ("redirected", "redirected")
    told = stage.letter(ended, "L20")
    assert to["to"] in told
    assert to["reason"] in told


@pytest.mark.parametrize("right", PROVEN)
def test_lapsed(stage: Stage, right: str) -> None:
    case = stage.desk.registered(stage.someone(), claims=[claim(right)])
    case = ok(stage.desk.handler.post(case, "/identityRequests", QUESTION), 201)
    reminded = stage.service.clock() + timedelta(days=14)
    with on_the_clock(stage.service, reminded.isoformat()):
        ended = ok(stage.desk.handler.post(case, "/lapse", {}))
    assert (ended["state"], ended["outcome"]) == ("lapsedIdentity", "lapsedIdentity")
    assert "klacht" in stage.letter(ended, "L15")
    if right == "objection":
        told = kinds(stage.desk.handler, ended)
        assert told.index("restriction.started") < told.index("restriction.liftingAnnounced")
