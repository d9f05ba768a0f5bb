"""One run of Schemathesis against the drill's server: who calls, with which ids, and what counts as a finding."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import schemathesis
from app.staff.model import Role
from pydantic.alias_generators import to_snake
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import Status, events, from_schema
from schemathesis.hooks import unregister
from tests.answer_check import BASE
from tests.drill.fuzz_checks import (
    Finding,
    broken_promise,
    is_excused,
    operation_in,
    refusal_of,
)
from tests.drill.fuzz_house import FuzzHouse
from tests.drill.fuzz_pools import Place, versioned
from tests.role_table import ROUTES, mark

LIKELY = 0.9
"""How often a call is made by somebody who may."""
TAKEN = 0.5
"""How often a valid body is one that the service took before."""
A_KEY = re.compile(r"[!-~]{1,255}")
"""A repeat is given the first answer, whatever else is wrong with it: so each key is a new one."""
NOWHERE = "https://localhost:1/"
"""Where every address in a body leads: on this machine, and nobody there."""


@dataclass
class FuzzRun:
    """The hooks of one run, and what came of it."""

    house: FuzzHouse
    rng: Random
    calls: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Operation and status -> how often."""
    findings: Counter[Finding] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """What Schemathesis itself stumbled over."""

    @property
    def total(self) -> int:
        """How many calls were made."""
        return sum(self.calls.values())

    @property
    def answered(self) -> set[str]:
        """The operations that were answered with 2xx."""
        return {operation for operation, status in self.calls if 200 <= status < 300}

    @property
    def taken(self) -> int:
        """How many calls were answered with 2xx."""
        return sum(n for (_, status), n in self.calls.items() if 200 <= status < 300)

    def run(self, raw: dict[str, Any], settings: dict[str, Any]) -> None:
        """Make the calls of one set of phases."""
        config = SchemathesisConfig.from_dict(settings)
        config.projects.default.base_url = f"{self.house.base}{BASE}"
        schema = schemathesis.openapi.from_dict(raw, config=config)
        schema.auth(refresh_interval=None)(_tokens_of(self))
        with _hooks(self):
            for event in from_schema(schema).execute():
                self._hear(event)

    def _hear(self, event: events.EngineEvent) -> None:
        match event:
            case events.NonFatalError():
                self.faults.append(f"{event.label}: {event.info.title}")
            case events.FatalError():
                raise event.exception
            case events.ScenarioFinished():
                self._keep(event.recorder)
            case _:
                pass

    # Who calls

    def token(self, operation: str) -> str:
        """Return the token of somebody, mostly of one who may."""
        route = _snake(operation)
        able = [role for role in Role if route in ROUTES and mark(route, role) == "x"]
        likely = able and self.rng.random() < LIKELY
        return self.house.tokens[self.rng.choice(able if likely else list(Role))]

    # What is called

    def before_call(self, case: Any) -> None:
        """Fill in ids, versions and bodies that exist, where the call is meant to be right."""
        operation = operation_in(case)
        place = self._place(case)
        taken_at = self._body(case, operation)
        if place:
            # A body that was taken is about something that hangs on its own case.
            place |= {name: value for name, value in taken_at.items() if name in place}
            case.path_parameters = place
        self._headers(case)

    def _place(self, case: Any) -> Place | None:
        if not case.path_parameters or _is_negative(case, ParameterLocation.PATH):
            return None
        names = frozenset(case.path_parameters)
        stateful = case.meta is not None and case.meta.phase.name == "stateful"
        if stateful and case.path_parameters in self.house.pools.places.get(names, ()):
            return None  # taken over from the answer to a call before
        found = self.house.pools.place(names, self.rng)
        return dict(found) if found else None

    def _body(self, case: Any, operation: str) -> Place:
        if isinstance(case.body, dict) and isinstance(case.body.get("url"), str):
            case.body = {**case.body, "url": NOWHERE}
        known = self.house.pools.bodies.get(operation)
        if not known or _is_negative(case, ParameterLocation.BODY) or self.rng.random() > TAKEN:
            return {}
        place, case.body = self.rng.choice(known)
        return place

    def _headers(self, case: Any) -> None:
        if case.headers is None:
            return
        if A_KEY.fullmatch(str(case.headers.get("Idempotency-Key", ""))):
            case.headers["Idempotency-Key"] = f"{self.rng.getrandbits(64):016x}"
        if _is_negative(case, ParameterLocation.HEADER):
            return
        case.headers["Accept-Language"] = "nl"
        if any(name.lower() == "if-match" for name in case.headers):
            path = versioned(case.formatted_path)
            if path in self.house.pools.versions:
                case.headers["If-Match"] = self.house.pools.versions[path]

    # What comes of it

    def after_call(self, case: Any, response: Any) -> None:
        """Count an answer, and keep what it gives."""
        operation = operation_in(case)
        self.calls[operation, response.status_code] += 1
        pools = self.house.pools
        headers = {name.lower(): values[0] for name, values in response.headers.items()}
        path = re.sub(r"^https?://[^/]+", "", response.request.url).partition("?")[0]
        path = path.removeprefix(BASE)
        if 200 <= response.status_code < 300:
            pools.note(path, headers, response.content)
        if (broken := broken_promise(case, response)) is not None:
            self.findings[broken] += 1
        if response.status_code == 412:
            self.house.refresh(versioned(path))

    def _keep(self, recorder: Any) -> None:
        """Keep what a scenario found, without what was sent."""
        for case_id, checks in recorder.checks.items():
            case, said = recorder.cases[case_id].value, recorder.interactions.get(case_id)
            response = said.response if said else None
            for check in checks:
                if check.status == Status.FAILURE:
                    self._note(case, response, check)

    def _note(self, case: Any, response: Any, check: Any) -> None:
        status = response.status_code if response else 0
        kind = refusal_of(response).get("type", "").rpartition(":")[2]
        words = f"{check.failure_info.failure.title} {kind}".strip()
        finding = Finding(operation_in(case), check.name, status, words)
        if not is_excused(finding):
            self.findings[finding] += 1


def _is_negative(case: Any, location: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(location)


def _snake(operation: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"{{{to_snake(found[1])}}}", operation)


def _tokens_of(run: FuzzRun) -> type:
    class Tokens:
        """Gives each call somebody's token."""

        def get(self, case: Any, _context: Any) -> str:
            return run.token(operation_in(case))

        def set(self, case: Any, data: str, _context: Any) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    return Tokens


@contextmanager
def _hooks(run: FuzzRun) -> Iterator[None]:
    def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
        run.before_call(case)

    def after_call(_context: Any, case: Any, response: Any) -> None:
        run.after_call(case, response)

    hooks = (before_call, after_call)
    for one in hooks:
        schemathesis.hook(one)
    try:
        yield
    finally:
        for one in hooks:
            unregister(one)
