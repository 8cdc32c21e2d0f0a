"""When and where on the site people go: everybody has hours and departments of their own, and a shop nearby."""

import random
from datetime import date, datetime, time, timedelta

from app.demo.people import Household, Person
from app.standardise.text import fold

_HOURS = [1, 1, 0, 0, 0, 1, 2, 4, 5, 5, 5, 5, 7, 6, 5, 5, 5, 6, 8, 9, 11, 11, 8, 4]
"""How busy the site is by hour of the day."""
_PEAKS = (7, 12, 17, 20, 22)
_AT_THE_OWN_HOUR = 0.5
_DEPARTMENTS = {
    "femme": ("robes", "manteaux", "chaussures", "sacs", "grande-taille", "maternite"),
    "homme": ("chemises", "costumes", "chaussures", "sport", "sous-vetements"),
    "enfant": ("bebe", "fille", "garcon", "jouets", "ecole"),
    "maison": ("cuisine", "linge", "jardin", "luminaires", "bricolage", "animaux"),
    "loisirs": ("velo", "peche", "couture", "lecture", "musique", "camping"),
}
_SHELVES = [f"/{department}/{shelf}" for department, shelves in _DEPARTMENTS.items() for shelf in shelves]
_PAGES = ("/", "/", "/nouveautes", "/promotions", "/panier", "/compte", "/magasins")
_OWN_SHELF, _OWN_SHOP = 0.4, 0.07


class Habits:
    """The hours and pages of each person, the same on all their devices."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._of: dict[str, tuple[int, list[str]]] = {}

    def moment(self, person: Person, first: date, last: date) -> datetime:
        """Some moment between two days, more often than not near the person's usual hour."""
        rng = self._rng
        peak, _ = self._habits(person)
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        own = rng.random() < _AT_THE_OWN_HOUR
        hour = (peak + rng.choice((-1, 0, 0, 1))) % 24 if own else rng.choices(range(24), _HOURS)[0]
        return datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)))

    def page(self, person: Person, household: Household) -> str:
        """A page of the site: a shelf they like, the page of the shop in their town, or any."""
        rng = self._rng
        choice = rng.random()
        if choice < _OWN_SHELF:
            return rng.choice(self._habits(person)[1])
        if choice < _OWN_SHELF + _OWN_SHOP:
            return f"/magasins/{fold(household.address.town.name).replace(' ', '-')}"
        return rng.choice(_PAGES if rng.random() < 0.5 else _SHELVES)

    def _habits(self, person: Person) -> tuple[int, list[str]]:
        if person.id not in self._of:
            self._of[person.id] = (self._rng.choice(_PEAKS), self._rng.sample(_SHELVES, 2))
        return self._of[person.id]
