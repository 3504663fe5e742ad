// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/asio_and_beast.h"

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
