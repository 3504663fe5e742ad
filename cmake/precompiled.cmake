# The standard library and the test frameworks, parsed once and not in each of several hundred sources: a third of the
# time of a cold build went there. zc_precompile(TARGET standard_library | test_frameworks)

# A library and a program, as those that use them are: position-independent code is of two kinds.
add_library(zc_precompiled_standard_library STATIC ${CMAKE_CURRENT_LIST_DIR}/precompiled.cc)
if(ZC_TESTS)
  add_executable(zc_precompiled_test_frameworks ${CMAKE_CURRENT_LIST_DIR}/precompiled.cc)
  target_link_libraries(zc_precompiled_test_frameworks PRIVATE GTest::gmock GTest::gtest_main)
  target_compile_options(zc_precompiled_test_frameworks PRIVATE -O0)
endif()
foreach(headers standard_library test_frameworks)
  if(TARGET zc_precompiled_${headers})
    target_link_libraries(zc_precompiled_${headers} PRIVATE zc_options)
    # In angle brackets: CMake writes any other form down with the folder of the checkout in it, and then no clone could
    # use what another has compiled.
    target_include_directories(zc_precompiled_${headers} PRIVATE ${CMAKE_CURRENT_LIST_DIR})
    target_precompile_headers(zc_precompiled_${headers} PRIVATE <${headers}.h>)
  endif()
endforeach()

function(zc_precompile target headers)
  target_precompile_headers(${target} REUSE_FROM zc_precompiled_${headers})
endfunction()
