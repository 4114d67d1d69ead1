"""Every channel's data file is whole, dated and says where it is from."""

from __future__ import annotations

from datetime import date

import pytest

from evidence_keeper.complaint import channel_keys, load
from evidence_keeper.errors import InputError


def test_the_seven_channels_are_there() -> None:
    assert set(channel_keys()) == {"12315", "xiaoxie", "12300", "12321", "isc", "12305", "12378"}


@pytest.mark.parametrize("key", channel_keys())
def test_a_channel_says_what_it_is_and_how_well_that_is_known(key: str) -> None:
    channel = load(key)
    assert channel.key == key
    assert isinstance(channel.as_of, date)
    assert channel.confidence in {"high", "medium", "low"}
    assert channel.source
    assert channel.title.endswith("书")
    assert channel.respondent == f"被{channel.complainant}"
    assert channel.requests.startswith(channel.title[:2])
    assert channel.ask.endswith("。")


@pytest.mark.parametrize("key", ["nowhere", "", "../12315", "12315.toml", "12315/../12315"])
def test_an_unknown_channel_is_said(key: str) -> None:
    with pytest.raises(InputError) as caught:
        load(key)
    assert caught.value.code == "channel_unknown"
