# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a secondary has what the primary has."""

from .dns_client import differences


def missing_or_extra(expected, secondary, zone):
    """Record by record: owner, TTL, type, RDATA. BIND keeps the letter case of owners, so with it they are compared as
    they are; the others serve owners in lower case, whatever they were sent."""
    theirs = secondary.contents(zone)
    if not secondary.keeps_case:
        expected, theirs = [r.folded() for r in expected], [r.folded() for r in theirs]
    return differences(expected, theirs)
