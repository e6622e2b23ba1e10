"""Request lines, targets, hosts and fields."""

from ..http_client import request, some_bytes
from .case import HIDDEN, HOST, VICTIM, lines, put, refused

VERSIONS = refused(
    {
        f"version {text!a}": request("GET", VICTIM, version=text)
        for text in """
            HTTP/1. HTTP/1 HTTP/ HTTP HTTP/11 HTTP/1.11 HTTP/01.1 HTTP/1.01 HTTP/+1.1 HTTP/1,1
            HTTP/a.b HTTP/1.x HTTX/1.1 HTTPS/1.1 http/1.1 Http/1.1 ICY/1.1 HTTP/-1.1 HTTP/1.-1
            HTTP/\xb2.0
        """.split()
        + ["HTTP/ 1.1", "HTTP /1.1", "HTTP/1 .1", "HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.1 X"]
        + ["HTTP/1.1\0"]
    }
) + refused(
    {
        f"version {text}": request("GET", VICTIM, version=text)
        for text in ["HTTP/2.0", "HTTP/9.9", "HTTP/0.9", "HTTP/0.0", "HTTP/1.2", "HTTP/3.0"]
    }
    | {"HTTP/2": lines("PRI * HTTP/2.0") + b"SM\r\n\r\n"},
    505,
)

REQUEST_LINES = refused(
    {
        **{
            f"method {text!a}": request(text, VICTIM)
            for text in ["G(T", "GE\tT", "G\0T", 'G"T', "GET,", "G@T", "{GET}", "GE\x7fT", "G\xc4T"]
        },
        "no version": b"GET /victim\r\n\r\n",
        "no target": lines("GET HTTP/1.1", HOST),
        "no method": lines(" /victim HTTP/1.1", HOST),
        "nothing but a space": lines(" ", HOST),
        "nothing but a method": lines("GET", HOST),
        "two spaces before the target": lines("GET  /victim HTTP/1.1", HOST),
        "two spaces behind the target": lines("GET /victim  HTTP/1.1", HOST),
        "a tab before the target": lines("GET\t/victim HTTP/1.1", HOST),
        "a tab behind the target": lines("GET /victim\tHTTP/1.1", HOST),
        "a vertical tab as a space": lines("GET\x0b/victim HTTP/1.1", HOST),
        "a space before the method": lines(" GET /victim HTTP/1.1", HOST),
        "a tab before the method": lines("\tGET /victim HTTP/1.1", HOST),
        "a bare return before the method": lines("\rGET /victim HTTP/1.1", HOST),
        "a bare line feed before the method": lines("\nGET /victim HTTP/1.1", HOST),
        "a return in the line": lines("GET /victim\r HTTP/1.1", HOST),
        "a request within the line": lines("GET / HTTP/1.1\nDELETE /victim HTTP/1.1", HOST),
        "an answer": lines("HTTP/1.1 200 OK", HOST),
    }
)

TARGETS = refused(
    {
        f"target {text!a}": request("GET", text)
        for text in """
            victim a/b ? ?q # %2fvictim \\victim C:\\victim *x ** test:80 /a#b /# /a\x7f /a\xe4
            http:// http:///victim http://?q http://u@test/k http://u:p@test/k http:/victim
            http:victim ftp://test/k file:///victim http://test:x/k http://[::1/k http://[]/k
            http://test\\k http://:80/k https:///k data:,k javascript:0
        """.split()
        + ["/a b", "/a\0b", "/a\tb", "/a\x01b", "/a\rb", "http://a b/k"]
    }
) + refused(
    {
        "a target that is no path, of PUT": request("PUT", "k", b"bytes"),
        "a target that is no path, of DELETE": request("DELETE", "victim"),
        "a target that is no path, of another method": request("POST", "k", b"bytes"),
        "an authority as a target": request("CONNECT", "test:80"),
        "an authority as a target, with a body": request("CONNECT", "test:80", HIDDEN),
    }
)

HOSTS = refused(
    {
        **{
            f"host {text!a}": lines("GET /victim HTTP/1.1", f"Host: {text}")
            for text in """
                a/b u@a u:p@a a:b a:80:80 :80 a:-1 a:+1 [::1 [] [::1]a [::1]:x a?b a#b a\\b <a>
                "a" {a} \xe4 http://a a^b ::1 a]
            """.split()
            + ["a|b", "a b", "a\tb", "a\0b", "a\x01"]
        },
        "no host": lines("GET /victim HTTP/1.1"),
        "two hosts": lines("GET /victim HTTP/1.1", HOST, HOST),
        "two hosts, one empty": lines("GET /victim HTTP/1.1", HOST, "Host:"),
        "two hosts, in other case": lines("GET /victim HTTP/1.1", HOST, "X: a", "hOST: other"),
        "two hosts in HTTP/1.0": lines("GET /victim HTTP/1.0", HOST, HOST),
        "an odd host in HTTP/1.0": lines("GET /victim HTTP/1.0", "Host: a b"),
        "a host with a space before its colon": lines("GET /victim HTTP/1.1", "Host : test"),
        "a folded host": lines("GET /victim HTTP/1.1", "Host:", " test"),
        "a host on a folded line": lines("GET /victim HTTP/1.1", " Host: test"),
        "no host, with an absolute target": lines("GET http://test/victim HTTP/1.1"),
    }
)

FIELDS = refused(
    {
        **{
            f"a name with {character!a}": put(f"X{character}Y: a")
            for character in " \t\0\x01\x0b\x7f\"(),/;<=>?@[\\]{}\xa0\xe4"
        },
        **{
            f"a value with {byte:#04x}": put(f"X: a{chr(byte)}b")
            for byte in (0, 1, 8, 11, 12, 13, 27, 127)
        },
        "a field without a name": put(": 5"),
        "a field without a colon": put("X"),
        "a folded line": put("X: a", " b"),
        "a folded line of a tab": put("X: a", "\tb"),
        "a folded line of nothing": put("X: a", " "),
        "a return before the line end": put("X: a\r"),
        "a return as an empty line": lines("GET /victim HTTP/1.1", HOST, "\r"),
        "bare line feeds": lines("GET /victim HTTP/1.1", HOST, end="\n"),
        "bare returns": lines("GET /victim HTTP/1.1", HOST, end="\r") + b"\r\n\r\n",
        "a bare line feed after a field": b"GET /victim HTTP/1.1\r\nHost: test\nX: a\r\n\r\n",
        "a bare line feed at the end": b"GET /victim HTTP/1.1\r\nHost: test\r\n\n",
        "a bare line feed after the request line": b"GET /victim HTTP/1.1\nHost: test\r\n\r\n",
        "a line feed and a return at the end": b"GET /victim HTTP/1.1\r\nHost: test\n\r\n",
        "a line end of line feed and return": b"GET /victim HTTP/1.1\n\rHost: test\n\r\n\r\r\n\r\n",
        "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + some_bytes(300) + b"\n",
        "zeros": bytes(300) + b"\n",
    }
)
