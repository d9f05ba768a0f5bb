"""The demo's way through the real doors: form, API and worker of a server on loopback."""

import re
from pathlib import Path
from typing import Any

import httpx
import orjson
from sqlalchemy.orm import Session

from app.casework import evidence
from app.cli.calls import DemoFailed, auth, case_of, check, content_of, do, wait
from app.cli.loopback import served
from app.cli.paper import identity_card, signed_request
from app.cli.rights_walk import people_for_rights, walk_rights
from app.cli.steps import Steps
from app.cli.token import issue
from app.exports.verify import verify_package
from app.kit.clock import brussels_date
from app.language import Language
from app.letters.cms_check import cms_verify
from app.letters.verification import verify as verify_letter
from app.personnel.demo.fill import fill, first_people
from app.staff.model import Role
from app.wiring import Live

PEOPLE = 2000


def walk(live: Live) -> None:
    """Fill the store, send one access request through the form, and take it to its end."""
    if live.personnel_owner_url is None:
        raise DemoFailed("The demo needs its own personnel store: unset LOKET_PERSONNEL_URL")
    steps = Steps()
    steps.say("Rechtenloket: from the request to the answer, for every right")
    fill(live.personnel_owner_url, count=PEOPLE)
    steps.done(f"personnel store with {PEOPLE} invented people")
    person = first_people(live.personnel_owner_url, n=1)[0]
    roles = (Role.CASE_HANDLER, Role.DECISION_MAKER, Role.DPO)
    handler, decider, adviser = (_token(live, role) for role in roles)
    with served(live.parts, live.dsn) as base:
        steps.done("service started, with its worker")
        with httpx.Client(base_url=base, timeout=60, follow_redirects=True) as browser:
            today = brussels_date(live.parts.clock()).isoformat()
            reference = send_form(browser, person, today=today)
        steps.done(f"request sent with the form: {reference}")
        with (
            httpx.Client(base_url=f"{base}/dsr/v1", timeout=120, headers=auth(handler)) as desk,
            httpx.Client(base_url=f"{base}/dsr/v1", timeout=120, headers=auth(decider)) as boss,
            httpx.Client(base_url=f"{base}/dsr/v1", timeout=120, headers=auth(adviser)) as dpo,
        ):
            out = live.home / "demo"
            handle(desk, boss, reference, out=out, steps=steps)
            people = people_for_rights(live.personnel_owner_url)
            walk_rights(desk, boss, dpo, people, steps=steps)
    _verify(out)
    steps.done("letter and export checked, without the service")
    with live.parts.desk() as checked:
        found = evidence.check(checked).findings
    if found:
        raise DemoFailed(found[0].words(Language.EN))
    steps.done("journal checked: every link holds")
    steps.say("\nThe files:")
    for name in ("letter.pdf", "export.zip", "case.json"):
        steps.say(f"  {out / name}")


def _verify(out: Path) -> None:
    """Check letter and export as an outsider would, from the files alone."""
    letter = verify_letter((out / "letter.pdf").read_bytes())
    package = verify_package(
        out / "export.zip", cms_verify=lambda data, signature: cms_verify(data, signature).name
    )
    wrong = [name for name, passed in letter.checks if not passed]
    wrong += [check.label.en for check in package.checks if not check.passed]
    if wrong:
        raise DemoFailed(f"Not right: {', '.join(wrong)}")


def send_form(browser: httpx.Client, person: tuple[str, str, str, str], *, today: str) -> str:
    """Fill in the request form as a person would and return the reference of the case."""
    number, given, family, born = person
    page = browser.get("/verzoek")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    year, month, day = born.split("-")
    fields = {
        **hidden,
        "right": "access",
        "given_name": given,
        "family_name": family,
        "birth_day": day,
        "birth_month": month,
        "birth_year": year,
        "vlimpers_number": number,
        "email": "anna@voorbeeld.example",
    }
    files = {
        "signed_request": (
            "verzoek.pdf",
            signed_request(f"{given} {family}", date=today),
            "application/pdf",
        ),
        "identity_card": ("kaart.png", identity_card(f"{given} {family}"), "image/png"),
    }
    answer = browser.post("/verzoek", data=fields, files=files)
    found = re.search(r"DSR-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.text)
    if answer.status_code != httpx.codes.OK or found is None:
        raise DemoFailed(f"The form answered {answer.status_code}")
    return found[0]


def handle(
    desk: httpx.Client, boss: httpx.Client, reference: str, *, out: Path, steps: Steps
) -> None:
    """Take the case from the identity check to its closure, and keep what came of it."""
    case = case_of(desk, reference)
    case = do(
        desk,
        case,
        "identityChecks",
        {
            "result": "verified",
            "means": "signedRequestWithIdCopy",
            "note": "Handtekening en kaart gezien.",
        },
    )
    steps.done("identity accepted, copy of the card destroyed")
    case = wait(desk, case, "inAssessment")
    found = desk.get(f"/cases/{case['id']}/dossier").json()["items"]
    records = sum(item["recordCount"] for item in found)
    steps.done(f"data collected: {records} in {len(found)} holdings")
    desk.get(f"/cases/{case['id']}/proposals").raise_for_status()
    answer = desk.put(
        f"/cases/{case['id']}/decisions",
        json={"acceptProposals": True},
        headers={"If-Match": f'"v{case["version"]}"'},
    )
    check(answer)
    steps.done("decision drafted, by the proposals")
    case = do(
        boss,
        answer.json(),
        "decisions/confirmation",
        {"registerGapsReason": "De open punten raken dit antwoord niet."},
    )
    steps.done("decision confirmed by somebody else")
    case = do(desk, case, "answer", {"delivery": "portal"})
    steps.done("copy and letter sealed, package made ready")
    case = do(desk, case, "closure", {"note": "Afgehandeld."})
    steps.done("case closed")
    _keep(desk, case, out)


def _keep(desk: httpx.Client, case: dict[str, Any], out: Path) -> None:
    """Write the letter, the export and the case as the API gives them."""
    out.mkdir(parents=True, exist_ok=True)
    place = f"/cases/{case['id']}"
    letters = desk.get(f"{place}/letters").json()["items"]
    letter = next(item for item in letters if item["kind"] != "L01")
    export = desk.get(f"{place}/exports").json()["items"][0]
    (out / "letter.pdf").write_bytes(content_of(desk, f"{place}/letters/{letter['id']}/content"))
    (out / "export.zip").write_bytes(content_of(desk, f"{place}/exports/{export['id']}/content"))
    shown = desk.get(place).json()
    (out / "case.json").write_bytes(orjson.dumps(shown, option=orjson.OPT_INDENT_2))


def _token(live: Live, role: Role) -> str:
    with Session(live.parts.engine) as session, session.begin():
        return issue(session, [role], ["*"], label=f"demo {role.value}", at=live.parts.clock())
