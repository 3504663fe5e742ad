# Boost.JSON from its headers, compiled once: components that speak JSON list zc_boost_json under LIBRARIES.
add_library(zc_boost_json STATIC ${CMAKE_CURRENT_LIST_DIR}/boost_json.cc)
target_link_libraries(zc_boost_json PUBLIC Boost::headers)
if(ZC_SANITIZE)
  target_compile_options(zc_boost_json PUBLIC -fsanitize=${ZC_SANITIZE})
endif()
