"""The centre's address is judged before anything is made, kept once the centre has answered, and can be repaired."""

from pathlib import Path

import pytest

from desk_app.main import SettingsRefusedError, connect_at, open_at
from desk_app.presenters.words import words_for
from desk_app.settings import read_settings
from desk_app.sync.http_centre import NotAnAddressError
from tests.cli.calls import Call
from tests.helpers.centre import RunningCentre

NO_ADDRESS = "Это не адрес центра: нужен адрес вида https://centre.example."


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The settings file of the desk that `desk` calls."""
    return tmp_path / "desk" / "settings.toml"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://x", NO_ADDRESS),
        ("centre.example", NO_ADDRESS),
        ("https://", NO_ADDRESS),
        ("https://centre.example:port", NO_ADDRESS),
        ("https://[x", NO_ADDRESS),
        ("", NO_ADDRESS),
        ("http://centre.example", "Адрес без защиты (http) не принимается: нужен https."),
    ],
)
def test_an_address_that_will_not_do_is_refused_and_nothing_is_made(
    desk: Call, settings: Path, address: str, said: str
) -> None:
    code, told = desk("enrol", "--centre", address, "ABCD-EFGH-JKLM")
    assert (code, told["what"]) == (1, said)
    assert not settings.parent.exists()


def test_an_address_is_kept_only_after_the_centre_has_answered_there(
    desk: Call, centre: RunningCentre, settings: Path
) -> None:
    assert desk("enrol", "--centre", "http://127.0.0.1:9", "ABCD-EFGH-JKLM")[0] == 1
    assert desk("enrol", "--centre", centre.url, "ABCD-EFGH-JKLM")[1]["refused"] == "CentreRefusedError"
    assert not settings.exists()
    assert desk("enrol", "--centre", f"{centre.url}/", centre.invite(trust=False))[1]["state"] == "pending"
    assert read_settings(settings.parent).centre_url == centre.url


@pytest.mark.parametrize("bad", ['centre_url = "ftp://x"', "centre_url = 5", 'centre_url = "http://centre.example"'])
def test_enrolling_repairs_an_address_that_is_bad(
    enrolled: Call, centre: RunningCentre, settings: Path, bad: str
) -> None:
    settings.write_text(bad)
    assert enrolled("sync")[0] == 1
    assert enrolled("enrol", "--centre", "http://127.0.0.1:9", "ABCD")[0] == 1
    assert settings.read_text() == bad
    assert enrolled("enrol", "--centre", centre.url, "ABCD")[1]["state"] == "granted"
    assert enrolled("sync")[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("centre_url = [", "settings.toml не читается: это не TOML в UTF-8."),
        ('colour = "red"', "параметра «colour» нет."),
        ("zone = 5", "значение «zone» должно стоять в кавычках."),
        ('centre_url = "x"', "«centre_url» не адрес: нужен адрес вида https://centre.example."),
        (
            'key_slot = "x"\nslip_form = "a4"',
            "«key_slot» бывает только auto, vault, file; «slip_form» бывает только roll80, a6.",
        ),
    ],
)
def test_what_is_wrong_with_the_settings_is_said_in_russian(desk: Call, settings: Path, text: str, said: str) -> None:
    settings.parent.mkdir()
    settings.write_text(text)
    told = desk("status")[1]
    assert told["what"] == f"Файл настроек содержит ошибку: {said}"
    with pytest.raises(SettingsRefusedError) as refused:
        open_at(settings.parent)  # as the window does
    assert words_for(refused.value).what == told["what"]


def test_the_window_judges_an_address_as_the_command_does(settings: Path) -> None:
    with pytest.raises(NotAnAddressError):
        connect_at(settings.parent, "ftp://x")
    assert not settings.parent.exists()
