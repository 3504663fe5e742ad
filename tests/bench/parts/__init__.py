# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of `make bench`, one file each, each with run(bed) that returns a Result."""
