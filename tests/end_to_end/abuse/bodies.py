"""Limits, bodies that are wanted and bodies that are not, sound requests, and ends."""

from ..http_client import request
from .case import HIDDEN, VICTIM, Case, get, last, lines, put, refused, served

FULL = 16 * 1024  # bytes of a head, at most


def head_of(size):
    """A request whose head has so many bytes."""
    return get("X: " + "a" * (size - len(get("X: "))))


LIMITS = (
    refused(
        {
            "a head one byte too long": head_of(FULL + 1),
            "an overlong head": put("X: " + "a" * 20_000),
            "an overlong name": put("X" * 20_000 + ": a"),
            "an overlong line without a colon": put("X" * 20_000),
            "one field too many": get(*["X: a"] * 100),
            "too many fields": put(*[f"X-{number}: a" for number in range(200)]),
        },
        431,
    )
    + refused(
        {
            "an overlong target": request("GET", "/" + "a" * 20_000),
            "an overlong method": request("G" * 20_000, VICTIM),
            "an overlong version": request("GET", VICTIM, version="HTTP/1." + "1" * 20_000),
        },
        414,
    )
    + served(
        {
            "as long a head as may be": (head_of(FULL), 200),
            "as many fields as may be": (get(*["X: a"] * 99), 200),
            "a name of 8000 bytes": (get("X" * 8000 + ": a"), 200),
            "a key of 255 bytes": (request("GET", "/" + "a" * 255), 404),
            "a key of 256 bytes": (request("GET", "/" + "a" * 256), 404),
            "a target of 16000 bytes": (request("GET", "/" + "a" * 16_000), 404),
        }
    )
    + last(
        {
            "a body beyond the limit": (put("Content-Length: 10000000001"), 413),
            "a body of 2^63 bytes": (put("Content-Length: 9223372036854775808"), 413),
            "a body of 2^64-1 bytes": (put("Content-Length: 18446744073709551615"), 413),
            "a body of 2^64-1 bytes of GET": (get("Content-Length: 18446744073709551615"), 200),
            "a body of 2 MB that nobody wants": (request("POST", "/k", HIDDEN * 50_000), 404),
        }
    )
)

BODIES = served(
    {
        "a body": (request("PUT", "/k", HIDDEN), 200),
        "a body of one byte": (request("PUT", "/k", b"\n"), 200),
        "a length with zeros before": (put("Content-Length: 0005") + b"bytes", 200),
        "a length between spaces": (put("Content-Length: \t 5 \t") + b"bytes", 200),
        "a length after no space": (put("Content-Length:5") + b"bytes", 200),
        "no body": (put(), 304),
        "a body of nothing": (put("Content-Length: 0"), 304),
        "a body of GET": (request("GET", VICTIM, HIDDEN), 200),
        "a body of a failing GET": (request("GET", "/no", HIDDEN), 404),
        "a body of DELETE": (request("DELETE", "/no", HIDDEN), 404),
        "a body of POST": (request("POST", "/k", HIDDEN), 404),
        "a body of PATCH": (request("PATCH", VICTIM, HIDDEN), 404),
        "a body of TRACE": (request("TRACE", VICTIM, HIDDEN), 404),
        "a body of OPTIONS": (request("OPTIONS", "*", HIDDEN), 404),
        "a body for no object": (request("PUT", "/a/b", HIDDEN), 204),
        "a body for an odd key": (request("PUT", "/..", HIDDEN), 500),
        "a body for an encoded way out": (request("PUT", "/..%2fvictim", HIDDEN), 500),
        "a body for a reserved name": (request("PUT", "/.dispatchbench-tmp-1-0", HIDDEN), 500),
        "a body for a name with NUL": (request("PUT", "/victim%00", HIDDEN), 500),
        "a body in HTTP/1.0": (
            request("PUT", "/k", HIDDEN, version="HTTP/1.0", fields=["Connection: keep-alive"]),
            200,
        ),
        "a body that tea is expected for": (
            request("PUT", "/k", HIDDEN, fields=["Expect: tea"]),
            417,
        ),
        "100 kB that nobody wants": (request("POST", "/k", HIDDEN * 2500), 404),
    }
)

SOUND = served(
    {
        "a request": (get(), 200),
        "empty lines before it": (b"\r\n\r\n\r\n" + get(), 200),
        "two of them": (get() + get(), 200, 200),
        "one of every kind": (
            request("PUT", "/k2", HIDDEN) + request("DELETE", "/k2") * 2 + get(),
            *(200, 200, 404, 200),
        ),
        "an absolute target": (get(target="http://test/victim"), 200),
        "an absolute target, another host": (get(target="http://other:8080/victim"), 200),
        "an absolute target of https": (get(target="HTTPS://[::1]:443/victim?q"), 200),
        "an absolute target without a path": (get(target="http://test"), 404),
        "an asterisk": (request("OPTIONS", "*"), 404),
        "an asterisk of GET": (request("GET", "*"), 404),
        "an empty host": (lines("GET /victim HTTP/1.1", "Host:"), 200),
        "a host with a port": (lines("GET /victim HTTP/1.1", "Host: test:8080"), 200),
        "a host that is an address": (lines("GET /victim HTTP/1.1", "Host: [::1]:8080"), 200),
        "a key that is escaped": (get(target="/%76ictim"), 200),
        "a key that is escaped twice": (get(target="/%2576ictim"), 404),
        "a query": (get(target="/victim?/../x=%00"), 200),
        "a way out": (get(target="/../victim"), 404),
        "an encoded way out": (get(target="/%2e%2e%2fvictim"), 404),
        "a value of any text": (get("X: \t!\"\xff\xa0\t,;"), 200),
        "an empty value": (get("X:"), 200),
        "a method in small letters": (request("get", VICTIM), 404),
        "a method nobody knows": (request("X!#$%&'*+-.^_`|~9", VICTIM), 404),
        "an upgrade to HTTP/2": (get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"), 200),
        "an upgrade to a web socket": (get("Connection: Upgrade", "Upgrade: websocket"), 200),
        "an encoding that is offered": (get("TE: chunked, trailers"), 200),
        "a range": (get("Range: bytes=0-0"), 200),
        "an expectation without a body": (get("Expect: 100-continue"), 200),
    }
) + [Case("HEAD", request("HEAD", VICTIM), (404,), False, head=True)]

CLOSING = last(
    {
        **{
            f"connection {text!a}": (get(f"Connection: {text}"), 200)
            for text in ["close", "CLOSE", "keep-alive, close", "close, keep-alive", "X,close"]
        },
        "two connection fields": (get("Connection: keep-alive", "Connection: close"), 200),
        "HTTP/1.0": (lines("GET /victim HTTP/1.0"), 200),
        "HTTP/1.0 with a body": (request("PUT", "/k", b"bytes", version="HTTP/1.0"), 200),
        "HTTP/1.0 that closes": (lines("GET /victim HTTP/1.0", "Connection: close"), 200),
        "close after a body": (request("PUT", "/k", b"bytes", fields=["Connection: close"]), 200),
        "close after a body nobody wants": (
            request("POST", "/k", HIDDEN, fields=["Connection: close"]),
            404,
        ),
        "two requests and one unsound": (get() + get() + put("Content-Length: 5,"), 200, 200, 400),
    }
)
