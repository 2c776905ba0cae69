"""What every template can use: words, addresses, the language, the published lists."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, request

from server.app import current_settings
from server.http.headers import static_version
from server.messages import HTML_LANGUAGE, translations
from server.urls import (
    choosing_path,
    document_path,
    key_of,
    query_path,
    with_query,
    workbench_path,
)


def install(app: Flask) -> None:
    """Give the templates of `app` their globals; words follow the language of each request."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: translations(_language()).gettext(message),
        lambda one, many, n: translations(_language()).ngettext(one, many, n),
        newstyle=True,
    )
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters["key_of"] = key_of
    environment.globals.update(
        href=href,
        static=static,
        query_path=_query_path,
        switch_language=_switch_language,
        key_of=key_of,
        choosing_path=choosing_path,
        workbench_path=workbench_path,
    )
    app.context_processor(_context)


def _language() -> str:
    language: str = g.get("language", "zh")
    return language


def _context() -> dict[str, Any]:
    from server.pages import navigation
    from server.reading.context import checklists

    settings = current_settings()
    view = g.get("view")
    known = view is not None and not g.get("failed")  # what just failed is not asked again
    return {
        "language": _language(),
        "html_language": HTML_LANGUAGE[_language()],
        "settings": settings,
        "navigation": navigation,
        "view_id": view.id if view else None,
        "checklists": checklists(view, _language(), settings.base) if known else [],
    }


def href(target: str | None) -> str | None:
    """The site path for an IRI or a path, in the language of the page."""
    if target is None:
        return None
    path = target if target.startswith("/") else document_path(target, current_settings().base)
    if path is None:
        return target
    return with_query(path, lang="en") if _language() == "en" else path


def _query_path(name: str, suffix: str = "", **parameters: str | list[str] | None) -> str:
    return href(query_path(name, suffix, **parameters)) or "/"


def _switch_language() -> str:
    """This page in the other language."""
    others = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    if _language() == "zh":
        others.append(("lang", "en"))
    path = quote(request.path, safe="/:@!$&'()*+,;=~")
    return f"{path}?{urlencode(others)}" if others else path


def static(name: str) -> str:
    """The address of a static file; it changes with the file's content."""
    return f"/static/{name}?v={static_version(name)}"
