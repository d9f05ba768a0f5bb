"""What the service's role may do in the demo store: read it all, change what the mapping files say, own nothing."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.kit.provision import PERSONNEL_SERVICE
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.demo.schema import STORE
from app.personnel.mapping import load_mapping
from app.personnel.store_rights import rights_to_change


def grants(connection: Connection) -> Iterator[str]:
    """Yield the statements that give the role its rights; none on a server that has no such role."""
    there = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)")
    if not connection.scalar(there, {"role": PERSONNEL_SERVICE}):
        return
    for table in STORE.sorted_tables:
        yield f"GRANT SELECT ON {table.name} TO {PERSONNEL_SERVICE}"
    for path in MAPPINGS:
        for table_name, rights in rights_to_change(load_mapping(path)).items():
            yield f"GRANT {', '.join(sorted(rights))} ON {table_name} TO {PERSONNEL_SERVICE}"
