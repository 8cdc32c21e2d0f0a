"""Commands of stewards refuse what they cannot mean before they open anything."""

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.errors import BadInput


@pytest.mark.parametrize(
    "command",
    [
        ["unmerge"],
        ["unmerge", "ind_1"],
        ["unmerge", "ind_1", "shop:1", "--undo", "act_1"],
    ],
)
def test_what_is_asked_has_to_be_one_thing(command: list[str]) -> None:
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, BadInput)


def test_a_verdict_is_one_of_three() -> None:
    done = CliRunner().invoke(app, ["verdict", "a", "b", "maybe"])
    assert done.exit_code == 2
    assert "must-link" in done.output
