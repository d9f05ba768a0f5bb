"""The mapping files of the demo: an invented store in a second database, reached like any other."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.personnel.mapping import load_mapping

_HERE = Path(__file__).parent

MAPPINGS: tuple[Path, ...] = (_HERE / "vlimpers.toml", _HERE / "vlimpers_leren.toml")
"""The mapping files of the two systems that share the demo database."""


@cache
def categories() -> Mapping[str, str]:
    """Return the category of each holding of the first system, as its mapping file says."""
    return {h.name: h.category_id for h in load_mapping(MAPPINGS[0]).holdings}
