# SPDX-License-Identifier: GPL-3.0-or-later
"""The running server and the four real secondaries as Python objects; nothing here asserts anything by itself."""
