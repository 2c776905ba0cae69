"""A port that is taken is refused: two servers on one port would answer in turn."""

import socket
from pathlib import Path

from tests.server.editing import command


def test_a_taken_port_is_refused_with_what_to_do(published: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = taken.getsockname()[1]
        result = command(published, "serve", "--port", port)
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.output
    assert "--port" in result.output
