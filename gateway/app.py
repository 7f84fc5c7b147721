"""The composition root: every part is made here once, and closed here in reverse order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
from fastapi import FastAPI

from gateway import discreet
from gateway.adapters.reconcile import Reconciler
from gateway.adapters.store import AdapterStore
from gateway.adapters.swap import Swapper
from gateway.admission import Admission
from gateway.aliases import AliasTable
from gateway.bootstrap import bind_starters
from gateway.crypto import Keyring
from gateway.engine import CONNECT_TIMEOUT_S, EnginePool
from gateway.keys import KeyRing
from gateway.ledger.store import Ledger, open_ledger
from gateway.operator import write_operator
from gateway.record import Recorder
from gateway.redaction import Redaction
from gateway.routes import admin, errors, feedback, health, openai
from gateway.services import Services
from gateway.settings import Settings, read_settings
from gateway.subject import shift_days
from gateway.telemetry import Metrics, Tracing
from gateway.vault import DateShift, Vault
from guards.encoder import Encoder
from guards.phi.detector import Detector
from guards.policy.presets import PolicySet
from guards.verdicts import DetectorUnavailable, EncoderUnavailable

EXPIRE_EVERY_S = 600.0
VAULT_EVERY_S = 0.2


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server as an ASGI application; nothing is opened before it starts."""
    chosen = settings or read_settings()
    discreet.install()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(chosen) as (services, reconciler):
            app.state.services = services
            app.state.reconciler = reconciler
            yield

    app = FastAPI(title="Preceptor", lifespan=lifespan, docs_url=None, redoc_url=None)
    for routes in (openai, feedback, admin, health):
        app.include_router(routes.router)
    errors.install(app)
    return app


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Services, Reconciler]]:
    """The parts of one gateway, alive while the context is."""
    async with AsyncExitStack() as stack:
        ledger = open_ledger(
            settings.home,
            url=settings.ledger_url,
            master_key_file=settings.master_key_file,
            may_create_key=settings.demo,
            may_be_locked=True,
        )
        stack.callback(ledger.close)
        session = await stack.enter_async_context(_session(settings))
        services = await _services(settings, ledger, session, stack)
        reconciler = Reconciler(ledger, services.engine, services.aliases, services.swapper)
        await stack.enter_async_context(_task(reconciler.run(settings.reconcile_every_s)))
        await stack.enter_async_context(_task(services.vault.run(VAULT_EVERY_S)))
        await stack.enter_async_context(_task(_expire(services)))
        yield services, reconciler


async def _services(
    settings: Settings, ledger: Ledger, session: aiohttp.ClientSession, stack: AsyncExitStack
) -> Services:
    metrics, aliases = Metrics(), AliasTable()
    recorder = Recorder(settings.home, ledger, metrics)
    stack.callback(recorder.close)
    await recorder.start()
    tracing = Tracing(settings.otlp_endpoint)
    stack.push_async_callback(asyncio.to_thread, tracing.close)
    redaction = Redaction(await asyncio.to_thread(_detector))
    await asyncio.to_thread(_warm_policies)
    stack.callback(redaction.close)
    vault = Vault(ledger.conversations, settings.identity_ttl_s, _date_shift(ledger.keyring))
    stack.push_async_callback(vault.flush)
    engine = EnginePool(settings.vllm_urls, session)
    store = AdapterStore(
        settings.home, settings.model_dir, settings.max_lora_rank, ledger.catalogue
    )
    if settings.demo:
        bind_starters(ledger, store, settings.adapters_dir)
    write_operator(settings.home, ledger, f"http://{settings.host}:{settings.port}")
    return Services(
        settings=settings,
        ledger=ledger,
        keys=KeyRing(ledger.credentials, ledger.keyring),
        admission=Admission(settings.max_inflight, settings.max_queued, settings.queue_timeout_s),
        aliases=aliases,
        vault=vault,
        redaction=redaction,
        engine=engine,
        swapper=Swapper(ledger.catalogue, engine, aliases, recorder),
        recorder=recorder,
        encoder=await asyncio.to_thread(_encoder),
        metrics=metrics,
        tracing=tracing,
        base_version=f"base@{store.base_digest[:12]}",
    )


def _session(settings: Settings) -> aiohttp.ClientSession:
    """The upstream client: no proxy from the environment, no cookies, no overall time limit."""
    headers = {}
    if settings.vllm_api_key is not None:
        headers["authorization"] = f"Bearer {settings.vllm_api_key.get_secret_value()}"
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=CONNECT_TIMEOUT_S, sock_read=settings.engine_idle_timeout_s
    )
    # vLLM closes idle connections after 5 s: ours end first, or a request may meet a closed one
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=4)
    return aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        read_bufsize=1 << 20,
    )


def _detector() -> Detector | DetectorUnavailable:
    """The detector, or why there is none: the server starts all the same and answers 503."""
    try:
        return _warm_detector()
    except DetectorUnavailable as error:
        logging.getLogger("preceptor.redaction").error("%s", error)
        return error


def _encoder() -> Encoder | None:
    """The encoder; chats do without it, embeddings are refused."""
    try:
        return Encoder.load()
    except EncoderUnavailable as error:
        logging.getLogger("preceptor.encoder").error("%s", error)
        return None


def _date_shift(keyring: Keyring) -> DateShift:
    """Shifts of dates by map, derived when asked for."""
    return lambda tenant, name: shift_days(tenant, name, keyring.derive("date shift"))


def _warm_detector() -> Detector:
    """A detector that has compiled its rules, so that the first request does not wait for it."""
    detector = Detector()
    detector.detect("warm up")
    return detector


def _warm_policies() -> None:
    """Compiles the policies' rules, for the same reason."""
    PolicySet.preset("patient-portal").judge_prompt(["warm up"])


async def _expire(services: Services) -> None:
    """Deletes expired identity maps, for ever."""
    while True:
        await asyncio.sleep(min(EXPIRE_EVERY_S, services.settings.identity_ttl_s))
        expired = await services.vault.expire()
        logging.getLogger("preceptor.vault").info("%d maps expired", expired)


@asynccontextmanager
async def _task(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs a coroutine beside the context and cancels it at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
