"""An invented personnel store in a second database, reached like any other: through its mapping files."""

from pathlib import Path

_HERE = Path(__file__).parent

MAPPINGS: tuple[Path, ...] = (_HERE / "vlimpers.toml", _HERE / "vlimpers_leren.toml")
"""The mapping files of the two systems that share the demo database."""
