"""Draw the workflow table as a Mermaid state diagram for the documentation."""

from app.cases.model import ENDS, State
from app.cases.transitions import TRANSITIONS


def mermaid() -> str:
    """Return the diagram; moves between the same two states share an arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for (state, action), row in TRANSITIONS.items():
        arrows.setdefault((state, row.to), []).append(action.value)
    lines = ["stateDiagram-v2", "    [*] --> received", "    [*] --> inSearch: no check needed"]
    order = list(State)
    for start, end in sorted(arrows, key=lambda arrow: [order.index(state) for state in arrow]):
        actions = arrows[start, end]
        lines.append(f"    {start.value} --> {end.value}: {', '.join(sorted(actions))}")
    lines += [f"    {state.value} --> [*]" for state in sorted(ENDS)]
    return "\n".join(lines) + "\n"


def document() -> str:
    """Return the whole page docs/reference/states.md."""
    return (
        "# States of a case\n\n"
        "Drawn from `app/cases/transitions.py` by `loket diagram`; a guard test fails when this page is stale.\n"
        "`extended`, `suspended`, `overdue` and `restrictionActive` are facts beside the state.\n"
        "`sent` to `closed` is taken by a handler, or by the daily round once the answer arrived and nothing is open.\n"
        "Another right that is read in a request leads back to `received` where it still needs proof, and to `inSearch` where it needs none.\n\n"
        f"```mermaid\n{mermaid()}```\n"
    )
