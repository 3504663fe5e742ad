# SPDX-License-Identifier: GPL-3.0-or-later
"""A secondary that the test plays itself: it takes NOTIFYs on UDP and answers as it is told, or not at all."""

import socket
import time

import dns.flags
import dns.message
import dns.rcode

from .process import free_port


class Anybody:
    """A row of primary.secondaries for a client on loopback that listens nowhere."""
    address = "127.0.0.1"
    port = 9


class FakeSecondary:
    def __init__(self, address="127.0.0.1", key=None):
        self.address = address
        self.port = free_port()
        self.key = key
        self.socket = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, self.port))
        self.peer = None

    def receive(self, timeout_s=5):
        """The next NOTIFY, or None."""
        self.socket.settimeout(timeout_s)
        try:
            wire, self.peer = self.socket.recvfrom(65535)
        except TimeoutError:
            return None
        self.received_at = time.monotonic()
        return dns.message.from_wire(wire, keyring=self.key.keyring() if self.key else None)

    def answer(self, notify, rcode=dns.rcode.NOERROR, id=None):
        answer = dns.message.make_response(notify)
        answer.flags |= dns.flags.AA
        answer.set_rcode(rcode)
        if id is not None:
            answer.id = id
        self.socket.sendto(answer.to_wire(), self.peer)

    def receive_and_answer(self, timeout_s=5, rcode=dns.rcode.NOERROR):
        notify = self.receive(timeout_s)
        if notify is not None:
            self.answer(notify, rcode)
        return notify

    def drain(self, quiet_s=0.3):
        """Answers what is under way until nothing comes any more."""
        while self.receive_and_answer(quiet_s) is not None:
            pass

    def close(self):
        self.socket.close()
