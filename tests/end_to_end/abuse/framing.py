"""Where a body ends: lengths, encodings and chunks that two parties could read in two ways."""

from ..http_client import request
from .case import HIDDEN, get, last, put, refused

ODD_LENGTHS = """
    +5 -5 -0 -1 0x5 0X5 0b1 0o5 5a a5 5.0 5. .5 5e0 1e1 1_0 five 5; 5;q=1 '5' "5" 5, ,5 , 5,5 5,6
    5,;5 5% %35 (5) =5 18446744073709551616 18446744073709551621 99999999999999999999999999 \xb2
    \xd9 \xef\xbc\x95 Infinity NaN nil $5 5\x7f
""".split()
ODD_LENGTHS += ["", "5 5", "5, 5", "5\t5", "+ 5", "- 5", "5 ,5",]
ODD_LENGTHS += ["5\x00", "\x005", "5\xa0", "5\x0b", "\x0c5"]

CHUNKED = ["Transfer-Encoding: chunked"]
ODD_ENCODINGS = """
    gzip xchunked chunkedx chunke identity trailers chunked;q=1 chunked; "chunked" 'chunked'
    chunked, ,chunked chunked/1 chunked\x7f chunked=1 *
""".split()
ODD_ENCODINGS += ["chunked, gzip", "gzip, chunked", "chunked, chunked", "chunked chunked", ""]
ODD_ENCODINGS += ["identity, chunked", "chunked, identity", "chunked ,", ", chunked", "chunked\x00"]
ODD_ENCODINGS += ["\x0bchunked", "chunked\x0b", "\x0cchunked", "ch\x00unked", "ch unked"]
ODD_ENCODINGS += ["chunked\xa0", "\xa0chunked"]

LENGTHS = refused(
    {
        **{f"length {text!a}": put(f"Content-Length: {text}") for text in ODD_LENGTHS},
        "an odd length of GET": get("Content-Length: +35"),
        "an odd length of DELETE": request("DELETE", "/k", fields=["Content-Length: ,"]),
        "an odd length of HTTP/1.0": put("Content-Length: 0x9", version="HTTP/1.0"),
        "two lengths that differ": put("Content-Length: 5", "Content-Length: 6"),
        "two lengths alike": put("Content-Length: 5", "Content-Length: 5"),
        "two lengths, far apart": put("Content-Length: 5", "X: a", "CONTENT-LENGTH: 0"),
        "two lengths, the first of zero": put("Content-Length: 0", "Content-Length: 35"),
        "two lengths, one empty": put("Content-Length: 5", "Content-Length:"),
        "two lengths of GET": get("Content-Length: 0", "Content-Length: 35"),
        "a length with a space before its colon": put("Content-Length : 5"),
        "a length with a tab before its colon": put("Content-Length\t: 5"),
        "a length with NUL in its name": put("Content-Length\0: 5"),
        "a length with a return in its name": put("Content-Length\r: 5"),
        "a length on a folded line": put("X: a", " Content-Length: 5"),
        "a length that is folded": put("Content-Length:", " 5"),
        "a length of two lines": put("Content-Length: 1", " 0"),
        "a length behind a bare line feed": put("X: a\nContent-Length: 5"),
        "a length behind a bare return": put("X: a\rContent-Length: 5"),
        "a length without a colon": put("Content-Length"),
        "a length with a space in its name": put("Content Length: 5"),
    }
)

ENCODINGS = refused(
    {
        **{f"encoding {text!a}": put(f"Transfer-Encoding: {text}") for text in ODD_ENCODINGS},
        "an encoding that is not one, of GET": get("Transfer-Encoding: xchunked"),
        "both lengths": put("Content-Length: 5", "Transfer-Encoding: chunked"),
        "both lengths, the other way": put("Transfer-Encoding: chunked", "Content-Length: 5"),
        "both lengths, one of zero": put("Content-Length: 0", "Transfer-Encoding: chunked"),
        "both lengths of GET": get("Content-Length: 0", "Transfer-Encoding: chunked"),
        "both lengths, an encoding unknown": put("Content-Length: 5", "Transfer-Encoding: x"),
        "two encodings": put("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        "two encodings, one unknown": put("Transfer-Encoding: x", "Transfer-Encoding: chunked"),
        "two encodings, one empty": put("Transfer-Encoding:", "Transfer-Encoding: chunked"),
        "two encodings, the last unknown": put(*CHUNKED, "TRANSFER-ENCODING: x"),
        "an encoding in HTTP/1.0": put("Transfer-Encoding: chunked", version="HTTP/1.0"),
        "an encoding with a tab before its colon": put("Transfer-Encoding\t: chunked"),
        "an encoding with a space before its colon": put("Transfer-Encoding : chunked"),
        "an encoding with NUL in its name": put("Transfer-Encoding\0: chunked"),
        "an encoding with a vertical tab in its name": put("Transfer-Encoding\x0b: chunked"),
        "an encoding that is folded": put("Transfer-Encoding:", " chunked"),
        "an encoding of two lines": put("Transfer-Encoding: chunked", "\t, identity"),
        "an encoding on a folded line": put("X: a", "\tTransfer-Encoding: chunked"),
        "an encoding behind a bare line feed": put("X: a\nTransfer-Encoding: chunked"),
        "an encoding behind a bare return": put("X: a\rTransfer-Encoding: chunked"),
        "an encoding behind NUL": put("X: a\0Transfer-Encoding: chunked"),
    }
)

# None of these chunks is ever parsed: the answer comes at once, and nothing after it is a request.
CHUNKS = {
    "sound": b"5\r\nhello\r\n0\r\n\r\n",
    "none": b"0\r\n\r\n",
    "a request within": b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN),
    "a size beyond 64 bits": b"10000000000000000005\r\nhello\r\n0\r\n\r\n",
    "a size of many zeros": b"0" * 500 + b"5\r\nhello\r\n0\r\n\r\n",
    "a negative size": b"-5\r\nhello\r\n0\r\n\r\n",
    "a size with a sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "a size with a prefix": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size with spaces": b" 5 \r\nhello\r\n0\r\n\r\n",
    "a size that is none": b"five\r\nhello\r\n0\r\n\r\n",
    "an empty size": b"\r\nhello\r\n0\r\n\r\n",
    "an extension": b"5;a=b\r\nhello\r\n0\r\n\r\n",
    "an extension with a line feed": b"5;a\nhello\r\n0\r\n\r\n",
    "an extension without end": b"5;" + b"a" * 3000,
    "bare line feeds": b"5\nhello\n0\n\n",
    "bare returns": b"5\rhello\r0\r\r",
    "a chunk longer than its size": b"2\r\nhello\r\n0\r\n\r\n",
    "a chunk shorter than its size": b"8\r\nhello\r\n0\r\n\r\n",
    "no line end after a chunk": b"5\r\nhello0\r\n\r\n",
    "a last chunk with bare line feeds": b"0\n\n",
    "a trailer": b"0\r\nX: a\r\n\r\n",
    "a trailer that frames": b"0\r\nContent-Length: 35\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a trailer without end": b"0\r\n" + b"X: a\r\n" * 500,
}
CHUNKED_BODIES = last(
    {
        **{f"chunks: {name}": (put(*CHUNKED) + body, 304) for name, body in CHUNKS.items()},
        "chunks of GET": (get(*CHUNKED, target="/no") + CHUNKS["a request within"], 404),
        "chunks of an object's GET": (get(*CHUNKED) + CHUNKS["a request within"], 200),
        "chunks of DELETE": (request("DELETE", "/no", fields=CHUNKED) + CHUNKS["sound"], 404),
        "chunks of POST": (request("POST", "/k", fields=CHUNKED) + CHUNKS["a request within"], 404),
        "chunks for no object": (put(*CHUNKED, target="/a/b") + CHUNKS["sound"], 204),
        "chunks for an odd key": (put(*CHUNKED, target="/..") + CHUNKS["sound"], 500),
        "chunks in capitals": (put("TRANSFER-ENCODING: CHUNKED") + CHUNKS["sound"], 304),
        "chunks after spaces": (put("Transfer-Encoding: \t chunked \t") + CHUNKS["sound"], 304),
        "chunks after no space": (put("Transfer-Encoding:chunked") + CHUNKS["sound"], 304),
        "chunks that wait for 100": (put(*CHUNKED, "Expect: 100-continue") + CHUNKS["sound"], 304),
    }
)
