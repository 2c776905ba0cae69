"""The application factory: settings in, a WSGI application out."""

import logging
from urllib.parse import quote, urlsplit, urlunsplit

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import PathConverter, RequestRedirect

from server.clients import networks
from server.errors import (
    Broken,
    NotAcceptable,
    NotAllowed,
    NotDelivered,
    NotFound,
    NothingPublished,
    ServiceError,
)
from server.http.coding import IDENTITY, OFFERED
from server.http.headers import CORS, NO_STORE, PREFLIGHT, REVALIDATE, SECURITY, freshness
from server.http.middleware import CODING, REFUSAL, VIEW
from server.messages import LANGUAGES
from server.request_ids import request_id
from server.settings import Settings, from_environment
from server.store.interface import Store, View
from server.workers.errors import WorkerError

_LOG = logging.getLogger("lifematters")
_ASCII = bytes(range(128))


class _Path(PathConverter):
    """The rest of an address, with whatever characters it has: a line break too."""

    regex = r"[^/][\s\S]*?"


def create_app(settings: Settings, store: Store) -> Flask:
    """The service over `store`. The caller closes the store, `config["VALIDATIONS"]`, whose
    processes start with the first validation, and `config["DUMPS"]`, whose with the first dump."""
    from server import graphs, openapi, resources, vocabulary
    from server.access import Access
    from server.api import lookup
    from server.api import views as api
    from server.bodies import Bodies
    from server.description import views as description
    from server.downloads import everything
    from server.downloads import views as downloads
    from server.drafts import views as drafts
    from server.feed import views as feed
    from server.history import views as history
    from server.matching import views as matching
    from server.pages import (
        assignments,
        editions,
        environment,
        heat,
        help,
        meeting,
        my_list,
        network,
        quality,
        search,
        site,
        sitemap,
    )
    from server.reconciliation import views as reconciliation
    from server.saved import gallery_page, keeping, views
    from server.sparql import protocol, running, update
    from server.sparql.bodies import FORM_FACTOR
    from server.sparql.downloads import Downloads
    from server.store.dumps import Dumps
    from server.store.folder import DataFolder
    from server.validation import views as validation
    from server.workbench import views as workbench
    from server.workers.dumps import DumpMaker
    from server.workers.validation import Validations

    app = Flask(__name__)
    app.url_map.converters["path"] = _Path
    app.url_map.merge_slashes = False  # the name of a graph may have two
    app.config["SETTINGS"] = settings
    app.config["STORE"] = store
    app.config["ACCESS"] = Access(settings)
    app.config["DOWNLOADS"] = Downloads(settings.large_downloads)
    app.config["VALIDATIONS"] = Validations(
        settings.validation_workers, settings.validation_memory, settings.validation_queue
    )
    app.config["DUMPS"] = DumpMaker(
        Dumps(DataFolder(settings.data), settings.dump_folder), makes=settings.makes_dumps
    )
    app.config["BODIES"] = Bodies(settings, "bodies", "body_deadline")
    app.config["WRITE_BODIES"] = Bodies(settings, "write_bodies", "update_deadline")
    app.config["VALIDATION_BODIES"] = Bodies(settings, "validation_bodies", "validation_deadline")
    app.config["PROXIES"] = networks(settings.trusted_proxies)
    app.config["MAX_CONTENT_LENGTH"] = FORM_FACTOR * settings.query_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_FACTOR * settings.query_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    environment.install(app)
    for module in (
        site,
        network,
        heat,
        quality,
        editions,
        help,
        meeting,
        assignments,
        my_list,
        views,
        gallery_page,
        keeping,
        protocol,
        running,
        workbench,
        update,
        graphs,
        description,
        resources,
        vocabulary,
        validation,
        drafts,
        matching,
        openapi,
        api,
        lookup,
        search,
        reconciliation,
        downloads,
        everything,
        sitemap,
        feed,
        history,
    ):
        app.register_blueprint(module.blueprint)
    app.before_request(_begin)
    app.after_request(_headers)
    app.register_error_handler(ServiceError, _answer_error)
    app.register_error_handler(WorkerError, _unanswered)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def create_served_app() -> Flask:
    """The application of `lifematters serve`; settings come from the environment."""
    settings = from_environment()
    app = create_app(settings, store_of(settings))
    app.config["VALIDATIONS"].warm()
    app.config["DUMPS"].follow()
    return app


def store_of(settings: Settings) -> Store:
    """The store that `settings` name: an engine elsewhere, or the embedded one. Raises FolderError
    where the data folder cannot be served by it."""
    if settings.store:
        from server.store.remote.home import RemoteStore

        return RemoteStore(settings)
    from server.store.embedded import EmbeddedStore

    return EmbeddedStore(settings)


def current_settings() -> Settings:
    """The settings of the application that answers this request."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def current_view() -> View:
    """The published state this request reads, the same from its first byte to its last. Raises
    NothingPublished before the first publication, NotDelivered before an engine has it."""
    view: View | None = g.view
    if view is None:
        raise NotDelivered if current_settings().store else NothingPublished
    return view


def _begin() -> Response | None:
    # bytes that are no ASCII must come percent-encoded: they are read as if they had been
    request.query_string = quote(request.query_string, safe=_ASCII).encode()
    given = request.args.get("lang", "")
    g.language = given if given in LANGUAGES else "zh"
    store: Store = current_app.config["STORE"]
    g.view = request.environ[VIEW] if VIEW in request.environ else store.present()
    if REFUSAL in request.environ:
        raise request.environ[REFUSAL]
    if request.environ.get(CODING, "") is None and request.method != "OPTIONS":
        offered = (*OFFERED, IDENTITY)
        raise NotAcceptable(offered="、".join(offered), available=list(offered))
    return _led(request.routing_exception)


def _led(error: HTTPException | None) -> Response | None:
    """A redirect of the framework without its host, which is whatever the client says."""
    if not isinstance(error, RequestRedirect):
        return None
    place = urlsplit(error.new_url)
    location = urlunsplit(("", "", place.path, place.query, ""))
    return Response(status=error.code, headers={"Location": location})


def _headers(response: Response) -> Response:
    """The headers of every answer. One of OPTIONS tells a script of another site what it may do
    (Fetch standard, section 3.2.3); errors are never kept by anyone, redirects are asked again."""
    for name, value in {**SECURITY, **CORS}.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS" and response.status_code < 300:
        response.headers.setdefault("Access-Control-Allow-Methods", response.headers["Allow"])
        for name, value in PREFLIGHT.items():
            response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = freshness(
            request.path, request.query_string.decode("latin-1")
        )
    if response.status_code >= 400:
        response.headers["Cache-Control"] = NO_STORE
    elif response.status_code >= 300:
        response.headers.setdefault("Cache-Control", REVALIDATE)
    return response


def _answer_error(error: ServiceError) -> Response:
    from server.pages.errors import error_response

    level = logging.INFO if error.status < 500 or error.retry_after else logging.WARNING
    _LOG.log(level, "%s %s %s %s", *_request(), error.status, error.code)
    return error_response(error)


def _unanswered(error: WorkerError) -> Response:
    """What a page asked and was not answered."""
    from server.sparql.failures import failing

    settings = current_settings()
    try:
        with failing(settings.trusted_deadline, settings.page_threads):
            raise error
    except ServiceError as said:
        return _answer_error(said)
    except WorkerError as other:
        return _unexpected(other)


def _request() -> tuple[str, str]:
    """How the log names the request: its id, and what it asked for on one line."""
    return request_id(request.environ), f"{request.method} {quote(request.path)}"


def _http_error(error: HTTPException) -> Response:
    """What the framework refuses becomes one of ours; its redirects stay what they are."""
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        response = _answer_error(NotAllowed(method=request.method, allowed=allowed))
        response.headers["Allow"] = allowed
        return response
    if error.code is not None and error.code < 400:
        return current_app.make_response(error.get_response())
    if error.code == 404:
        return _answer_error(NotFound(path=request.path))
    return _answer_error(_plain(error))


def _plain(error: HTTPException) -> ServiceError:
    from server.errors import MalformedRequest, QueryTooLong

    if error.code == 413:
        settings = current_settings()
        return QueryTooLong(size=request.content_length or 0, limit=settings.query_bytes)
    return MalformedRequest() if error.code == 400 else Broken()


def _unexpected(error: Exception) -> Response:
    _LOG.exception("%s unexpected error at %s", *_request(), exc_info=error)
    return _answer_error(Broken())
