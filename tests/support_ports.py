"""Ports for servers that tests start, stop and start again at the same address."""

import itertools
import os
import socket

_BELOW_OUTGOING = range(20_000, 32_000)
"""Linux gives outgoing connections the ports from 32768 on: none of these is taken while a server is away."""
_next = itertools.count(os.getpid() * 37)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on and that this process gives out once."""
    for number in itertools.islice(_next, len(_BELOW_OUTGOING)):
        port = _BELOW_OUTGOING[number % len(_BELOW_OUTGOING)]
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("every port is taken")
