"""Our errors as HTTP, in OpenAI's shape: the one place that knows status codes."""

from __future__ import annotations

import math
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from gateway import errors
from gateway.errors import GatewayError
from gateway.ledger.database import LedgerConflict, LedgerError

STATUS: dict[type[GatewayError], int] = {
    errors.BadRequest: 400,
    errors.TooLarge: 413,
    errors.AuthenticationFailed: 401,
    errors.PermissionDenied: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.RateLimited: 429,
    errors.Overloaded: 503,
    errors.SafetyUnavailable: 503,
    errors.AdapterRefused: 422,
    errors.EngineUnavailable: 503,
    errors.EngineFailed: 502,
}


def status_of(error: GatewayError) -> int:
    """The status of the nearest class that has one."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def body_of(error: GatewayError) -> dict[str, Any]:
    """The error as OpenAI's clients expect it."""
    return _shape(error.message, error.kind, error.param, error.code)


def response_of(error: GatewayError, request_id: str | None = None) -> Response:
    """The whole response: status, body, and when to retry."""
    headers = {"x-request-id": request_id} if request_id else {}
    retry_after_s = getattr(error, "retry_after_s", None)
    if retry_after_s is not None:
        headers["retry-after"] = str(max(1, math.ceil(retry_after_s)))
    return JSONResponse(body_of(error), status_code=status_of(error), headers=headers)


def install(app: FastAPI) -> None:
    """Makes every error of the app leave in this shape."""

    @app.exception_handler(GatewayError)
    async def ours(_: Request, error: GatewayError) -> Response:
        return response_of(error)

    @app.exception_handler(LedgerError)
    async def ledger(_: Request, error: LedgerError) -> Response:
        if isinstance(error, LedgerConflict):
            return response_of(errors.Conflict(str(error)))
        return response_of(errors.SafetyUnavailable(str(error)))

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=499)  # nobody reads it: the body never came to its end

    @app.exception_handler(HTTPException)
    async def framework(_: Request, error: HTTPException) -> Response:
        message = f"{error.detail}: see the README for the paths that are served here"
        body = _shape(message, "invalid_request_error", None, "not_found")
        return JSONResponse(body, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> Response:
        message = f"an internal error ({type(error).__name__}); it was not your request"
        return JSONResponse(_shape(message, "api_error", None, "internal_error"), status_code=500)


def _shape(message: str, kind: str, param: str | None, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
