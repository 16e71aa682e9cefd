"""A server of the herd on asyncio's transports and protocols, which its streams are made of."""

import asyncio

import herd

options = herd.arguments(__doc__).parse_args()

clients = set()
crowded = set()


class Incoming(asyncio.Protocol):
    """A client's connection, or a neighbour's."""

    def connection_made(self, transport):
        self.transport = transport
        self.outlet = herd.Outlet(transport)
        self.rest = b""
        self.neighbour = None
        clients.add(transport)
        if crowded:
            transport.pause_reading()

    def data_received(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.take(line + b"\n")

    def take(self, line):
        if self.neighbour:
            server.hear(line, self.neighbour)
        elif line.startswith(b"LINK "):
            self.neighbour = line.split()[1].decode()
            clients.discard(self.transport)
        else:
            self.outlet.send(server.answer(line))

    def eof_received(self):
        if self.rest:
            self.take(self.rest)
        self.outlet.flush()

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        if not crowded:
            self.transport.resume_reading()

    def connection_lost(self, fault):
        clients.discard(self.transport)


class Outgoing(asyncio.Protocol):
    """The connection to a neighbour. Clients wait while it is crowded; neighbours never do: two could wait for each other."""

    def __init__(self, link):
        self.link = link

    def pause_writing(self):
        crowded.add(self.link)
        for client in clients:
            client.pause_reading()

    def resume_writing(self):
        crowded.discard(self.link)
        if not crowded:
            for client in clients:
                client.resume_reading()

    def connection_lost(self, fault):
        self.link.outlet = None
        self.resume_writing()


async def connect(link):
    transport, _ = await asyncio.get_running_loop().create_connection(
        lambda: Outgoing(link), "127.0.0.1", options.ports[link.neighbour]
    )
    return herd.Outlet(transport)


async def main():
    listener = await asyncio.get_running_loop().create_server(Incoming, "127.0.0.1", options.ports[options.name])
    print(options.name, "ready", flush=True)
    await listener.serve_forever()


links = herd.Links(options.name, connect)
server = herd.Server(options.name, links.flood)
asyncio.run(main())
