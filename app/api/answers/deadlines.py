"""Public holidays, and calendar feeds, as answers give them."""

from app.api.answers.parts import Address, Answer, Day, Id, Label, ListOut


class HolidayOut(Answer):
    """A day on which no period ends."""

    date: Day
    label: Label


class DesignatedDayOut(Answer):
    """A day that a decision made a public holiday, or took away as one."""

    date: Day
    name: str
    decree: str


class HolidaysOut(ListOut):
    """The public holidays of a year, as the clock counts them."""

    items: list[HolidayOut]
    year: int
    holidays_version: str
    designated_days: list[DesignatedDayOut]
    abolished_days: list[DesignatedDayOut]


class CalendarFeedOut(Answer):
    """A new calendar feed; its address holds a secret and is shown this once."""

    id: Id
    url: Address
