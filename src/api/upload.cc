// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/upload.h"

namespace zonecast::api {
namespace {

class SettledUpload final : public http::BodyReceiver {
 public:
  SettledUpload(http::Response response, Remainder remainder)
      : response_(std::move(response)), remainder_(remainder) {}
  bool write(std::string_view) override { return remainder_ == Remainder::drained; }
  http::Response finish(bool) override { return std::move(response_); }

 private:
  http::Response response_;
  Remainder remainder_;
};

}  // namespace

std::unique_ptr<http::BodyReceiver> settled_upload(http::Response response, Remainder remainder) {
  return std::make_unique<SettledUpload>(std::move(response), remainder);
}

}  // namespace zonecast::api
