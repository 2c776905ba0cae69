"""The WSGI application that the web server loads: `server.wsgi:create`."""

import http.client
import threading
import time

from server.app import create_served_app
from server.delivery import WSGI, Whole
from server.settings import Settings


def create() -> WSGI:
    """The served application behind its middleware; settings come from the environment. Once it
    answers, one line says where."""
    app = create_served_app()
    settings: Settings = app.config["SETTINGS"]
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    return Whole(app, settings.whole_bytes)


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
