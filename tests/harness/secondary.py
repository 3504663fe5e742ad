# SPDX-License-Identifier: GPL-3.0-or-later
"""What the four secondaries have in common: which zones they follow, and the questions that tests ask them."""

from typing import NamedTuple, Optional

from . import dns_client
from .dns_client import TsigKey, server_address
from .process import Daemon, free_port


class Followed(NamedTuple):
    zone: str                       # without final dot; "." for the root
    primary: tuple                  # (address, port)
    key: Optional[TsigKey]          # signs its requests
    notify_keys: tuple              # one of these is demanded on NOTIFY; empty: none is
    ixfr: bool


class Secondary(Daemon):
    """A real name server in its own folder, on a free port of one loopback address, run as the user who tests."""

    kind = ""
    keeps_case = False  # of owner names, in what it transfers on

    def __init__(self, folder, family=4):
        super().__init__(folder)
        self.family = family
        self.address = "127.0.0.1" if family == 4 else "::1"
        self.port = free_port()
        self.zones = {}

    def __repr__(self):
        return f"{self.kind} on {self.address} port {self.port}"

    # What to follow.

    def follow(self, zone, primary, key=None, notify_key=None, ixfr=True):
        """From now on a secondary for `zone` (a name, or an object with a name); starts, or starts again."""
        self.add(zone, primary, key, notify_key, ixfr)
        if self.is_running():
            self.stop()
        self.start()

    def add(self, zone, primary, key=None, notify_key=None, ixfr=True):
        """As follow(), without starting. `notify_key` may be a list: one of them is demanded."""
        name = zone_name(zone)
        notify_keys = tuple(notify_key) if isinstance(notify_key, list) else (notify_key,) if notify_key else ()
        self.zones[name] = Followed(name, server_address(primary), key, notify_keys, ixfr)

    def keys(self):
        return sorted({key for z in self.zones.values() for key in (z.key, *z.notify_keys) if key})

    # Life.

    def configure(self):
        raise NotImplementedError

    def start(self):
        self.configure()
        self.spawn()
        self.wait_until(self.answers, "answers")

    def answers(self):
        """Anything at all comes back: the sockets are open."""
        try:
            dns_client.ask(self, "version.bind", "TXT", timeout_s=0.3)
        except dns_client.dns.exception.Timeout:
            return False
        except (dns_client.dns.exception.DNSException, OSError) as error:
            return not isinstance(error, ConnectionError)
        return True

    # Questions.

    def serial(self, zone):
        return dns_client.serial_of(self, zone_name(zone))

    def wait_for_serial(self, zone, serial, timeout_s=30):
        self.wait_until(lambda: self.serial(zone) == serial,
                        f"has {zone_name(zone)} at {serial}, now at {self.serial(zone)}", timeout_s)

    def contents(self, zone):
        """The zone as this server transfers it on."""
        return dns_client.contents(self, zone_name(zone))

    def transfers(self, zone):
        """How it got the zone so far, in order, from its own log: "AXFR" or "IXFR" each."""
        raise NotImplementedError

    def transferred_by(self, zone):
        """How it got the zone the last time."""
        kinds = self.transfers(zone)
        return kinds[-1] if kinds else None


def zone_name(zone):
    return zone if isinstance(zone, str) else zone.name


def absolute(name):
    return "." if name == "." else name + "."
