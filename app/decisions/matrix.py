"""Register x rights: what rules and register give for every use of every category, without any person."""

from app.decisions.cells import CELLS
from app.decisions.model import MatrixRow
from app.decisions.uses import Use, uses_of
from app.register.model import Register


def matrix(register: Register) -> tuple[MatrixRow, ...]:
    """Return a row per category, purpose, legal basis and right, in the register's order."""
    return tuple(
        row_of(use, right)
        for category in register.categories
        for use in uses_of(register, category)
        for right in CELLS
    )


def row_of(use: Use, right: str) -> MatrixRow:
    """Return what the rules give for one use and one right of the catalogue."""
    cell = CELLS[right](use)
    return MatrixRow(
        category_group=use.category.group,
        category_id=use.category.category_id,
        purpose_id=use.purpose.purpose_id,
        purpose_key=use.purpose.key,
        legal_basis=use.basis.code,
        link_assumed=use.link_assumed,
        right=right,
        proposal=cell.proposal,
        ground_codes=cell.codes,
        legal_references=cell.references,
        reason=cell.reason,
    )
