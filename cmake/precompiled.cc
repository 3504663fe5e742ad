// SPDX-License-Identifier: GPL-3.0-or-later
// Source of the targets whose precompiled headers the others use.
int main() {}
