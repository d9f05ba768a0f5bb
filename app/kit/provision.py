"""Roles and databases: the service owns no table and is no superuser, whoever runs the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, make_url, text

from app.errors import DeskError
from app.kit.row_security import EVERY, SETTING

OWNER = "loket_owner"
SERVICE = "loket_service"
DATABASE = "loket"
PERSONNEL_OWNER = "vlimpers_owner"
PERSONNEL_SERVICE = "vlimpers_service"
PERSONNEL_DATABASE = "vlimpers"

_PROVISION_LOCK = 4_120_310_001


class ServiceRoleMissing(DeskError):
    """The role with the service's rights is not there, or may not be taken by this login."""

    code = "serviceRoleMissing"


class ServiceRoleTooStrong(DeskError):
    """The service would run with more rights than it needs."""

    code = "serviceRoleTooStrong"


@dataclass(frozen=True, slots=True)
class Databases:
    """Addresses (SQLAlchemy URLs) on one server, each with the role that is meant to use it."""

    owner_url: str
    service_url: str
    personnel_owner_url: str
    personnel_url: str


def provision(superuser_url: str) -> Databases:
    """Make the roles and databases of a server that is ours alone; what is there already stays.

    Safe to call from several processes at once.
    """
    with _alone_on(superuser_url) as server:
        for role in (OWNER, SERVICE, PERSONNEL_OWNER, PERSONNEL_SERVICE):
            _ensure_role(server, role)
        _ensure_database(server, DATABASE, owner=OWNER, user=SERVICE)
        _ensure_database(server, PERSONNEL_DATABASE, owner=PERSONNEL_OWNER, user=PERSONNEL_SERVICE)
        reading = sql.SQL(
            "alter default privileges for role {} in schema public grant select on tables to {}"
        ).format(sql.Identifier(PERSONNEL_OWNER), sql.Identifier(PERSONNEL_SERVICE))
        with psycopg.connect(libpq_dsn(_with(superuser_url, database=PERSONNEL_DATABASE))) as store:
            store.execute(reading)
    return Databases(
        owner_url=_with(superuser_url, DATABASE, OWNER),
        service_url=_with(superuser_url, DATABASE, SERVICE),
        personnel_owner_url=_with(superuser_url, PERSONNEL_DATABASE, PERSONNEL_OWNER),
        personnel_url=_with(superuser_url, PERSONNEL_DATABASE, PERSONNEL_SERVICE),
    )


def libpq_dsn(url: str) -> str:
    """Write a SQLAlchemy URL the way psycopg and Procrastinate take it."""
    parts = make_url(url)
    named = parts.translate_connect_args(username="user", database="dbname")
    return make_conninfo("", **{**named, **parts.query})


def ensure_service_role(connection: Connection) -> None:
    """Make the service's role where it is missing, and let the role that migrates take it.

    For a server of somebody else: the role cannot sign in. Raises ServiceRoleMissing when this login may not.
    """
    there = "select exists (select from pg_roles where rolname = :role)"
    if not connection.scalar(text(there), {"role": SERVICE}):
        may = "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"
        if not connection.scalar(text(may)):
            raise ServiceRoleMissing(
                f"Ask an administrator of the database to run: CREATE ROLE {SERVICE} NOLOGIN; "
                f"GRANT {SERVICE} TO the role in LOKET_DATABASE_URL"
            )
        connection.execute(text(f"create role {SERVICE} nologin"))
        connection.execute(text(f"grant {SERVICE} to current_user"))


def grant_service(connection: Connection) -> None:
    """Give the service's role what it needs on every table: to a journal it may only add."""
    connection.execute(text(f"grant usage on schema public to {SERVICE}"))
    quote = connection.dialect.identifier_preparer.quote
    tables = connection.scalars(
        text("select tablename from pg_tables where schemaname = 'public' order by tablename")
    ).all()
    for table in tables:
        connection.execute(text(f"revoke all on {quote(table)} from {SERVICE}"))
        rights = _rights_on(table)
        connection.execute(text(f"grant {rights} on {quote(table)} to {SERVICE}"))
    connection.execute(text(f"grant usage, select on all sequences in schema public to {SERVICE}"))


def _rights_on(table: str) -> str:
    if table == "alembic_version":
        return "select"
    if "journal" in table:
        return "select, insert"
    return "select, insert, update, delete"


def service_url(url: str) -> str:
    """Return the address under which the service connects: for the cases of every entity, and as its own role.

    The role is taken where the login owns tables or is a superuser. Works for every client (engine, worker, psycopg),
    since both are asked for when connecting. Raises ServiceRoleMissing and ServiceRoleTooStrong.
    """
    if not _is_too_strong(url):
        return _asking(url, f"{SETTING}={EVERY}")
    result = _asking(url, f"role={SERVICE}", f"{SETTING}={EVERY}")
    try:
        still = _is_too_strong(result)
    except psycopg.OperationalError as error:
        raise ServiceRoleMissing(
            f"The role {SERVICE} cannot be taken: run loket migrate, or GRANT {SERVICE} to this login"
        ) from error
    if still:
        raise ServiceRoleTooStrong(
            f"{SERVICE} owns tables or is a superuser: take that away from it"
        )
    return result


def _asking(url: str, *settings: str) -> str:
    """Return the address with settings that are asked for when connecting, after those it has."""
    parts = make_url(url)
    given = parts.query.get("options", "")
    options = [given] if isinstance(given, str) else list(given)
    asked = " ".join([*filter(None, options), *(f"-c {setting}" for setting in settings)])
    return parts.update_query_dict({"options": asked}).render_as_string(hide_password=False)


def _is_too_strong(url: str) -> bool:
    """Return whether the role is a superuser or has the rights of a table's owner."""
    with psycopg.connect(libpq_dsn(url)) as connection:
        row = connection.execute(
            """
            select r.rolsuper or exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                and pg_has_role(r.oid, c.relowner, 'USAGE')
            ) from pg_roles r where r.rolname = current_user
            """
        ).fetchone()
    return row is not None and bool(row[0])


def _with(url: str, database: str, user: str | None = None) -> str:
    parts = make_url(url).set(database=database)
    if user is not None:
        parts = parts.set(username=user)
    return parts.render_as_string(hide_password=False)


@contextmanager
def _alone_on(superuser_url: str) -> Iterator[psycopg.Connection]:
    """Hold the server's one lock for provisioning; it goes with the connection."""
    with psycopg.connect(libpq_dsn(superuser_url), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_PROVISION_LOCK,))
        yield connection


def _ensure_role(server: psycopg.Connection, role: str) -> None:
    known = server.execute("select from pg_roles where rolname = %s", (role,)).fetchone()
    if known is None:
        server.execute(
            sql.SQL("create role {} login nosuperuser nocreatedb nocreaterole").format(
                sql.Identifier(role)
            )
        )


def _ensure_database(server: psycopg.Connection, name: str, *, owner: str, user: str) -> None:
    """Make the database; only its owner, its user and superusers may connect."""
    known = server.execute("select from pg_database where datname = %s", (name,)).fetchone()
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(owner)}
    if known is None:
        server.execute(sql.SQL("create database {name} owner {owner}").format(**names))
    server.execute(sql.SQL("revoke all on database {name} from public").format(**names))
    server.execute(
        sql.SQL("grant connect on database {name} to {user}").format(
            name=sql.Identifier(name), user=sql.Identifier(user)
        )
    )
