"""The command line as a client of the running server, by the home's operator credential."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any

import msgspec

from gateway.commands.output import NotRunning
from gateway.errors import EngineFailed, GatewayError
from gateway.operator import read_operator
from gateway.settings import Settings

TIMEOUT_S = 120.0


def call(settings: Settings, method: str, path: str, body: Any = None) -> Any:
    """Calls the admin API of the running server.

    Raises:
        NotRunning: there is no server to call.
        GatewayError: the server refuses, with its own words; EngineFailed when it could not try.
    """
    operator = read_operator(settings.home)
    if operator is None:
        raise NotRunning(f"no server has been started in {settings.home}; run `preceptor serve`")
    request = urllib.request.Request(
        operator.url + path,
        method=method,
        data=None if body is None else msgspec.json.encode(body),
        headers={"authorization": f"Bearer {operator.key}", "content-type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return msgspec.json.decode(response.read())
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read()) from None
    except (OSError, http.client.HTTPException) as error:
        raise NotRunning(f"no server answers at {operator.url}; run `preceptor serve`") from error


def _refusal(status: int, body: bytes) -> GatewayError:
    try:
        message = str(msgspec.json.decode(body)["error"]["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        message = f"the server answered {status}"
    return EngineFailed(message) if status >= 500 else GatewayError(message)
