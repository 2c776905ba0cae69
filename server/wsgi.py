"""The WSGI application that the web server loads: `server.wsgi:create`."""

import http.client
import threading
import time
from functools import partial
from typing import Any

from flask import Flask, Request

from server.app import create_served_app
from server.delivery import WSGI, Whole
from server.http.build import digest
from server.http.cache import Cache
from server.http.middleware import Answers
from server.http.silence import Silence
from server.http.tags import Tags
from server.request_ids import Identified
from server.settings import Settings
from server.sparql.bodies import FORM_FACTOR, query_body
from server.store.folder import DataFolder
from server.store.interface import Store
from server.store.keys import installation_key


def create() -> WSGI:
    """The served application behind its middleware; settings come from the environment. Once it
    answers, one line says where."""
    app = create_served_app()
    settings: Settings = app.config["SETTINGS"]
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    return Silence(Identified(in_front_of(app)))


def in_front_of(app: Flask) -> Answers:
    """`app` behind its middleware, as it is served."""
    settings: Settings = app.config["SETTINGS"]
    store: Store = app.config["STORE"]
    key = installation_key(DataFolder(settings.data), "entity-tags")
    return Answers(
        Whole(app, settings.whole_bytes),
        store.present,
        Tags(key, digest(settings)),
        Cache(settings.cache_bytes),
        whole=settings.whole_bytes,
        query_body=FORM_FACTOR * settings.query_bytes,
        read=partial(_read, app),
    )


def _read(app: Flask, environ: dict[str, Any]) -> bytes:
    return query_body(app, Request(environ))


def _announce(settings: Settings) -> None:
    for _ in range(600):
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
        try:
            connection.request("HEAD", "/queries")
            connection.getresponse().read()
            break
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    else:
        return
    address = f"http://{settings.host}:{settings.port}/"
    note = f"；{settings.base} 为临时地址，请勿登记 / temporary" if settings.temporary else ""
    print(f"Lifematters 正在 {address} 提供服务 / is serving{note}", flush=True)
