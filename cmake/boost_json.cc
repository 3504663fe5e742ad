// SPDX-License-Identifier: GPL-3.0-or-later
// Boost.JSON's bodies, compiled once for all who use it: Debian's library of it is one package more
// and would be linked at run time.
#include <boost/json/src.hpp>
