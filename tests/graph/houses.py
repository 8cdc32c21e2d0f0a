"""The houses that random histories are of: what their models weigh, and how much their limits allow."""

from app.matching.model import ComparisonWeights, Level, MatchModel
from app.matching.shipped import shipped_model
from tests.graph.arrivals import BIRTHS, EMAILS

LIMITS = """
[people_per_value]
email = 2
phone = 3
cookie = 2
device = 2
ip = 3
address = 3
external_id = 2
national_id = 2
[junk]
email = ["*@dupont-sas.fr"]
phone = ["+33142345678"]
"""
"""Of a house where few may share a value, and some values are junk."""
CAUTIOUS = f"""{LIMITS}
[held_back]
component = 3
merged_people = 1
"""
"""Of one where a steward looks at much of what comes."""
SHIPPED = shipped_model()
SIZED = SHIPPED.model_copy(update={"sizes": (-1.0, 2.0, -3.0, -5.0, -6.0, -6.0), "prior": SHIPPED.prior / 8})
"""Where most people have two records, as a model may have learned: less than even odds join two that are alone."""
_TABLES = {
    "given_name": ("jean", "jeanne", "marie", "robert", "elodie"),
    "family_name": ("martin", "marten", "le gall", "petit", "roux"),
    "birth_date": BIRTHS[1:],
    "email": EMAILS[2:],
    "phone": ("+33612345678", "+33698765432"),
    "address": (
        "75011/paris/12 rue oberkampf/",
        "75011/paris/12 rue oberkampf/apt 4",
        "69002/lyon/3 place bellecour/",
        *("75011///", "69002///", "/paris//", "/lyon//"),
    ),
}


def learned(model: MatchModel) -> MatchModel:
    """As if on people of these histories: its tables list what they have in common, until the last of them goes."""
    comparisons = (
        item.model_copy(update={"frequencies": dict.fromkeys(_TABLES[item.name], 0.02)})
        if item.name in _TABLES
        else item
        for item in model.comparisons
    )
    return model.model_copy(
        update={"comparisons": tuple(comparisons), "homes": model.homes and learned(model.homes)}
    )


LEARNED = learned(SHIPPED)
_YES_OR_NO = (Level(name="shared", m=0.9, u=0.01), Level(name="different", m=0.1, u=0.99))
_CHOICE = (Level(name="same", m=0.8, u=0.4), Level(name="different", m=0.2, u=0.6))
HOUSED = LEARNED.model_copy(
    update={
        "household_columns": ("foyer", "loyalty"),
        "comparisons": (
            *LEARNED.comparisons,
            ComparisonWeights(name="household_id", levels=_YES_OR_NO, home_share=0.8),
            ComparisonWeights(name="x_segment", levels=_CHOICE, home_share=0.5),
        ),
    }
)
"""Of a house where columns name households, and that weighs columns of its own."""
