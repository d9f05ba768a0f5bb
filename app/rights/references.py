"""How the law is named to a person: `17(3)(b)` reads as `artikel 17(3)(b) AVG`, in each language."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from app.language import Text

_ARTICLE: Final = re.compile(r"\d+(?:\(\w+\))*")
_RECITAL: Final = re.compile(r"rec\. (\d+(?:-\d+)?)")
_JUDGMENT: Final = re.compile(r"C-\d+/\d+")
_OF_AN_ACT: Final = re.compile(
    r"wet van (?P<day>\d+) juli (?P<year>\d{4}), art\. (?P<articles>\S+)"
)
_BASIS: Final = re.compile(r"(\d+)\.(\d+)\.([a-z])")
_AND: Final = Text("en", "and", "et")

_Words = Callable[[re.Match[str]], Text]


def in_words(references: Iterable[str]) -> Text:
    """Return references of the rule base as one phrase; empty where there are none.

    Raises ValueError for a reference of a form that is not known.
    """
    every = tuple(references)
    articles = [r for r in every if _ARTICLE.fullmatch(r)]
    others = [_other(r) for r in every if r not in articles]
    return _listed([*([_articles(articles)] if articles else []), *others])


def basis_in_words(code: str) -> Text:
    """Return the article of a legal basis: `6.1.c` reads as `artikel 6(1)(c) AVG`."""
    return in_words([_BASIS.sub(r"\1(\2)(\3)", code)])


def _articles(articles: Sequence[str]) -> Text:
    listed = _listed([Text(a) for a in articles])
    nl, en, fr = listed.nl, listed.en or listed.nl, listed.fr or listed.nl
    if len(articles) == 1:
        return Text(f"artikel {nl} AVG", f"Article {en} GDPR", f"article {fr} RGPD")
    return Text(f"artikelen {nl} AVG", f"Articles {en} GDPR", f"articles {fr} RGPD")


def _other(reference: str) -> Text:
    for form, words in _FORMS:
        if found := form.fullmatch(reference):
            return words(found)
    raise ValueError("a reference to the law has a form that has no words")


def _recital(found: re.Match[str]) -> Text:
    return Text(
        f"overweging {found[1]} AVG", f"recital {found[1]} GDPR", f"considérant {found[1]} RGPD"
    )


def _judgment(found: re.Match[str]) -> Text:
    return Text(
        f"arrest {found[0]} van het Hof van Justitie",
        f"judgment {found[0]} of the Court of Justice",
        f"arrêt {found[0]} de la Cour de justice",
    )


def _of_an_act(found: re.Match[str]) -> Text:
    day, year, articles = found["day"], found["year"], found["articles"]
    return Text(
        f"artikelen {articles} van de wet van {day} juli {year}",
        f"Articles {articles} of the Act of {day} July {year}",
        f"articles {articles} de la loi du {day} juillet {year}",
    )


_FORMS: Final[tuple[tuple[re.Pattern[str], _Words], ...]] = (
    (_RECITAL, _recital),
    (_JUDGMENT, _judgment),
    (_OF_AN_ACT, _of_an_act),
)


def _listed(parts: Sequence[Text]) -> Text:
    return Text(
        _joined([p.nl for p in parts], _AND.nl),
        _joined([p.en or p.nl for p in parts], _AND.en),
        _joined([p.fr or p.nl for p in parts], _AND.fr),
    )


def _joined(parts: Sequence[str], conjunction: str) -> str:
    *first, last = parts or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
