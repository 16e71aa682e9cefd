"""What a server of the herd does with lines, whatever reads and writes them."""

import argparse
import asyncio
import hashlib
import re
import time

NEIGHBOURS = {
    "Goloman": ("Hands", "Holiday", "Wilkes"),
    "Hands": ("Goloman", "Wilkes"),
    "Holiday": ("Goloman", "Welsh", "Wilkes"),
    "Welsh": ("Holiday",),
    "Wilkes": ("Goloman", "Hands", "Holiday"),
}

LOCATION = re.compile(rb"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
TIME = re.compile(rb"-?\d+(?:\.\d+)?")
RADIUS = re.compile(rb"\d+(?:\.\d+)?")
BOUND = re.compile(rb"\d+")
PLACES = b'{"html_attributions":[],"results":[],"status":"ZERO_RESULTS"}\n\n'


class Outlet:
    """The way out of one connection. Lines of one step of the event loop leave in one write."""

    def __init__(self, sink):
        self.sink = sink
        self._lines = []

    def send(self, line):
        if not self._lines:
            asyncio.get_running_loop().call_soon(self.flush)
        self._lines.append(line)

    def flush(self):
        if self._lines:
            self.sink.write(b"".join(self._lines))
            self._lines.clear()


class Link:
    """To one neighbour: opened by the first line for it, and by the next one after it broke. Lines of a neighbour that isn't there are lost."""

    def __init__(self, name, neighbour, connect):
        self.neighbour = neighbour
        self.outlet = None
        self._greeting = b"LINK %b\n" % name.encode()
        self._connect = connect
        self._waiting = []
        self._opening = None

    def send(self, line):
        if self.outlet:
            self.outlet.send(line)
            return
        self._waiting.append(line)
        if not self._opening:
            self._opening = asyncio.create_task(self._open())

    async def _open(self):
        try:
            self.outlet = await self._connect(self)
            self.outlet.send(self._greeting)
            for line in self._waiting:
                self.outlet.send(line)
        except OSError:
            pass
        finally:
            self._waiting.clear()
            self._opening = None


class Links:
    """To all neighbours of a server."""

    def __init__(self, name, connect):
        self._links = [Link(name, neighbour, connect) for neighbour in NEIGHBOURS[name]]

    def __iter__(self):
        return iter(self._links)

    def flood(self, line, sender):
        for link in self._links:
            if link.neighbour != sender:
                link.send(line)


class Server:
    """One server of the herd: the newest location of each client. What is new to it is flooded, but not back to its sender."""

    def __init__(self, name, flood):
        self._name = name.encode()
        self._flood = flood
        self._newest = {}
        self._updates = 0

    def answer(self, line):
        """To a client's line; nothing to a blank one."""
        fields = line.split()
        if not fields:
            return b""
        answer = None
        if fields[0] == b"IAMAT" and len(fields) == 4:
            answer = self._iamat(*fields[1:])
        elif fields[0] == b"WHATSAT" and len(fields) == 4:
            answer = self._whatsat(*fields[1:])
        elif fields[0] == b"STATS" and len(fields) == 1:
            answer = self._stats()
        return answer or b"? %b\n" % line.strip()

    def hear(self, line, sender):
        """An AT line of a neighbour, None if it didn't say which."""
        fields = line.split()
        if len(fields) == 6 and fields[0] == b"AT":
            self._learn(fields[3], float(fields[5]), line, sender)

    def _iamat(self, client, location, seconds):
        place = LOCATION.fullmatch(location)
        if not place or not TIME.fullmatch(seconds) or abs(float(place[1])) > 90 or abs(float(place[2])) > 180:
            return None
        sent = float(seconds)
        at = b"AT %b %+.9f %b %b %b\n" % (self._name, time.time() - sent, client, location, seconds)
        self._learn(client, sent, at, None)
        return at

    def _learn(self, client, sent, at, sender):
        known = self._newest.get(client)
        if known and known[0] >= sent:
            return
        self._newest[client] = sent, at
        self._updates += 1
        self._flood(at, sender)

    def _whatsat(self, client, radius, bound):
        if not RADIUS.fullmatch(radius) or float(radius) > 50 or not BOUND.fullmatch(bound) or int(bound) > 20:
            return None
        known = self._newest.get(client)
        return known and known[1] + PLACES

    def _stats(self):
        digest = hashlib.sha256(b"".join(sorted(at for _, at in self._newest.values()))).hexdigest()
        return b"STATS %d %d %b\n" % (self._updates, len(self._newest), digest.encode())


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("name", choices=NEIGHBOURS)
    parser.add_argument(
        "--ports",
        help="of the five servers, in order of their names",
        type=lambda text: dict(zip(NEIGHBOURS, map(int, text.split(",")), strict=True)),
        default="12000,12001,12002,12003,12004",
    )
    return parser
