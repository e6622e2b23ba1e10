module dispatchbench/go_server

go 1.19
