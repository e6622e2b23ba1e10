# The three kinds of target this project has. Flags belong to targets, never to the directory.
#
#   dispatchbench_library(NAME sources… LINK libraries…)      static library dispatchbench::NAME
#   dispatchbench_program(NAME sources… LINK libraries…)      executable in <build>/bin
#   dispatchbench_test(NAME sources… LINK libraries… [SHARDS n])
#       GoogleTest executable; ctest runs it as n processes side by side, each with its share of the cases

add_library(dispatchbench_flags INTERFACE)
target_compile_features(dispatchbench_flags INTERFACE cxx_std_20)
target_compile_options(dispatchbench_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${DISPATCHBENCH_WERROR}>:-Werror>)
target_include_directories(dispatchbench_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(DISPATCHBENCH_SANITIZE)
  target_compile_options(dispatchbench_flags INTERFACE
    -fsanitize=${DISPATCHBENCH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(dispatchbench_flags INTERFACE -fsanitize=${DISPATCHBENCH_SANITIZE})
endif()

function(dispatchbench_library name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(dispatchbench_${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  add_library(dispatchbench::${name} ALIAS dispatchbench_${name})
  target_link_libraries(dispatchbench_${name} PUBLIC ${arg_LINK} PRIVATE dispatchbench_flags)
endfunction()

# What runs experiments, without the tests; a peer that is built otherwise adds itself.
add_custom_target(programs)

function(dispatchbench_program name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE dispatchbench_flags ${arg_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  add_dependencies(programs ${name})
endfunction()

# A process a case would cost more than the cases: thousands of starts, each slow under a sanitizer.
# What every process has run lies in <build>/test-results, where tests/run.sh counts the cases.
function(dispatchbench_test name)
  cmake_parse_arguments(arg "" "SHARDS" "LINK" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE dispatchbench_flags ${arg_LINK} GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${DISPATCHBENCH_TEST_FLAGS})
  if(NOT arg_SHARDS)
    set(arg_SHARDS 1)
  endif()
  foreach(number RANGE 1 ${arg_SHARDS})
    math(EXPR index "${number} - 1")
    add_test(NAME ${name}.${number} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name}.${number} PROPERTIES TIMEOUT 1200 ENVIRONMENT
      "GTEST_TOTAL_SHARDS=${arg_SHARDS};GTEST_SHARD_INDEX=${index};GTEST_OUTPUT=xml:${PROJECT_BINARY_DIR}/test-results/${name}.${number}.xml")
  endforeach()
endfunction()
