"""What can go wrong in the gateway, as one tree.

    GatewayError
    ├── BadRequest                  the body cannot be served as it is
    │   ├── ContextTooLong          prompt and answer exceed the model's context
    │   └── UnsupportedInput        content that cannot be checked for identifiers
    ├── TooLarge                    the body exceeds the size limit
    ├── AuthenticationFailed        no key, or a wrong or revoked one
    ├── PermissionDenied            the key's role may not do this
    ├── NotFound                    no such path or object
    │   └── UnknownModel            no such alias
    ├── Conflict                    another change came first
    ├── RateLimited                 the key's own limit; retry later
    ├── Overloaded                  the gateway's queue is full; retry later
    ├── SafetyUnavailable           a guard, the vault or the audit could not run: fail closed
    ├── AdapterRefused              the adapter cannot be served, with the reason
    └── EngineFailed                vLLM failed or answered nonsense
        └── EngineUnavailable       no vLLM replica can take the request now

Messages carry ids and limits, never text of a request, and say what to do next. `gateway.routes`
alone knows which HTTP status each becomes.
"""

from __future__ import annotations


class GatewayError(Exception):
    """Any failure the gateway can name. `code` and `param` go on the wire as OpenAI has them."""

    code: str | None = None
    kind = "api_error"

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code or self.code


class BadRequest(GatewayError):
    kind = "invalid_request_error"


class ContextTooLong(BadRequest):
    code = "context_length_exceeded"


class UnsupportedInput(BadRequest):
    code = "unsupported_content"


class TooLarge(GatewayError):
    kind = "invalid_request_error"
    code = "request_too_large"


class AuthenticationFailed(GatewayError):
    kind = "authentication_error"
    code = "invalid_api_key"


class PermissionDenied(GatewayError):
    kind = "permission_error"
    code = "permission_denied"


class NotFound(GatewayError):
    kind = "invalid_request_error"
    code = "not_found"


class UnknownModel(NotFound):
    code = "model_not_found"


class Conflict(GatewayError):
    kind = "invalid_request_error"
    code = "conflict"


class RateLimited(GatewayError):
    """The caller's own limit; `retry_after_s` says when to try again."""

    kind = "rate_limit_error"
    code = "rate_limit_exceeded"

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Overloaded(GatewayError):
    """The gateway is full or not ready; `retry_after_s` says when to try again."""

    kind = "overloaded_error"
    code = "overloaded"

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SafetyUnavailable(GatewayError):
    """Safety that cannot run fails closed; nothing was sent to the model or released."""

    code = "safety_unavailable"
    retry_after_s = 1.0


class AdapterRefused(GatewayError):
    kind = "invalid_request_error"
    code = "adapter_refused"


class EngineFailed(GatewayError):
    code = "engine_failed"


class EngineUnavailable(EngineFailed):
    code = "engine_unavailable"
    retry_after_s = 2.0
