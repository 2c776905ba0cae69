"""Who a request comes from, and who holds a token."""

import pytest

from server.clients import client, networks
from server.settings import Settings, SettingsError, from_environment, to_environment

SECRET = "a-long-and-random-token-0123456789"


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("192.0.2.7", "", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "10.0.0.0/8", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "10.0.0.1", "198.51.100.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1", "10.0.0.1"),
        ("::1", "[2001:db8:1:2:3::4]:80", "::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "198.51.100.1", "10.0.0.1", "198.51.100.1"),
        ("", "198.51.100.1", "10.0.0.1", ""),
    ],
)
def test_a_proxy_is_believed_as_far_as_it_is_trusted(
    remote: str, forwarded: str, trusted: str, expected: str
) -> None:
    assert client(remote, forwarded, networks(trusted)) == expected


def test_what_is_no_network_is_no_setting() -> None:
    with pytest.raises(SettingsError):
        Settings(trusted_proxies="the proxy")
    given = {"LIFEMATTERS_TRUSTED_PROXIES": "127.0.0.1, ::1", "LIFEMATTERS_TOKEN": SECRET}
    chosen = from_environment(given)
    assert from_environment(to_environment(chosen)) == chosen
    assert SECRET not in repr(chosen)
