# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that the tests start: found by name, logged into their own folder, dead when the tests are."""

import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import time

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Daemon:
    """One process in the foreground with a folder and a log. Subclasses say how to start it and when it is up."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.log_path = folder / "log"
        self.process = None

    def arguments(self):
        raise NotImplementedError

    def environment(self):
        return None

    def spawn(self):
        assert self.process is None, "already running"
        arguments = [str(part) for part in self.arguments()]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.folder, env=self.environment(), preexec_fn=die_with_us)

    def stop(self, patience_s=10):
        """Ends it as an operator would; returns its exit status."""
        return self._end(signal.SIGTERM, patience_s)

    def kill(self):
        """Ends it as a power cut would."""
        return self._end(signal.SIGKILL, 10)

    def _end(self, signal_number, patience_s):
        process, self.process = self.process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(signal_number)
            try:
                process.wait(patience_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                if signal_number != signal.SIGKILL:
                    raise AssertionError(f"{self} did not stop within {patience_s} s\n{self.log_tail()}") from None
        return process.returncode

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log_tail(self, lines=30):
        return f"--- {self.log_path}\n" + "\n".join(self.log().splitlines()[-lines:])

    def wait_until(self, true, what, timeout_s=20):
        """Waits until true() holds; fails with the end of the log when it does not, or when the process ended."""
        wait_until(true, f"{self}: {what}", timeout_s, self)


def wait_until(true, what, timeout_s=20, daemon=None):
    deadline = time.monotonic() + timeout_s
    pause_s = 0.01
    while True:
        value = true()
        if value:
            return value
        tail = "\n" + daemon.log_tail() if daemon else ""
        if daemon is not None and not daemon.is_running():
            raise AssertionError(f"{what}: it is not running{tail}")
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {timeout_s} s{tail}")
        time.sleep(pause_s)
        pause_s = min(0.1, pause_s * 1.3)


def program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    assert path, f"{name} is not installed: run scripts/setup"
    return path


def die_with_us():
    os.setpgid(0, 0)
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


_given = set()


def free_port():
    """A port free for UDP and TCP on both loopbacks, below the range from which the kernel takes its own."""
    for _ in range(1000):
        port = random.SystemRandom().randrange(10000, 30000)
        if port not in _given and all(_is_free(port, *where) for where in _everywhere()):
            _given.add(port)
            return port
    raise AssertionError("no free port")


def _everywhere():
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    places = [(socket.AF_INET, "127.0.0.1")] + ([(socket.AF_INET6, "::1")] if has_ipv6() else [])
    return [(family, address, kind) for family, address in places for kind in kinds]


def _is_free(port, family, address, kind):
    try:
        with socket.socket(family, kind) as probe:
            probe.bind((address, port))
    except OSError:
        return False
    return True


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
