"""Tracing, off unless asked for: LangSmith by its usual variables, OpenTelemetry by BANTAM_OTEL."""

import importlib
import importlib.util
import os

from service.model_settings import ModelSettings


class TracingUnavailable(Exception):
    """Tracing was asked for and cannot be had; says what to install."""


def start_tracing(settings: ModelSettings) -> None:
    """Hand LangSmith's variables on (a `.env` is not in the environment that it reads), and start an exporter."""
    if settings.langsmith_tracing:
        key = settings.langsmith_api_key
        given = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": key.get_secret_value() if key is not None else None,
            "LANGSMITH_PROJECT": settings.langsmith_project,
            "LANGSMITH_ENDPOINT": settings.langsmith_endpoint,
        }
        for name, value in given.items():
            if value is not None:
                os.environ.setdefault(name, value)
    if settings.bantam_otel:
        _export_spans()


def _export_spans() -> None:
    """Spans to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names. A provider that is set up already is kept."""
    from opentelemetry import trace

    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return
    for package in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"):
        if not _is_there(package):
            raise TracingUnavailable(
                "BANTAM_OTEL needs opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http: "
                "install both into .venv with pip, or run under opentelemetry-instrument."
            )
    sdk = importlib.import_module("opentelemetry.sdk.trace")
    export = importlib.import_module("opentelemetry.sdk.trace.export")
    otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    provider = sdk.TracerProvider()
    provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def _is_there(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False
