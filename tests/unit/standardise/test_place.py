import pytest

from app.standardise.place import standardise_country, standardise_locality, standardise_postal_code
from app.standardise.quality import Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PARIS 11e", "paris"),
        ("Paris 11", "paris"),
        ("Paris 1er arrondissement", "paris"),
        ("75011 Paris", "paris"),
        ("LYON CEDEX 03", "lyon"),
        ("St-Étienne", "saint etienne"),
        ("Ste Foy lès Lyon", "sainte foy les lyon"),
        ("Châlons s/ Marne", "chalons sur marne"),
        ("Châlons-s/Marne", "chalons sur marne"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Le Mans (72)", "le mans"),
        ("St Albans", "saint albans"),
        ("King's Lynn", "king s lynn"),
        ("Köln", "koln"),
    ],
)
def test_locality(text: str, value: str) -> None:
    standard = standardise_locality(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize("text", ["75011", "n/a", "xxx", "cedex", "?"])
def test_junk_locality(text: str) -> None:
    assert standardise_locality(text).quality is Quality.JUNK


@pytest.mark.parametrize(
    ("text", "country", "value", "quality"),
    [
        ("75011", "FR", "75011", Quality.VALID),
        ("75 011", "FR", "75011", Quality.VALID),
        ("F-75011", "FR", "75011", Quality.VALID),
        ("75011.0", "FR", "75011", Quality.VALID),
        ("97410", "RE", "97410", Quality.VALID),
        ("1000", "FR", "01000", Quality.DOUBTFUL),
        ("99123", "FR", "99123", Quality.DOUBTFUL),
        ("750111", "FR", "750111", Quality.DOUBTFUL),
        ("ta20 3aa", "FR", "TA203AA", Quality.VALID),
        ("sw1a 2aa", "GB", "SW1A2AA", Quality.VALID),
        ("sw1a", "GB", "SW1A", Quality.DOUBTFUL),
        ("1000", "BE", "1000", Quality.VALID),
        ("2222", "AU", "2222", Quality.VALID),
        ("99999", "FR", None, Quality.JUNK),
        ("1012 ab", "NL", "1012AB", Quality.VALID),
        ("62704-1234", "US", "627041234", Quality.VALID),
        ("0150", "NO", "0150", Quality.VALID),
        ("00000", "FR", None, Quality.JUNK),
        ("n/a", "FR", None, Quality.JUNK),
        ("Paris", "FR", None, Quality.JUNK),
        ("12345678901", "FR", None, Quality.JUNK),
    ],
)
def test_postal_code(text: str, country: str, value: str | None, quality: Quality) -> None:
    standard = standardise_postal_code(text, country)
    assert (standard.value, standard.quality) == (value, quality)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "FR"), ("fr", "FR"), ("FRA", "FR"), ("Royaume-Uni", "GB"), ("UK", "GB"), ("Angleterre", "GB"),
        ("États-Unis", "US"), ("USA", "US"), ("Allemagne", "DE"), ("Germany", "DE"), ("Deutschland", None),
        ("Côte d'Ivoire", "CI"), ("La Réunion", "RE"), ("Belgique", "BE"), ("SUISSE", "CH"), ("Pays-Bas", "NL"),
        ("Corée du Sud", "KR"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("Atlantis", None),
    ],
)  # fmt: skip
def test_country(text: str, code: str | None) -> None:
    standard = standardise_country(text)
    assert (standard.value, standard.quality) == (code, Quality.VALID if code else Quality.JUNK)
