"""Is it alive, is it ready, how is it doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from gateway.routes.openai import services_of

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """200 while the process lives."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """200 when identifiers can be found and sealed, the ledger can be read, a replica is ready and
    every bound adapter is proved; `unfit` says in words what must be mended first.
    """
    reconciler = request.app.state.reconciler
    services = services_of(request)
    ready = reconciler.ready and not services.unfit
    body = {
        "ready": ready,
        "unfit": services.unfit,
        "ledger": reconciler.ledger_up,
        "ledger_behind": services.recorder.drain.failing,
        "replicas_ready": len(services.engine.ready),
        "replicas": len(services.engine.replicas),
        "unproved": reconciler.unproved,
    }
    headers = {} if ready else {"retry-after": "2"}
    return JSONResponse(body, status_code=200 if ready else 503, headers=headers)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus exposition."""
    services = services_of(request)
    shown = services.metrics
    shown.inflight.set(services.admission.running)
    shown.waiting.set(services.admission.waiting)
    shown.replicas.set(len(services.engine.ready))
    shown.journal_backlog.set(services.recorder.drain.failing)
    return Response(shown.exposition(), media_type=CONTENT_TYPE_LATEST)
