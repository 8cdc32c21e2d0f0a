"""A model that Splink saved (`linker.misc.save_model_to_json`; versions 3, 4 and 5) as a place where training starts.

Splink's levels are SQL conditions, ours are named, so both are put into the same few grades of closeness (exact, near,
loose, part, swapped, other) and the m probability of a grade is shared among our levels of that grade as the shipped
probabilities share it. Splink tests levels from best to worst, so what it does not tell apart is in its ELSE level, and
our levels of such grades take their share from there. A comparison of several columns (forename and surname together)
is split into one of each. u probabilities and term frequencies are not taken: training counts them on the data.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.errors import BadInput
from app.matching.comparisons import Comparison
from app.matching.start import Start
from app.matching.training import shipped_m

Grade = Literal["exact", "near", "loose", "part", "swapped", "other"]
FieldOf = Callable[[str], str | None]
"""Field, or attribute, that a column holds; None where nobody knows."""

_NEIGHBOURS: dict[Grade, tuple[Grade, ...]] = {
    "exact": (),
    "near": ("loose",),
    "loose": ("near",),
    "part": ("loose", "near"),
    "swapped": (),
    "other": (),
}
"""Grades that stand in for one that a comparison of ours does not tell apart; at last it is "other"."""
_LEVELS: dict[str, Grade] = {
    "same mailbox": "exact",
    "sounds alike": "near",
    "one digit differs": "near",
    "similar": "near",
    "somewhat similar": "loose",
    "two parts agree": "loose",
    "within a month": "loose",
    "neighbouring years, no more known": "loose",
    "day and month swapped": "loose",
    "part of compound": "part",
    "shares a word": "part",
    "same local part": "part",
    "year agrees": "part",
    "swapped": "swapped",
}
"""Grades of our levels but the first, which is "exact"; what is not named here is "other"."""
_NAME_LEVELS: dict[str, Grade] = {"similar": "loose"}
_ADDRESS_FIELDS = ("postal_code", "street_address", "locality")
"""Columns of an address, the most telling first: one of Splink's comparisons can start our single one."""
_ADDRESS_LEVELS: dict[str, dict[str, Grade]] = {
    "postal_code": dict.fromkeys(
        (
            "same building",
            "similar street, same town",
            "same building, other unit",
            "same postcode, no street",
            "other street, same postcode",
        ),
        "exact",
    ),
    "street_address": {
        "same building": "exact",
        "same building, other unit": "exact",
        "same street, other town": "exact",
        "similar street, same town": "near",
    },
    "locality": dict.fromkeys(
        (
            "same building",
            "similar street, same town",
            "same building, other unit",
            "same postcode, no street",
            "same town, no street",
            "other street, same postcode",
            "other street, same town",
        ),
        "exact",
    ),
}

_COLUMN = re.compile(r"""["`\[]([^"`\]]+)_([lr])["`\]]|\b(\w+?)_([lr])\b""")
_SIMILARITY = re.compile(r"(jaro\w*|jaccard\w*|\w*cosine\w*)\s*\(.*>=?\s*([\d.]+)", re.IGNORECASE | re.DOTALL)
_EDITS = re.compile(r"(levenshtein\w*|edit_distance\w*)\s*\(.*<=?\s*([\d.]+)", re.IGNORECASE | re.DOTALL)
_TIME = re.compile(r"(epoch|unix|date|strp?time|timestamp).*<=?\s*([\d.]+)", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"regexp_extract|substr|left\s*\(|split_part", re.IGNORECASE)
_SHARED = re.compile(r"array|list_", re.IGNORECASE)
_DAYS = {"year": 365.25, "month": 30.4375, "day": 1.0, "epoch": 1 / 86400}


@dataclass(frozen=True, slots=True)
class _Read:
    """One of Splink's comparisons: per column the m probability of each grade."""

    name: str
    columns: Mapping[str, Mapping[Grade, float]]


def start_from_splink(
    content: Mapping[str, Any], name: str, comparisons: Sequence[Comparison], field_of: FieldOf
) -> Start:
    """A start from the settings that Splink saved, for the comparisons that the data allow.

    `name` says in errors what was read. Raises BadInput where the object is not such settings.
    """
    prior = content.get("probability_two_random_records_match")
    if prior is not None and not (isinstance(prior, float | int) and 0 < prior < 1):
        raise BadInput(f"{name} is damaged: probability_two_random_records_match is not between 0 and 1")
    known = {comparison.name: comparison for comparison in comparisons}
    m: dict[str, tuple[float, ...]] = {}
    left_out: list[str] = []
    wanted: list[tuple[str, str, Mapping[Grade, float]]] = []
    for read in _comparisons(content, name, left_out):
        for column, grades in read.columns.items():
            field = field_of(column)
            target = "address" if field in _ADDRESS_FIELDS else field
            if target is None or target not in known:
                why = f"no comparison of {field.removeprefix('x_')} here" if field else "no known column"
                left_out.append(f"{read.name} ({column}): {why}")
            else:
                wanted.append((field or "", f"{read.name} ({column})", grades))
    for field, label, grades in sorted(wanted, key=lambda item: _rank(item[0])):
        target = "address" if field in _ADDRESS_FIELDS else field
        if target in m:
            left_out.append(f"{label}: {target} is one comparison here and has its start already")
        else:
            m[target] = _shared_out(grades, known[target], field)
    return Start(f"Splink's {name}", m, float(prior) if prior else None, tuple(left_out))


def _rank(field: str) -> int:
    return _ADDRESS_FIELDS.index(field) if field in _ADDRESS_FIELDS else 0


def _shared_out(grades: Mapping[Grade, float], comparison: Comparison, field: str) -> tuple[float, ...]:
    """m probabilities of our levels, from those of grades.

    Names across the columns are weighed once here, at the given name: for the family name they do not count at all.
    """
    ours = [_grade_of(level, number, field) for number, level in enumerate(comparison.levels)]
    told = {grade for grade, chance in grades.items() if chance > 0}
    ours = [grade if grade in told else _stand_in(grade, told) for grade in ours]
    mass: dict[Grade, float] = {}
    for grade, chance in grades.items():
        if grade == "swapped" and grade not in ours:
            continue
        taker = grade if grade in ours else _stand_in(grade, set(ours))
        mass[taker] = mass.get(taker, 0.0) + chance
    usual = shipped_m(comparison)
    weight = {grade: sum(usual[i] for i, other in enumerate(ours) if other == grade) for grade in set(ours)}
    m = [max(mass.get(grade, 0.0) * usual[i] / weight[grade], 1e-6) for i, grade in enumerate(ours)]
    return tuple(float(value / sum(m)) for value in m)


def _stand_in(grade: Grade, there: set[Grade]) -> Grade:
    return next((other for other in _NEIGHBOURS[grade] if other in there), "other")


def _grade_of(level: str, number: int, field: str) -> Grade:
    if number == 0:
        return "exact"
    if field in _ADDRESS_LEVELS:
        return _ADDRESS_LEVELS[field].get(level, "other")
    names = _NAME_LEVELS if field in ("given_name", "family_name") else {}
    return names.get(level) or _LEVELS.get(level, "other")


def _comparisons(content: Mapping[str, Any], name: str, left_out: list[str]) -> list[_Read]:
    found = []
    for number, comparison in enumerate(_list(content, "comparisons", name)):
        levels = _list(comparison, "comparison_levels", f"{name}: comparison {number + 1}")
        label = str(comparison.get("output_column_name") or f"comparison {number + 1}")
        if any(not isinstance(level, dict) or "sql_condition" not in level for level in levels):
            raise BadInput(f"{name} is damaged: a level of {label} has no sql_condition")
        levels = [level for level in levels if not level.get("is_null_level")]
        if not any(level.get("m_probability") for level in levels):
            left_out.append(f"{label}: has no m probabilities, Splink did not train it")
            continue
        found.append(_Read(label, _by_column(label, levels, name, left_out)))
    return found


def _list(content: Any, key: str, name: str) -> list[Any]:
    found = content.get(key) if isinstance(content, Mapping) else None
    if not isinstance(found, list):
        raise BadInput(f"{name} is no model that Splink saved: no list `{key}`")
    return found


def _by_column(
    label: str, levels: Sequence[Mapping[str, Any]], name: str, left_out: list[str]
) -> dict[str, dict[Grade, float]]:
    """The m probability of each grade, column by column. What a level does not speak of is "other" there."""
    named = [_grades(str(level["sql_condition"])) for level in levels]
    columns = list(dict.fromkeys(column for grades in named for column in grades))
    # One column that is both put together (`first_name_surname_concat`): what holds for it holds for each.
    whole = [column for column in columns if len(columns) > 2 and _joins(column, columns)]
    parts = [column for column in columns if column not in whole]
    found: dict[str, dict[Grade, float]] = {column: {} for column in parts}
    for level, grades in zip(levels, named, strict=True):
        chance = level.get("m_probability", 0.0) or 0.0
        if not isinstance(chance, float | int) or not 0 <= chance <= 1:
            raise BadInput(f"{name} is damaged: an m_probability of {label} is not between 0 and 1")
        if not grades and str(level["sql_condition"]).strip().upper() != "ELSE":
            left_out.append(
                f"{label}: {level.get('label_for_charts', 'a level')!r} is not understood, taken as different"
            )
        joint = next((grades[column] for column in whole if column in grades), None)
        for column in parts:
            grade = joint or grades.get(column, "other")
            found[column][grade] = found[column].get(grade, 0.0) + chance
    return found


def _joins(column: str, columns: Sequence[str]) -> bool:
    return sum(other in column for other in columns if other != column) > 1


def _grades(condition: str) -> dict[str, Grade]:
    """How close a condition asks each column to be; columns it does not name are not in the answer."""
    found: dict[str, Grade] = {}
    for part in _conjuncts(condition):
        sides = [(quoted or plain, side or bare) for quoted, side, plain, bare in _COLUMN.findall(part)]
        left = {column for column, side in sides if side == "l"}
        right = {column for column, side in sides if side == "r"}
        grade: Grade | None = "swapped" if left and right and not left & right else _grade(part)
        if grade:
            found |= dict.fromkeys(sorted(left | right), grade)
    return found


def _grade(part: str) -> Grade | None:
    similar, edits, period = _SIMILARITY.search(part), _EDITS.search(part), _TIME.search(part)
    if similar:
        least = float(similar[2])
        return "near" if least >= 0.9 else "loose" if least >= 0.8 else "other"
    if edits:
        most = float(edits[2])
        return "near" if most <= 1 else "loose" if most <= 2 else "other"
    if period:
        unit = next((days for word, days in _DAYS.items() if word in part.lower()), 1.0)
        days = float(period[2]) * unit
        return "loose" if days <= 31 else "part" if days <= 366 else "other"
    if _PART.search(part) and "=" in part:
        return "part"
    near = "<" in part or ">" in part
    if _SHARED.search(part) or ("=" in part and not near):
        return "exact"
    return "loose" if near else None


def _conjuncts(condition: str) -> list[str]:
    """The parts of `(a) AND (b)`, split outside of brackets; quotes may hold anything."""
    parts, depth, start, quote = [], 0, 0, ""
    for place, character in enumerate(condition):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"`":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif depth == 0 and condition[place : place + 5].upper() == " AND ":
            parts.append(condition[start:place])
            start = place + 5
    return [*parts, condition[start:]]
