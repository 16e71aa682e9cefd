"""A server of the herd as the reports describe it: asyncio's streams, a write for each answer, a connection for each update."""

import asyncio

import herd

options = herd.arguments(__doc__).parse_args()

fresh = []


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            if line.startswith(b"AT "):
                server.hear(line, None)
            else:
                writer.write(server.answer(line))
                await writer.drain()
            while fresh:
                await flood(fresh.pop(0))
    except (OSError, ValueError):
        pass
    finally:
        writer.close()


async def flood(line):
    for neighbour in herd.NEIGHBOURS[options.name]:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", options.ports[neighbour])
            writer.write(line)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except OSError:
            pass


async def main():
    listener = await asyncio.start_server(serve, "127.0.0.1", options.ports[options.name])
    print(options.name, "ready", flush=True)
    await listener.serve_forever()


server = herd.Server(options.name, lambda line, sender: fresh.append(line))
asyncio.run(main())
