"""Tables of the demo store, in the Dutch a Flemish personnel system would use; it owns them, the service never does."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

STORE = MetaData()

TEXT, WHOLE, DAY, FLAG = Text(), Integer(), Date(), Boolean()
MONEY, HOURS, SHARE = Numeric(12, 2), Numeric(7, 2), Numeric(5, 4)
MOMENT, LOCAL = DateTime(timezone=True), DateTime(timezone=False)
KEY, FILE = BigInteger(), LargeBinary()

SUBJECTS = (
    "persoon_id",
    "kind_persoon_id",
    "verwant_persoon_id",
    "evaluator_id",
    "goedkeurder_id",
    "gebeld_persoon_id",
    "vo_id",
)
"""Every column that points at a person: whose record it is, or in which other role they stand in it."""


def _table(name: str, **columns: TypeEngine[Any]) -> Table:
    """Add a table on a person: `id` and `persoon_id` come first, the other columns as given."""
    return Table(
        name,
        STORE,
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("persoon_id", BigInteger, nullable=False),
        *(Column(column, kind) for column, kind in columns.items()),
    )


def subject_indexes() -> list[str]:
    """Return the statements that index each column pointing at a person; run after filling, which is faster."""
    return [
        f"CREATE INDEX ON {table.name} ({name})"
        for table in STORE.sorted_tables
        for name in SUBJECTS
        if name in table.c and not table.c[name].primary_key
    ]


FILLING = Table(
    "demo_vulling",
    STORE,
    Column("versie", Text, primary_key=True),
    Column("aantal", Integer),
    Column("zaad", Integer),
)
"""One row, written last: which people are in the store."""

Table(
    "persoon",
    STORE,
    Column("persoon_id", BigInteger, primary_key=True, autoincrement=False),
    Column("vlimpersnummer", Text, unique=True),
    Column("rijksregisternummer", Text),
    Column("voornaam", Text),
    Column("naam", Text),
    Column("geboortedatum", Date, index=True),
    Column("soort", Text, nullable=False),
    Column("statuut", Text),
    Column("entiteit_code", Text),
    Column("entiteit_naam", Text),
    Column("straat", Text),
    Column("huisnummer", Text),
    Column("postcode", Text),
    Column("gemeente", Text),
    Column("in_dienst", Date),
    Column("uit_dienst", Date),
    Column("aangemaakt_op", DateTime(timezone=True)),
)

# Who somebody is, and how they are reached
_table(
    "identiteit",
    bron=TEXT,
    voornamen=TEXT,
    naam=TEXT,
    geboortedatum=DAY,
    geboorteplaats=TEXT,
    geslacht=TEXT,
    ontvangen_op=MOMENT,
)
_table("insz", bron=TEXT, nummer=TEXT, geldig_vanaf=DAY)
_table(
    "adres",
    bron=TEXT,
    straat=TEXT,
    huisnummer=TEXT,
    bus=TEXT,
    postcode=TEXT,
    gemeente=TEXT,
    land=TEXT,
    vanaf=DAY,
    tot=DAY,
    bewaren_tot=DAY,
)
_table(
    "contact",
    prive_email=TEXT,
    prive_gsm=TEXT,
    werk_email=TEXT,
    werk_telefoon=TEXT,
    gewijzigd_op=MOMENT,
    bewaren_tot=DAY,
)
_table("noodcontact", naam=TEXT, relatie=TEXT, telefoon=TEXT, derden=FLAG)
_table("nationaliteit", bron=TEXT, land=TEXT, vanaf=DAY)
_table("toestemming", doel=TEXT, omschrijving=TEXT, gegeven_op=MOMENT, ingetrokken_op=MOMENT)
_table(
    "leveranciersfiche",
    bedrijf=TEXT,
    rol=TEXT,
    contract=TEXT,
    vanaf=DAY,
    tot=DAY,
    contractwaarde=MONEY,
)
_table("verstrekking", ontvanger=TEXT, ontvanger_naam=TEXT, categorie=TEXT, verstrekt_op=DAY)

# The relationship with the employer
_table(
    "arbeidsrelatie",
    entiteit=TEXT,
    aard=TEXT,
    van=DAY,
    tot=DAY,
    breuk=SHARE,
    reden_einde=TEXT,
    bewaren_tot=DAY,
)
_table(
    "graad", niveau=TEXT, graad=TEXT, salarisschaal=TEXT, geldelijke_ancienniteit=WHOLE, vanaf=DAY
)
_table("functie", titel=TEXT, afdeling=TEXT, profiel=TEXT, leidinggevend=FLAG, vanaf=DAY)
_table("loopbaan", gebeurtenis=TEXT, datum=DAY, besluit=TEXT, opmerking=TEXT, bewaren_tot=DAY)
_table("diploma", omschrijving=TEXT, instelling=TEXT, jaar=WHOLE, graad=TEXT, geverifieerd=FLAG)
_table("ereteken", ereteken=TEXT, toegekend_op=DAY, besluit=TEXT)
_table(
    "opleiding",
    titel=TEXT,
    aanbieder=TEXT,
    van=DAY,
    uren=HOURS,
    resultaat=TEXT,
    aangevraagd_op=MOMENT,
)
_table(
    "telewerk", dag=TEXT, plaats=TEXT, vanaf=DAY, tot=DAY, goedgekeurd=FLAG, aangevraagd_op=MOMENT
)
_table("werkplek", gebouw=TEXT, verdieping=WHOLE, badge=TEXT, materiaal=TEXT, uitgereikt_op=DAY)
_table(
    "woonwerk", vervoermiddel=TEXT, afstand_km=HOURS, abonnement=TEXT, vergoeding=MONEY, vanaf=DAY
)

# Pay, family, pension
_table(
    "loonbrief",
    periode=DAY,
    bruto=MONEY,
    rsz=MONEY,
    bedrijfsvoorheffing=MONEY,
    inhoudingen=MONEY,
    netto=MONEY,
    betaald_op=DAY,
    bewaren_tot=DAY,
)
_table("rekening", iban=TEXT, op_naam_van=TEXT, vanaf=DAY)
_table("kinderbijslag", kind_persoon_id=KEY, kind=TEXT, bedrag=MONEY, vanaf=DAY, tot=DAY)
_table(
    "gezinslid",
    verwant_persoon_id=KEY,
    naam=TEXT,
    relatie=TEXT,
    geboortedatum=DAY,
    ten_laste=FLAG,
    vanaf=DAY,
    derden=FLAG,
)
_table(
    "fiscaal",
    jaar=WHOLE,
    burgerlijke_staat=TEXT,
    personen_ten_laste=WHOLE,
    code=TEXT,
    bewaren_tot=DAY,
)
_table(
    "pensioen",
    verwant_persoon_id=KEY,
    stelsel=TEXT,
    van=DAY,
    tot=DAY,
    dienstjaren=HOURS,
    geraamd_bedrag=MONEY,
)

# Being there, being away, being well
_table(
    "afwezigheid",
    goedkeurder_id=KEY,
    soort=TEXT,
    van=DAY,
    tot=DAY,
    dagen=HOURS,
    opmerking=TEXT,
    aangevraagd_op=MOMENT,
    goedgekeurd_op=MOMENT,
)
_table("verlofsaldo", jaar=WHOLE, recht=HOURS, opgenomen=HOURS)
_table(
    "loopbaanonderbreking",
    bron=TEXT,
    stelsel=TEXT,
    dossiernummer=TEXT,
    breuk=SHARE,
    van=DAY,
    tot=DAY,
)
_table("ziekte", van=DAY, tot=DAY, controle=TEXT, attest_ontvangen=FLAG, bewaren_tot=DAY)
_table("onderzoek", datum=DAY, soort=TEXT, resultaat=TEXT, volgende=DAY)
_table(
    "arbeidsongeval",
    datum=DAY,
    omschrijving=TEXT,
    erkend_agodi=FLAG,
    erkend_medex=FLAG,
    ongeschiktheid=SHARE,
    derden=FLAG,
)
_table("hospitalisatie", verzekeraar=TEXT, polis=TEXT, vanaf=DAY)
_table("arbeidshandicap", aanpassing=TEXT, erkend_op=DAY, geldig_tot=DAY)
_table(
    "prikking",
    tijdstip=MOMENT,
    richting=TEXT,
    terminal=TEXT,
    locatie=TEXT,
    soort=TEXT,
    saldo_uren=HOURS,
    manueel=FLAG,
    werkdag=DAY,
    opmerking=TEXT,
    verwerkt_op=MOMENT,
)
_table("tijdsaldo", maand=DAY, te_presteren=HOURS, gepresteerd=HOURS, saldo=HOURS)

# The file: what was written about and by the person
_table(
    "evaluatie",
    evaluator_id=KEY,
    periode=WHOLE,
    datum=DAY,
    eindoordeel=TEXT,
    verslag=TEXT,
    bewaren_tot=DAY,
    derden=FLAG,
)
_table(
    "tucht",
    datum=DAY,
    feiten=TEXT,
    straf=TEXT,
    bericht_justitie=TEXT,
    uit_te_wissen_op=DAY,
    derden=FLAG,
)
_table(
    "gesprek",
    gebeld_persoon_id=KEY,
    begonnen=LOCAL,
    seconden=WHOLE,
    nummer=TEXT,
    kosten=MONEY,
    derden=FLAG,
)
_table("toestel", type=TEXT, nummer=TEXT, imei=TEXT, uitgereikt_op=DAY)
_table("vakbond", formulier=TEXT, organisatie=TEXT, verzonden_op=MOMENT)
_table(
    "edossier",
    bron=TEXT,
    titel=TEXT,
    soort=TEXT,
    inhoud=TEXT,
    toegevoegd_op=MOMENT,
    bewaren_tot=DAY,
    derden=FLAG,
)
_table(
    "edossier_stuk",
    bestandsnaam=TEXT,
    mediatype=TEXT,
    inhoud=FILE,
    toegevoegd_op=MOMENT,
    bewaren_tot=DAY,
    derden=FLAG,
)
_table(
    "schakel",
    onderwerp=TEXT,
    vraag=TEXT,
    antwoord=TEXT,
    gesteld_op=MOMENT,
    afgesloten=FLAG,
    derden=FLAG,
)
_table("melding", onderwerp=TEXT, tekst=TEXT, gemeld_op=MOMENT)

# Vlimpers Leren: the reduced set for bodies outside Vlimpers; it knows no birth date
Table(
    "leren_persoon",
    STORE,
    Column("vo_id", Text, primary_key=True),
    Column("voornaam", Text),
    Column("naam", Text),
    Column("soort", Text, nullable=False),
    Column("instelling_code", Text),
    Column("instelling_naam", Text),
    Column("werk_email", Text),
    Column("leidinggevende_vo_id", Text),
    Column("aangemaakt_op", DateTime(timezone=True)),
)
Table(
    "leren_opleiding",
    STORE,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("vo_id", Text, nullable=False),
    Column("titel", Text),
    Column("status", Text),
    Column("datum", Date),
    Column("score", Numeric(5, 2)),
    Column("aangevraagd_op", DateTime(timezone=True)),
)


# What carrying out rights leaves behind: statements of people, marks beside the data, steps that were done


def _statements(name: str, subject: str, kind: TypeEngine[Any]) -> Table:
    """Add a table of supplementary statements: the store numbers what is filed after the filling."""
    return Table(
        name,
        STORE,
        Column("id", BigInteger, Identity(start=1_000_001), primary_key=True),
        Column(subject, kind, nullable=False),
        Column("bestand", Text, nullable=False),
        Column("nummer", Text),
        Column("gegeven", Text),
        Column("verklaring", Text, nullable=False),
        Column("toegevoegd_op", Date),
    )


_statements("aanvulling", "persoon_id", KEY)
_statements("leren_aanvulling", "vo_id", TEXT)
Table(
    "gegevensbeperking",
    STORE,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("beperking", Text, nullable=False),
    Column("betrokkene", Text, nullable=False, index=True),  # a key of either system
    Column("bestand", Text, nullable=False),
    Column("nummer", Text),
    Column("gegeven", Text),
    Column("grond", Text, nullable=False),
    Column("sinds", DateTime(timezone=True), nullable=False),
    Column("toegelaten_gebruik", Text, nullable=False),
    Column("opgeheven_op", Date),
    Column("ontvanger", Text),  # to whom the data do not go; absent where our own use is limited
)
Table(
    "uitgevoerde_stap",
    STORE,
    Column("stap", Text, primary_key=True),
    Column("uitgevoerd_op", DateTime(timezone=True), nullable=False),
)
