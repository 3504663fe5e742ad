# zc_knot: libknot's text form of records and libzscanner, linked statically. Shared, libknot brings
# GnuTLS and fifteen more libraries for its own networking into every start of the program.
pkg_check_modules(KNOT REQUIRED libknot libzscanner)
add_library(zc_knot INTERFACE)
target_include_directories(zc_knot SYSTEM INTERFACE ${KNOT_INCLUDE_DIRS})
foreach(archive knot dnssec zscanner)
  find_library(ZC_${archive}_ARCHIVE NAMES lib${archive}.a HINTS ${KNOT_LIBRARY_DIRS} REQUIRED)
  target_link_libraries(zc_knot INTERFACE ${ZC_${archive}_ARCHIVE})
endforeach()
target_link_libraries(zc_knot INTERFACE m)
