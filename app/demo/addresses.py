"""Where households live: houses, and flats in buildings that several unrelated households share."""

import random

from app.demo.people import Address, Town
from app.demo.pools import Pools

_UNITS = (
    "Apt {n}",
    "Apt {n}",
    "Appartement {n}",
    "Bât {letter}",
    "{floor}e étage",
    "Bât {letter} Apt {n}",
    "Esc {letter}",
)


class AddressBook:
    """Gives out addresses of one demo world; a building stays open until it is full."""

    def __init__(self, pools: Pools, rng: random.Random) -> None:
        self._pools = pools
        self._rng = rng
        self._building: Address | None = None
        self._free_flats = 0
        self._units: set[str] = set()

    def home(self) -> Address:
        """An address for one household: three in ten in a building whose neighbours we know."""
        if self._rng.random() < 0.3:
            return self._flat()
        plain = self.street()
        return plain._replace(unit=self._unit()) if self._rng.random() < 0.25 else plain

    def street(self, town: Town | None = None) -> Address:
        """A street address without a unit."""
        rng = self._rng
        number = str(min(int(rng.expovariate(1 / 35)) + 1, 400)) + (
            rng.choice((" bis", " ter", "B")) if rng.random() < 0.06 else ""
        )
        return Address(number, self._pools.street(rng), "", town or self._pools.town(rng))

    def _flat(self) -> Address:
        if self._building is None or not self._free_flats:
            self._building, self._free_flats = self.street(), self._rng.randint(2, 8)
            self._units = set()
        self._free_flats -= 1
        if self._rng.random() < 0.2:
            return self._building
        while (unit := self._unit()) in self._units:
            pass
        self._units.add(unit)
        return self._building._replace(unit=unit)

    def _unit(self) -> str:
        rng = self._rng
        return rng.choice(_UNITS).format(
            n=rng.randint(1, 60), letter=rng.choice("ABCDE"), floor=rng.randint(2, 7)
        )
