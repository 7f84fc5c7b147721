"""What operators do to a running gateway; the command line is its client."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import msgspec
from fastapi import APIRouter, Request

from gateway.contracts import AliasState, Release
from gateway.errors import BadRequest
from gateway.keys import Caller
from gateway.purge import read_purge
from gateway.requests import read_body
from gateway.routes.openai import services_of

router = APIRouter(prefix="/admin")


@router.get("/aliases")
async def aliases(request: Request) -> dict[str, Any]:
    """Every alias with all its releases."""
    await _operator(request)
    states = services_of(request).aliases.all()
    return {"data": [_shown(state) for state in states]}


@router.put("/aliases/{alias}")
async def bind(request: Request, alias: str) -> dict[str, Any]:
    """Creates an alias, or replaces everything its live release binds."""
    operator = await _operator(request)
    body = read_body(await request.body())
    facts = {k: str(body.pop(k)) for k in ("intended_use", "limitations") if k in body}
    release = _convert({**body, "alias": alias}, Release)
    swapper = services_of(request).swapper
    return _shown(await swapper.bind(release, by=operator.key.key_id, **facts))


@router.post("/aliases/{alias}/promote")
async def promote(request: Request, alias: str) -> dict[str, Any]:
    """Puts an adapter version in force; `weight` below 1 makes it a canary."""
    operator = await _operator(request)
    body = read_body(await request.body())
    version, weight = _text(body, "version"), body.get("weight")
    if weight is not None and not (isinstance(weight, int | float) and 0 < weight <= 1):
        raise BadRequest("'weight' must lie in (0, 1]", param="weight")
    swapper = services_of(request).swapper
    return _shown(await swapper.promote(alias, version, weight=weight, by=operator.key.key_id))


@router.post("/aliases/{alias}/rollback")
async def rollback(request: Request, alias: str) -> dict[str, Any]:
    """Ends a canary, or restores the release before the live one."""
    operator = await _operator(request)
    return _shown(await services_of(request).swapper.rollback(alias, by=operator.key.key_id))


@router.post("/aliases/{alias}/pilot")
async def pilot(request: Request, alias: str) -> dict[str, Any]:
    """Gives a department another version; `version` null ends its pilot."""
    operator = await _operator(request)
    body = read_body(await request.body())
    version = None if body.get("version") is None else _text(body, "version")
    return _shown(
        await services_of(request).swapper.pilot(
            alias, _text(body, "department"), version, by=operator.key.key_id
        )
    )


@router.post("/aliases/{alias}/suspend")
async def suspend(request: Request, alias: str) -> dict[str, Any]:
    """Puts a fixed text in the alias's place."""
    operator = await _operator(request)
    text = _text(read_body(await request.body()), "text")
    return _shown(await services_of(request).swapper.suspend(alias, text, by=operator.key.key_id))


@router.post("/aliases/{alias}/resume")
async def resume(request: Request, alias: str) -> dict[str, Any]:
    """Lifts a suspension."""
    operator = await _operator(request)
    return _shown(await services_of(request).swapper.suspend(alias, None, by=operator.key.key_id))


@router.post("/adapters/{version}/load")
async def load(request: Request, version: str) -> dict[str, Any]:
    """Loads and proves a version on every replica."""
    await _operator(request)
    adapter = await services_of(request).swapper.load(version)
    return {"version": adapter.version, "stage": "proved"}


@router.get("/vault")
async def vault(request: Request) -> dict[str, Any]:
    """How many identity maps lie in the vault, by tenant; no value is read for it."""
    operator = await _operator(request)
    services = services_of(request)
    await services.recorder.audit("vault.listed", "vault", {"by": operator.key.key_id})
    rows = services.ledger.conversations
    holdings = await asyncio.to_thread(rows.holdings, time.time())
    return {"data": msgspec.to_builtins(holdings)}


@router.post("/vault/purge")
async def purge_vault(request: Request) -> dict[str, Any]:
    """Deletes what can be restored of a patient, a conversation or a whole tenant."""
    operator = await _operator(request)
    purge = read_purge(read_body(await request.body()))
    services = services_of(request)
    names = purge.names(services.ledger.keyring)
    detail = purge.audit_detail(names, by=operator.key.key_id)
    await services.recorder.audit("vault.purge", purge.tenant, detail)
    return {"purged": await services.vault.purge(purge.tenant, names)}


async def _operator(request: Request) -> Caller:
    caller = await services_of(request).keys.authenticate(request.headers.get("authorization"))
    caller.require("operator")
    return caller


def _convert(body: dict[str, Any], kind: type[Release]) -> Release:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise BadRequest(f"release: {error}") from error


def _text(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"'{field}' must be a non-empty string", param=field)
    return value


def _shown(state: AliasState) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(state)
    return {**shown, "release": state.live.id, "version": state.live.adapter or "base"}
