# Build options, warnings and sanitizers, for every target.
option(ZC_TESTS "Build the unit and property tests" ON)
option(ZC_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(ZC_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")
option(ZC_CONSOLE "Build the web console and embed it (needs npm)" ON)
option(ZC_IPSEC_MB "Compute MACs of several transfers at once by libipsec-mb 1.3 (amd64), when its header is here" ON)
option(ZC_FAILPOINTS "Compile the failpoints of the recovery tests in" ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Paths relative to the checkout, so that clones share one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

add_library(zc_options INTERFACE)
target_compile_options(zc_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -fno-omit-frame-pointer)
option(ZC_WERROR "Treat warnings as errors" ON)
if(ZC_WERROR)
  target_compile_options(zc_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside its own headers at -O2.
  target_compile_options(zc_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
    -Wno-stringop-overread -Wno-maybe-uninitialized -Wno-dangling-pointer)
endif()
if(ZC_SANITIZE)
  target_compile_options(zc_options INTERFACE -fsanitize=${ZC_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(zc_options INTERFACE -fsanitize=${ZC_SANITIZE})
endif()
if(ZC_FUZZ)
  target_compile_options(zc_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(ZC_FAILPOINTS)
  target_compile_definitions(zc_options INTERFACE ZC_FAILPOINTS=1)
endif()
target_include_directories(zc_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
find_program(LLD NAMES ld.lld-19 ld.lld)
if(LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(zc_options INTERFACE --ld-path=${LLD})
endif()
