#!/usr/bin/env python3
"""HTTP/2 over TLS before the model server of the tests, for the faults that HTTP/1.1 does not have.

http2_front.py CERTIFICATE KEY PORT [--deaf]: prints its url on one line, hands every request to the server at 127.0.0.1:PORT and its
answer back, and ends when standard input does. An answer's header `x-h2-fault` says how it is spoilt:
  reset, refused       RST_STREAM instead of an answer (INTERNAL_ERROR, REFUSED_STREAM)
  reset-body           half of the body, then RST_STREAM
  reset-quietly        half of the body, without a length, then RST_STREAM with NO_ERROR
  goaway               the answer, and a GOAWAY after which this connection takes no further stream
  goaway-body          half of the body, then a GOAWAY that disowns this stream and all later ones; the earlier ones are answered
  drop                 half of the body, then the TCP connection is cut, whatever else is on it
  stall, stall-body    nothing, or half of the body, and then silence
  many-headers, large-headers, bad-frame
--deaf: no window is ever given back, so that requests of more than 64 KiB a connection can't be sent whole.
GET /front tells how many connections, streams and faults there were. The certificate is made by the caller.
"""
import asyncio
import json
import os
import ssl
import sys

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset, WindowUpdated
from h2.exceptions import ProtocolError
from hyperframe.frame import GoAwayFrame

STATS = {"connections": 0, "streams": 0, "most_streams": 0, "faults": {}}


async def ask_backend(port, method, path, headers, body):
    """One request over HTTP/1.1: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        kept = "".join(f"{name}: {value}\r\n" for name, value in headers if not name.startswith(":") and name != "content-length")
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: backend\r\n{kept}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        answer = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if ":" in line]
        answer = [(name.lower(), value) for name, value in answer if name.lower() != "connection"]
        length = next((int(value) for name, value in answer if name == "content-length"), 0)
        return int(lines[0].split()[1]), answer, await reader.readexactly(length)
    finally:
        writer.close()


class Front(asyncio.Protocol):
    def __init__(self, backend, deaf):
        self.backend, self.deaf = backend, deaf
        self.requests, self.waiting, self.tasks = {}, {}, {}
        self.closing = None  # the last stream that is still answered

    def connection_made(self, transport):
        STATS["connections"] += 1
        self.transport = transport
        self.h2 = H2Connection(config=H2Configuration(client_side=False, header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.flush()

    def connection_lost(self, _):
        for task in self.tasks.values():
            task.cancel()

    def flush(self):
        self.transport.write(self.h2.data_to_send())

    def data_received(self, data):
        try:
            events = self.h2.receive_data(data)
        except ProtocolError:
            self.flush()
            return self.transport.close()
        for event in events:
            self.handle(event)
        self.flush()

    def handle(self, event):
        if isinstance(event, RequestReceived):
            self.requests[event.stream_id] = (event.headers, bytearray())
        elif isinstance(event, DataReceived):
            self.requests[event.stream_id][1].extend(event.data)
            if not self.deaf:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, StreamEnded):
            if self.closing is None or event.stream_id <= self.closing:
                self.tasks[event.stream_id] = asyncio.ensure_future(self.answer(event.stream_id))
                STATS["streams"] += 1
                STATS["most_streams"] = max(STATS["most_streams"], len(self.tasks))
        elif isinstance(event, StreamReset) and event.stream_id in self.tasks:
            self.tasks[event.stream_id].cancel()
        elif isinstance(event, WindowUpdated):
            for waiting in list(self.waiting.values()):
                waiting.set()

    async def answer(self, stream):
        headers, body = self.requests.pop(stream)
        try:
            named = dict(headers)
            if named[":path"] == "/front":
                status, answer, body = 200, [("content-type", "application/json")], json.dumps(STATS).encode()
            else:
                status, answer, body = await ask_backend(self.backend, named[":method"], named[":path"], headers, body)
            fault = dict(answer).get("x-h2-fault", "")
            answer = [(":status", str(status))] + [(name, value) for name, value in answer if name != "x-h2-fault"]
            if fault:
                STATS["faults"][fault] = STATS["faults"].get(fault, 0) + 1
            await self.send(stream, answer, body, fault)
        except (ProtocolError, asyncio.CancelledError):
            pass  # the stream or the connection is gone
        except (OSError, EOFError):  # the server behind failed: so does the stream
            self.h2.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)
            self.flush()
        finally:
            self.tasks.pop(stream, None)
            self.waiting.pop(stream, None)
            if self.closing is not None and not any(other <= self.closing for other in self.tasks):
                self.transport.close()

    async def send(self, stream, headers, body, fault):
        if self.closing is not None and stream > self.closing:
            return  # disowned
        if fault in ("reset", "refused"):
            self.h2.reset_stream(stream, ErrorCodes.REFUSED_STREAM if fault == "refused" else ErrorCodes.INTERNAL_ERROR)
            return self.flush()
        if fault == "stall":
            return await asyncio.Event().wait()
        if fault == "bad-frame":
            self.transport.write(b"\xff" * 64)
            return self.transport.close()
        if fault == "many-headers":
            headers += [(f"x-{i}", "v") for i in range(20000)]
        if fault == "large-headers":
            headers += [(f"x-{i}", "v" * 4000) for i in range(200)]
        if fault == "goaway":
            self.go_away(stream)
        if fault == "reset-quietly":
            headers = [(name, value) for name, value in headers if name != "content-length"]
        self.h2.send_headers(stream, headers)
        spoilt = fault in ("reset-body", "reset-quietly", "goaway-body", "drop", "stall-body")
        await self.send_body(stream, body[: len(body) // 2] if spoilt else body, not spoilt)
        if fault == "stall-body":
            await asyncio.Event().wait()
        if fault == "drop":
            return self.transport.abort()
        if fault == "goaway-body":
            return self.go_away(stream - 2)
        if spoilt:
            self.h2.reset_stream(stream, ErrorCodes.NO_ERROR if fault == "reset-quietly" else ErrorCodes.INTERNAL_ERROR)
            self.flush()

    def go_away(self, last):
        """Streams up to `last` are still answered. Written past h2, which answers nothing any more after its own GOAWAY."""
        self.flush()
        self.closing = last if self.closing is None else min(self.closing, last)
        self.transport.write(GoAwayFrame(0, last_stream_id=max(self.closing, 0), error_code=0).serialize())

    async def send_body(self, stream, body, end):
        while body:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if room <= 0:
                room_made = self.waiting[stream] = asyncio.Event()
                self.flush()
                await room_made.wait()
                continue
            self.h2.send_data(stream, body[:room])
            body = body[room:]
        if end:
            self.h2.end_stream(stream)
        self.flush()


async def main():
    certificate, key, port = sys.argv[1:4]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Front(int(port), "--deaf" in sys.argv), "127.0.0.1", 0, ssl=context, backlog=1024)
    print(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    sys.stdout.flush()
    os._exit(0)  # connections may be waiting for ever


asyncio.run(main())
