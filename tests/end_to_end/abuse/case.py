"""What one case is, and how tables of them are written."""

from dataclasses import dataclass

from ..http_client import request

VICTIM = "/victim"
HIDDEN = request("DELETE", VICTIM)
HOST = "Host: test"


@dataclass(frozen=True)
class Case:
    name: str
    message: bytes
    statuses: tuple  # of all answers, in order
    closes: bool  # after the last of them; otherwise the next request is answered
    head: bool = False  # the message is a HEAD request

    def __str__(self):
        return self.name


def lines(*texts, end="\r\n"):
    return (end.join([*texts, "", ""])).encode("latin-1")


def put(*fields, version="HTTP/1.1", target="/k"):
    return request("PUT", target, fields=fields, version=version)


def get(*fields, target=VICTIM):
    return request("GET", target, fields=fields)


def refused(messages, status=400):
    return [Case(name, message, (status,), True) for name, message in messages.items()]


def rows(closes, messages):
    """name → (message, the statuses of all its answers)"""
    return [
        Case(name, message, tuple(statuses), closes)
        for name, (message, *statuses) in messages.items()
    ]


def served(messages):
    return rows(False, messages)


def last(messages):
    return rows(True, messages)
