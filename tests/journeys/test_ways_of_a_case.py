"""A case that belongs elsewhere is sent on."""

from tests.journey_steps import Desk, letter_text, ok, unused
from tests.service import Service


def test_a_case_is_sent_on_with_its_reason(service: Service) -> None:
    desk = Desk.of(service)
    case = desk.registered(unused(service))
    body = {"to": "Dienst Burgerzaken van uw gemeente", "reason": "Zij beheren dit register."}
    ended = ok(desk.handler.post(case, "/redirection", body))
    assert (ended["state"], ended["outcome"]) == ("redirected", "redirected")
    told = letter_text(desk.handler, ended, "L20")
    assert body["to"] in told
    assert body["reason"] in told
