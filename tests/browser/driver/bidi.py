"""One WebDriver BiDi connection: commands, pages, and what hides in closed shadow roots."""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import aiohttp

from driver.values import Value, plain

COMMAND_SECONDS = 30
POLL_SECONDS = 0.03
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Escape": "\ue00c", "Space": " ", "Down": "\ue015"}
"""Keys that are no letters, as WebDriver calls them."""

# What a reader sees of a root: its own text, and its shown elements (a style element is never shown).
_SHOWN_TEXT = """root => [...root.childNodes]
    .map((node) => node.nodeType === Node.TEXT_NODE ? node.data : node.checkVisibility?.() ? node.innerText : "")
    .join("\\n").trim()"""


class BidiError(Exception):
    """The browser refused a command, a script threw, or the connection ended."""


class WaitError(AssertionError):
    """A state did not come in time; holds the expression and the last value it had."""

    def __init__(self, expression: str, last: Value, seconds: float) -> None:
        super().__init__(f"after {seconds:g} s still not so: {expression}\nlast value: {last!r}")
        self.expression = expression
        self.last = last


class Bidi:
    """A connection to one browser; a `context` is the browser's id of one tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.events: list[dict[str, Value]] = []
        self._socket = socket
        self._ids = itertools.count(1)
        self._watched: dict[str, list[dict[str, Value]]] = {}
        self._waiting: dict[int, asyncio.Future[Value]] = {}
        self._pump = asyncio.create_task(self._read())

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Self]:
        """Open the websocket at `url` and close it at the end."""
        async with aiohttp.ClientSession() as http, http.ws_connect(url, max_msg_size=0) as socket:
            bidi = cls(socket)
            try:
                yield bidi
            finally:
                bidi._pump.cancel()
                with suppress(asyncio.CancelledError):
                    await bidi._pump

    async def ended(self) -> None:
        """Wait until the browser ends the connection, as it does when its last window closes."""
        await asyncio.wait([self._pump])

    async def command(self, method: str, /, **params: Value) -> Value:
        """Send one BiDi command and return its result.

        Raises:
            BidiError: the browser refused it or did not answer, or the connection ended.
        """
        if self._pump.done():
            raise BidiError(f"{method}: the connection has ended")
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                await self._socket.send_json({"id": number, "method": method, "params": params})
                reply = await answer
        except TimeoutError:
            raise BidiError(f"{method}: no answer in {COMMAND_SECONDS} s") from None
        except aiohttp.ClientConnectionError as error:
            raise BidiError(f"{method}: {error}") from error
        finally:
            del self._waiting[number]
        if reply["type"] == "error":
            raise BidiError(f"{method}: {reply['error']}: {reply['message']}")
        return reply["result"]

    async def subscribe(self, *events: str) -> None:
        """Ask for events by name; they gather in `events`, oldest first."""
        await self.command("session.subscribe", events=list(events))

    async def watch(self, event: str) -> list[dict[str, Value]]:
        """Ask for one event that gathers in a list of its own, and return that list, oldest first."""
        if event not in self._watched:
            self._watched[event] = []
            await self.subscribe(event)
        return self._watched[event]

    async def tabs(self) -> list[str]:
        """List the contexts of all open tabs."""
        tree = await self.command("browsingContext.getTree", maxDepth=0)
        return [entry["context"] for entry in tree["contexts"]]

    async def open_tab(self) -> str:
        """Open an empty tab and return its context."""
        return str((await self.command("browsingContext.create", type="tab"))["context"])

    async def close_tab(self, context: str) -> None:
        """Close a tab."""
        await self.command("browsingContext.close", context=context)

    async def resize(self, context: str, width: int, height: int) -> None:
        """Give a tab's page this size in CSS pixels, also one narrower than any window may be."""
        await self.command("browsingContext.setViewport", context=context, viewport={"width": width, "height": height})

    async def go(self, context: str, url: str) -> None:
        """Open an address in a tab and wait until it has loaded."""
        await self.command("browsingContext.navigate", context=context, url=url, wait="complete")

    async def press(self, context: str, *keys: str) -> None:
        """Press keys in a tab as a person does: letters, or keys named as in `KEYS`; several at once as `Shift+Tab`."""
        actions: list[Value] = []
        for key in keys:
            held = [KEYS.get(one, one) for one in key.split("+")]
            actions += [{"type": "keyDown", "value": one} for one in held]
            actions += [{"type": "keyUp", "value": one} for one in reversed(held)]
        await self.command(
            "input.performActions", context=context, actions=[{"type": "key", "id": "keyboard", "actions": actions}]
        )

    async def evaluate(self, context: str, expression: str, *, gesture: bool = False) -> Value:
        """Evaluate JavaScript in a tab, await its promise, and return a plain Python value.

        Args:
            context: the tab.
            expression: a JavaScript expression.
            gesture: run it as if the reader had just clicked, which some calls ask for.
        """
        target = {"context": context}
        return plain(
            await self._script("evaluate", expression=expression, target=target, userActivation=gesture),
        )

    async def wait_for(self, context: str, expression: str, timeout: float = 10) -> Value:  # noqa: ASYNC109
        """Poll a JavaScript expression until it is truthy and return its value.

        Raises:
            WaitError: it was not in time.
        """
        return await self.until(lambda: self.evaluate(context, expression), expression, timeout)

    async def until(self, probe: Callable[[], Awaitable[Value]], what: str, timeout: float = 10) -> Value:  # noqa: ASYNC109
        """Ask a probe until its answer is truthy and return that answer.

        An error is just another answer, because a page between two documents refuses scripts.

        Raises:
            WaitError: it was not in time; names what was waited for.
        """
        last: Value = None
        try:
            async with asyncio.timeout(timeout):
                while True:
                    try:
                        last = await probe()
                    except BidiError as error:
                        last = error
                    else:
                        if last:
                            return last
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError as error:
            raise WaitError(what, last, timeout) from error

    async def screenshot(self, context: str, path: Path) -> None:
        """Save what a tab shows as a PNG file."""
        shot = await self.command("browsingContext.captureScreenshot", context=context)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))

    async def closed_shadow_text(self, context: str, host: str) -> str | None:
        """Return the text shown in a host's shadow root, also a closed one; None without host or root.

        Args:
            context: the tab.
            host: the CSS selector of the root's host element.
        """
        root = await self._shadow_root(context, host)
        return None if root is None else str(await self._call(context, _SHOWN_TEXT, root, gesture=False))

    async def closed_shadow_call(self, context: str, host: str, function: str, *, gesture: bool = False) -> Value:
        """Call a JavaScript function with a host's shadow root, also a closed one, as its argument.

        Args:
            context: the tab.
            host: the CSS selector of the root's host element.
            function: a declaration such as `root => root.querySelector("button").click()`.
            gesture: run it as if the reader had just clicked.

        Raises:
            BidiError: there is no such root, or the function threw.
        """
        root = await self._shadow_root(context, host)
        if root is None:
            raise BidiError(f"no element with a shadow root matches {host}")
        return await self._call(context, function, root, gesture=gesture)

    async def wait_for_closed_shadow(self, context: str, host: str, function: str, timeout: float = 10) -> Value:  # noqa: ASYNC109
        """Poll a function of a host's shadow root until its value is truthy and return that value.

        Raises:
            WaitError: it was not in time.
        """
        return await self.until(
            lambda: self.closed_shadow_call(context, host, function),
            f"{function} in the shadow root of {host}",
            timeout,
        )

    async def _shadow_root(self, context: str, host: str) -> str | None:
        """Find the shared id of a host's shadow root; the browser tells it even of a closed one."""
        found = await self._script(
            "evaluate",
            expression=f"document.querySelector({json.dumps(host)})",
            target={"context": context},
            serializationOptions={"maxDomDepth": 0, "includeShadowTree": "all"},
        )
        root = found.get("value", {}).get("shadowRoot")
        return str(root["sharedId"]) if root else None

    async def _call(self, context: str, function: str, root: str, *, gesture: bool) -> Value:
        return plain(
            await self._script(
                "callFunction",
                functionDeclaration=function,
                arguments=[{"sharedId": root}],
                target={"context": context},
                userActivation=gesture,
            ),
        )

    async def _script(self, verb: str, **params: Value) -> dict[str, Value]:
        """Run a script and return its remote value."""
        outcome = await self.command(f"script.{verb}", awaitPromise=True, **params)
        if outcome["type"] != "success":
            raise BidiError(outcome["exceptionDetails"]["text"])
        remote: dict[str, Value] = outcome["result"]
        return remote

    async def _read(self) -> None:
        """Hand each answer to the command that waits for it, and keep the events."""
        try:
            async for message in self._socket:
                content = json.loads(message.data)
                answer = self._waiting.get(content.get("id"))
                if content["type"] == "event":
                    self._watched.get(content["method"], self.events).append(content)
                elif answer is not None and not answer.done():
                    answer.set_result(content)
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(BidiError("the connection ended"))
