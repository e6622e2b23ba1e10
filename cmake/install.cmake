# What `cmake --install` puts below a prefix, and what `cpack -G DEB` packs. Data lies there as in the
# source tree, for the programs look for both in the same way (experiments/runner/process/places.hpp).
set(data share/dispatchbench)
set(package lib/cmake/dispatchbench)

install(TARGETS bench dispatch_server loadgen simulate ceiling_server RUNTIME DESTINATION bin)
foreach(program go_server hyper_server libevent_server libuv_server)
  install(PROGRAMS ${PROJECT_BINARY_DIR}/bin/${program} DESTINATION bin OPTIONAL)
endforeach()
if(TARGET loadgen_mpi)
  install(TARGETS loadgen_mpi LIBRARY DESTINATION lib/dispatchbench)
endif()
install(PROGRAMS plots/installed.sh DESTINATION bin RENAME dispatchbench-plots)

install(DIRECTORY experiments DESTINATION ${data}
  FILES_MATCHING PATTERN "*.json" PATTERN runner EXCLUDE)
install(DIRECTORY servers/peers DESTINATION ${data}/servers
  FILES_MATCHING PATTERN registry.json PATTERN "*.conf" PATTERN "*.cfg" PATTERN "*.js" PATTERN "*.lua"
  PATTERN ceiling EXCLUDE PATTERN go EXCLUDE PATTERN hyper EXCLUDE)
install(DIRECTORY results/schema DESTINATION ${data}/results)
install(DIRECTORY results/reference DESTINATION ${data}/results FILES_MATCHING
  PATTERN manifest.json PATTERN summary.json PATTERN map.json PATTERN table.txt
  PATTERN runs EXCLUDE PATTERN figures EXCLUDE)
install(DIRECTORY plots DESTINATION ${data} FILES_MATCHING PATTERN "*.py" PATTERN "*.j2"
  PATTERN "*.css" PATTERN "*.js" PATTERN __pycache__ EXCLUDE)
install(FILES README.md DESTINATION share/doc/dispatchbench)
install(DIRECTORY docs DESTINATION share/doc/dispatchbench)

# Which revision the programs are of, for the manifests of their results.
install(CODE "
  execute_process(COMMAND git -C \"${PROJECT_SOURCE_DIR}\" describe --always --dirty --abbrev=40 --exclude=*
    OUTPUT_VARIABLE revision ERROR_QUIET)
  file(WRITE \"${PROJECT_BINARY_DIR}/revision\" \"\${revision}\")")
install(FILES ${PROJECT_BINARY_DIR}/revision DESTINATION ${data})

# Man pages, and completion for bash and zsh: what the programs themselves say of their options.
install(CODE "
  execute_process(COMMAND \${CMAKE_COMMAND} -E env \"PYTHONPATH=${PROJECT_SOURCE_DIR}/cmake\"
    /usr/bin/python3 -B -m manual \"${PROJECT_BINARY_DIR}/bin\" \"\$ENV{DESTDIR}\" \"\${CMAKE_INSTALL_PREFIX}\"
    ${PROJECT_VERSION} COMMAND_ERROR_IS_FATAL ANY)")

# For strategies outside of this tree: find_package(dispatchbench), with one to copy.
add_library(dispatchbench_strategy INTERFACE)
set_target_properties(dispatchbench_strategy PROPERTIES EXPORT_NAME strategy)
target_compile_features(dispatchbench_strategy INTERFACE cxx_std_20)
target_include_directories(dispatchbench_strategy INTERFACE $<INSTALL_INTERFACE:include/dispatchbench>)
target_link_libraries(dispatchbench_strategy INTERFACE Boost::headers nlohmann_json::nlohmann_json)
install(TARGETS dispatchbench_strategy EXPORT dispatchbench)
install(EXPORT dispatchbench FILE dispatchbench-targets.cmake
  NAMESPACE dispatchbench:: DESTINATION ${package})
install(DIRECTORY base machine strategies DESTINATION include/dispatchbench
  FILES_MATCHING PATTERN "*.hpp")
install(FILES strategies/skeleton/skeleton_plugin.cpp strategies/skeleton/skeleton_loop.cpp
  DESTINATION ${data}/examples/strategy)
install(FILES strategies/skeleton/outside.cmake
  DESTINATION ${data}/examples/strategy RENAME CMakeLists.txt)

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/dispatchbench-config.cmake.in
  ${PROJECT_BINARY_DIR}/dispatchbench-config.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dispatchbench-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/dispatchbench-config.cmake
  ${PROJECT_BINARY_DIR}/dispatchbench-config-version.cmake DESTINATION ${package})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The dispatchbench maintainers <dispatchbench@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # what the programs link; the rest is run, not linked
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3-matplotlib, python3-numpy, python3-jinja2, node-d3, util-linux")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libboost1.81-dev, nlohmann-json3-dev, nginx-light, h2o, openmpi-bin")
include(CPack)
