// go_server takes PUTs through net/http and copies their bodies to /dev/null. It prints where it
// listens; SIGTERM ends it.
//
//	go_server --threads N --listen ADDR:PORT
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
)

func main() {
	threads := flag.Int("threads", runtime.NumCPU(), "GOMAXPROCS")
	listen := flag.String("listen", "127.0.0.1:8080", "where to listen; port 0 picks a free one")
	flag.Parse()
	if flag.NArg() != 0 || *threads < 1 {
		fmt.Fprintln(os.Stderr, "go_server: expected --threads N, at least 1, and --listen ADDR:PORT")
		os.Exit(2)
	}
	runtime.GOMAXPROCS(*threads)
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fail(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	fail(http.Serve(listener, http.HandlerFunc(answer)))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "go_server:", err)
	os.Exit(1)
}

func answer(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPut {
		response.WriteHeader(http.StatusNotFound)
		return
	}
	response.WriteHeader(put(request.Body))
}

// put returns the status to answer.
func put(body io.Reader) int {
	target, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return http.StatusInternalServerError
	}
	defer target.Close()
	if _, err := io.Copy(target, body); err != nil {
		return http.StatusInsufficientStorage
	}
	return http.StatusOK
}
