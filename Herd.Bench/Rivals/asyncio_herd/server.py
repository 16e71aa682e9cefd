"""A server of the herd on asyncio's streams."""

import asyncio

import herd

options = herd.arguments(__doc__).parse_args()

CROWDED = 64 * 1024


async def serve(reader, writer):
    outlet = herd.Outlet(writer)
    neighbour = None
    try:
        while line := await reader.readline():
            if neighbour:
                server.hear(line, neighbour)
            elif line.startswith(b"LINK "):
                neighbour = line.split()[1].decode()
            else:
                outlet.send(server.answer(line))
                await writer.drain()
                await drain_links()
        outlet.flush()
        await writer.drain()
    except (OSError, ValueError):
        pass
    finally:
        writer.close()


async def drain_links():
    """A client waits while a neighbour is behind. Neighbours never do: two that wait for each other would wait for good."""
    for link in links:
        if link.outlet and link.outlet.sink.transport.get_write_buffer_size() > CROWDED:
            try:
                await link.outlet.sink.drain()
            except OSError:
                pass


async def connect(link):
    reader, writer = await asyncio.open_connection("127.0.0.1", options.ports[link.neighbour])
    link.watch = asyncio.create_task(watch(link, reader, writer))
    return herd.Outlet(writer)


async def watch(link, reader, writer):
    try:
        await reader.read()
    except OSError:
        pass
    link.outlet = None
    writer.close()


async def main():
    listener = await asyncio.start_server(serve, "127.0.0.1", options.ports[options.name])
    print(options.name, "ready", flush=True)
    await listener.serve_forever()


links = herd.Links(options.name, connect)
server = herd.Server(options.name, links.flood)
asyncio.run(main())
