"""Comparing browsers: what two cookies or devices have in common, in levels that a model can weigh.

Five comparisons: the network they share (by how many use it, and whether by night), a further network, the device, the
browser and system, the hours of the day, the places they go to. What one comparison has told is not told again: the
further network is another one than the first, and the browser counts only where the device says nothing.
"""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

FEW, SOME = 12, 60
"""Cookies and devices on a network: as many as a home has, and as a small office, a hall or a café has."""
MOST_ON_A_DEVICE = 20
"""Cookies of one device that are compared with each other."""
_LEAST_VISITS = 3
_RHYTHM_BINS, _RHYTHM_STRENGTH = 8, 12.0
_ALIKE, _UNLIKE = 1.0, -1.0
_RARE_PLACE = 0.01
_SHARED_SPACE = ipaddress.ip_network("100.64.0.0/10")
_LOCAL = tuple(
    ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)

Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class OnlineComparison:
    """One comparison; its levels are in order, the most telling first, and -1 stands for missing."""

    name: str
    levels: tuple[str, ...]


COMPARISONS = (
    OnlineComparison(
        "network",
        (
            "same, used by few, by night",
            "same, used by few",
            "same, used by some, by night",
            "same, used by some",
            "same, used by many",
            "different",
        ),
    ),
    OnlineComparison("further network", ("used by few", "used by some", "used by many", "none")),
    OnlineComparison("device", ("same", "different")),
    OnlineComparison("browser", ("same browser and system", "same system", "different")),
    OnlineComparison("hours", ("alike", "may be", "unlike")),
    OnlineComparison("places", ("a rare one in common", "one in common", "none in common")),
)
NETWORK, FURTHER, DEVICE, BROWSER, HOURS, PLACES = range(len(COMPARISONS))


@lru_cache(maxsize=100_000)
def network_of(ip: str) -> str | None:
    """The network of a standardised address: IPv4 as it is, IPv6 its /64. None where the address is not public."""
    address = ipaddress.ip_address(ip)
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return None
    if any(address in net for net in (*_LOCAL, _SHARED_SPACE) if net.version == address.version):
        return None
    return ip if address.version == 4 else str(ipaddress.ip_network(f"{ip}/64", strict=False))


@dataclass(frozen=True, slots=True)
class Traces:
    """The units (cookies and devices) as arrays, by row number. `counts`: whether a unit counts as a user of things."""

    counts: npt.NDArray[np.bool_]
    networks: pl.DataFrame
    """unit, network, night (whether any visit there was by night), size (units that use it)."""
    devices: pl.DataFrame
    """unit, device, size"""
    places: pl.DataFrame
    """unit, place, size"""
    browser: Ints
    browser_size: Ints
    system: Ints
    rhythm: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def crowded(self) -> int:
        """Networks that too many use for all of their users to be compared with each other."""
        return self.networks.filter(pl.col("size") > SOME)["network"].n_unique()


def traces(units: pl.DataFrame) -> Traces:
    """From a frame with columns counts (bool), user_agent, ips, ip_nights, hours, places, devices (lists)."""
    rows = units.with_row_index("unit").with_columns(pl.col("unit").cast(pl.Int64))
    ips = rows.select("unit", "counts", "ips", "ip_nights").explode("ips", "ip_nights").drop_nulls("ips")
    distinct = ips["ips"].unique().sort()
    known = pl.DataFrame(
        {"ips": distinct, "network": [network_of(ip) for ip in distinct]},
        schema={"ips": pl.String, "network": pl.String},
    )
    networks = (
        ips.join(known, on="ips")
        .drop_nulls("network")
        .group_by("unit", "counts", "network")
        .agg(night=(pl.col("ip_nights") > 0).any())
    )
    devices = rows.select("unit", "counts", device="devices").explode("device").drop_nulls()
    places = rows.select("unit", "counts", place="places").explode("place").drop_nulls()
    agents = rows["user_agent"]
    browser = agents.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    system = agents.str.split("/").list.last().rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    counts = units["counts"].to_numpy()
    return Traces(
        counts,
        _sized(networks, "network"),
        _sized(devices, "device"),
        _sized(places, "place"),
        browser,
        np.bincount(browser[counts], minlength=int(browser.max(initial=0)) + 1)[browser],
        system,
        _rhythms(units["hours"]),
    )


def _sized(uses: pl.DataFrame, column: str) -> pl.DataFrame:
    codes = pl.col(column).rank("dense").cast(pl.Int64)
    return uses.with_columns(codes, size=pl.col("counts").sum().over(column).cast(pl.Int64)).sort(
        "unit", column
    )


def _rhythms(hours: pl.Series) -> npt.NDArray[np.float64]:
    """Visits by part of the day; none where nothing is known."""
    given = [row if row is not None and len(row) == 24 else [0] * 24 for row in hours.to_list()]
    return np.array(given, np.float64).reshape(len(given), _RHYTHM_BINS, 24 // _RHYTHM_BINS).sum(axis=2)


def candidate_pairs(seen: Traces) -> tuple[Ints, Ints]:
    """All pairs (left < right) that share a device or a network that not too many use, in order."""
    shared = pl.concat(
        [
            _together(seen.networks.filter(pl.col("size") <= SOME), "network"),
            _together(seen.devices.filter(pl.col("size") <= MOST_ON_A_DEVICE), "device"),
        ]
    )
    pairs = shared.unique().sort("unit", "unit_right")
    return pairs["unit"].to_numpy(), pairs["unit_right"].to_numpy()


def _together(uses: pl.DataFrame, column: str) -> pl.DataFrame:
    uses = uses.select("unit", column)
    return (
        uses.join(uses, on=column).filter(pl.col("unit") < pl.col("unit_right")).select("unit", "unit_right")
    )


def compare(seen: Traces, left: Ints, right: Ints) -> tuple[Levels, npt.NDArray[np.float64]]:
    """Levels (pairs x comparisons), and in that shape how many units share what agrees; 0 where that says nothing."""
    levels = np.full((len(left), len(COMPARISONS)), -1, np.int8)
    sizes = np.zeros(levels.shape)
    pairs = pl.DataFrame({"pair": np.arange(len(left)), "left": left, "right": right})
    _compare_networks(seen, pairs, levels, sizes)
    same_device = _compare_devices(seen, pairs, levels, sizes)
    _compare_browsers(seen, left, right, same_device, levels, sizes)
    _compare_hours(seen, left, right, levels)
    _compare_places(seen, pairs, levels, sizes)
    return levels, sizes


def _shared(pairs: pl.DataFrame, uses: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per pair and value that both have, with the columns of the left and, under `_right`, the right."""
    return pairs.join(uses, left_on="left", right_on="unit").join(
        uses, left_on=["right", column], right_on=["unit", column], suffix="_right"
    )


def _both_have(uses: pl.DataFrame, size: int, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    has = np.zeros(size, np.bool_)
    has[uses["unit"].to_numpy()] = True
    return np.asarray(has[left] & has[right])


def _compare_networks(
    seen: Traces, pairs: pl.DataFrame, levels: Levels, sizes: npt.NDArray[np.float64]
) -> None:
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    levels[_both_have(seen.networks, len(seen), left, right), NETWORK] = 5
    by_night = pl.col("night") & pl.col("night_right")
    band = pl.when(pl.col("size") <= FEW).then(0).when(pl.col("size") <= SOME).then(1).otherwise(2)
    shared = (
        _shared(pairs, seen.networks, "network")
        .with_columns(band=band, level=pl.min_horizontal(2 * band + (~by_night).cast(pl.Int32), 4))
        .sort("pair", "level", "size", "network")
        .with_columns(order=pl.int_range(pl.len()).over("pair"))
    )
    best, further = shared.filter(pl.col("order") == 0), shared.filter(pl.col("order") == 1)
    at = best["pair"].to_numpy()
    levels[at, NETWORK], sizes[at, NETWORK] = best["level"].to_numpy(), best["size"].to_numpy()
    levels[at, FURTHER] = 3
    at = further["pair"].to_numpy()
    levels[at, FURTHER], sizes[at, FURTHER] = further["band"].to_numpy(), further["size"].to_numpy()


def _compare_devices(
    seen: Traces, pairs: pl.DataFrame, levels: Levels, sizes: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    levels[_both_have(seen.devices, len(seen), left, right), DEVICE] = 1
    at = _shared(pairs, seen.devices, "device")["pair"].unique().to_numpy()
    levels[at, DEVICE] = 0
    same: npt.NDArray[np.bool_] = levels[:, DEVICE] == 0
    return same


def _compare_browsers(
    seen: Traces,
    left: Ints,
    right: Ints,
    same_device: npt.NDArray[np.bool_],
    levels: Levels,
    sizes: npt.NDArray[np.float64],
) -> None:
    told = ~same_device & (seen.browser[left] > 0) & (seen.browser[right] > 0)
    same, system = seen.browser[left] == seen.browser[right], seen.system[left] == seen.system[right]
    levels[told, BROWSER] = np.where(same, 0, np.where(system, 1, 2))[told]
    sizes[told & same, BROWSER] = seen.browser_size[left][told & same]


def _compare_hours(seen: Traces, left: Ints, right: Ints, levels: Levels) -> None:
    """By the Bayes factor (bits) that both are draws from one rhythm rather than two (Dirichlet-multinomial)."""
    visits = seen.rhythm.sum(axis=1)
    told = (visits[left] >= _LEAST_VISITS) & (visits[right] >= _LEAST_VISITS)
    usual = seen.rhythm.sum(axis=0) + 1
    prior = _RHYTHM_STRENGTH * usual / usual.sum()
    a, b = seen.rhythm[left[told]], seen.rhythm[right[told]]
    bits = (_evidence(a + b, prior) - _evidence(a, prior) - _evidence(b, prior)) / np.log(2)
    levels[told, HOURS] = np.where(bits >= _ALIKE, 0, np.where(bits > _UNLIKE, 1, 2))


def _evidence(counts: npt.NDArray[np.float64], prior: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """log P(counts) of a Dirichlet-multinomial, without the coefficient that cancels in the ratio."""
    total = _log_rising(counts.sum(axis=1), float(prior.sum()))
    return np.asarray(sum(_log_rising(counts[:, i], prior[i]) for i in range(len(prior))) - total)


def _log_rising(counts: npt.NDArray[np.float64], start: float) -> npt.NDArray[np.float64]:
    """log of start (start+1) ... (start+count-1), by a table over the few distinct counts."""
    steps = np.concatenate([[0.0], np.cumsum(np.log(start + np.arange(int(counts.max(initial=0)) + 1)))])
    return np.asarray(steps[counts.astype(np.int64)])


def _compare_places(
    seen: Traces, pairs: pl.DataFrame, levels: Levels, sizes: npt.NDArray[np.float64]
) -> None:
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    levels[_both_have(seen.places, len(seen), left, right), PLACES] = 2
    best = _shared(pairs, seen.places, "place").group_by("pair").agg(pl.col("size").min()).sort("pair")
    at, size = best["pair"].to_numpy(), best["size"].to_numpy()
    levels[at, PLACES] = np.where(size <= _RARE_PLACE * max(int(seen.counts.sum()), 1), 0, 1)
    sizes[at, PLACES] = size
