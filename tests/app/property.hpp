// Properties whose every try costs a database: as many tries as there is time for.
#pragma once

#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>

namespace intersession::test {

/// Fails the running test unless `property` holds for `tries` random inputs. (RC_PARAMS sets the seed.)
template <class Property>
void holds(int tries, const Property& property) {
  auto params = rc::detail::configuration().testParams;
  params.maxSuccess = tries;
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  rc::detail::TestMetadata metadata;
  metadata.id = std::string(info->test_suite_name()) + "/" + info->name();
  metadata.description = info->name();
  const auto result = rc::detail::checkTestable(property, metadata, params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  FAIL() << text.str();
}

}  // namespace intersession::test
