"""Suites over the real binaries, from outside: processes, sockets, files."""
