import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from app.standardise.email import _checked, mailbox_key, standardise_email
from app.standardise.quality import EMPTY, Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jean.DUPONT@Gmail.com", "jean.dupont@gmail.com"),
        ("  j.dupont+news@orange.fr ", "j.dupont+news@orange.fr"),
        ("mailto:anne@le-gall.bzh", "anne@le-gall.bzh"),
        ("Anne Le Gall <anne@le-gall.bzh>", "anne@le-gall.bzh"),
        ("zoe@exämple.fr", "zoe@xn--exmple-cua.fr"),
        ("dupont@dupont.fr", "dupont@dupont.fr"),
        ("martin1980@free.fr", "martin1980@free.fr"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk"),
    ],
)
def test_valid(text: str, value: str) -> None:
    standard = standardise_email(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jean dupont@orange.fr", "jeandupont@orange.fr"),
        ("jean.dupont@orange,fr", "jean.dupont@orange.fr"),
        ("jean@gmial.com", "jean@gmail.com"),
        ("jean@hotmial.fr", "jean@hotmail.fr"),
        ("jean@gmail", "jean@gmail.com"),
        ("jean@gmail.con", "jean@gmail.com"),
        ("jean@free.fr.", "jean@free.fr"),
        ("jean@@free.fr", "jean@free.fr"),
        ("jean..dupont@free.fr", "jean.dupont@free.fr"),
        ("jean.@free.fr", "jean@free.fr"),
        ("jean(at)free.fr", "jean@free.fr"),
        ("jean arobase free.fr", "jean@free.fr"),
        ("jean@free.fr; jeanne@free.fr", "jean@free.fr"),
        ("frédéric@free.fr", "frederic@free.fr"),
        ("jean@yopmail.com", "jean@yopmail.com"),
        ("contact.durand@free.fr", "contact.durand@free.fr"),
    ],
)
def test_repaired_or_doubtful(text: str, value: str) -> None:
    standard = standardise_email(text)
    assert (standard.value, standard.quality) == (value, Quality.DOUBTFUL)
    assert standard.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("jean.dupont", "no @"),
        ("@free.fr", "not an address"),
        ("jean@", "not an address"),
        ("a|b@free.fr", "not an address"),
        ("noreply@shop.fr", "names nobody"),
        ("no-reply@shop.fr", "names nobody"),
        ("ne-pas-repondre@shop.fr", "names nobody"),
        ("no@mail.fr", "names nobody"),
        ("test@test.fr", "names nobody"),
        ("test12@gmail.com", "names nobody"),
        ("a@a.fr", "names nobody"),
        ("xxx@xxx.com", "names nobody"),
        ("aucun@free.fr", "names nobody"),
        ("nomail@nomail.com", "names nobody"),
        ("jean@nomail.com", "names nobody"),
        ("info@dupont.fr", "role account"),
        ("contact@dupont.fr", "role account"),
        ("accueil@mairie.fr", "role account"),
        ("compta2@dupont.fr", "role account"),
    ],
)
def test_junk(text: str, reason: str) -> None:
    standard = standardise_email(text)
    assert (standard.value, standard.quality, standard.reason) == (None, Quality.JUNK, reason)


def test_nothing_delivered() -> None:
    assert standardise_email("  ") == EMPTY


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("j.dupont+news@gmail.com", "jdupont@googlemail.com"),
        ("jean+a@outlook.com", "jean@outlook.com"),
        ("jean-dupont@pm.me", "jeandupont@proton.me"),
        ("jean@me.com", "jean@icloud.com"),
        ("jean@wanadoo.fr", "jean@orange.fr"),
    ],
)
def test_one_mailbox(a: str, b: str) -> None:
    assert mailbox_key(a) == mailbox_key(b)


@pytest.mark.parametrize(
    ("a", "b"), [("j.dupont@free.fr", "jdupont@free.fr"), ("jean@outlook.com", "jean@hotmail.com")]
)
def test_two_mailboxes(a: str, b: str) -> None:
    assert mailbox_key(a) != mailbox_key(b)


def test_no_mailbox() -> None:
    assert mailbox_key("jean") == mailbox_key("") == ""


_WORD = st.text('ab0.-_+é!@" ', max_size=8)
_DOMAINS = st.sampled_from(
    [
        "x.fr",
        "gmail.com",
        "x",
        "test",
        "a.test",
        "localhost",
        "x..fr",
        "-x.fr",
        "é.fr",
        "[1.2.3.4]",
        "x.123",
        "x.fr.",
    ]
)


@settings(max_examples=500)
@given(st.builds("{}@{}".format, _WORD | st.just("a" * 65), _DOMAINS | _WORD) | st.emails() | _WORD)
def test_an_address_whose_domain_is_known_is_checked_as_any_other(address: str) -> None:
    """A plain one is not handed to the library as a whole."""
    text = address.lower()
    try:
        checked = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        assert _checked(text) is None
    else:
        assert _checked(text) == (checked.local_part, checked.ascii_domain or checked.domain)
