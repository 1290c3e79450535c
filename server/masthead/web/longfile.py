"""An answer that is too long for memory."""

import asyncio
from typing import BinaryIO

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.web_request import BaseRequest


class LongFile(web.StreamResponse):
    """A part of a file, which the system copies from the disk to the line.

    It is sent while aiohttp prepares the answer, as its own answers with files are: a reader who goes away meanwhile is
    then no error, and is not written down as one.
    """

    def __init__(self, file: BinaryIO, part: slice, *, status: int, headers: dict[str, str]) -> None:
        super().__init__(status=status, headers=headers)
        self._file = file
        self._part = part
        self.content_length = part.stop - part.start

    async def prepare(self, request: BaseRequest) -> AbstractStreamWriter | None:
        """Send everything and close the file."""
        with self._file:
            writer = await super().prepare(request)
            if request.method == hdrs.METH_GET:
                if request.transport is None or request.transport.is_closing():
                    raise ConnectionResetError("the reader has gone")
                loop = asyncio.get_running_loop()
                await loop.sendfile(request.transport, self._file, self._part.start, self.content_length)
            await self.write_eof()
        return writer
