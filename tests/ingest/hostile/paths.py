"""What stands at a data file's path and is no file: `path` is any file of the small trial."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


def socket_of_a_service(path: Path) -> None:
    # A socket's path may have some hundred characters only.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(before)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def links_in_a_ring(path: Path) -> None:
    path.symlink_to("second")
    path.with_name("second").symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


# The maker and a word of the rule.
REFUSED: list[tuple[Callable[[Path], None], str]] = [
    (pipe, "not an ordinary file"),
    (link_to_a_pipe, "not an ordinary file"),
    (endless_device, "not an ordinary file"),
    (terminal, "not an ordinary file"),
    (socket_of_a_service, "not an ordinary file"),
    (folder, "a folder"),
    (link_to_itself, "not there"),
    (links_in_a_ring, "not there"),
    (link_to_nothing, "not there"),
]
SUFFIXES = (".csv", ".xlsx", ".sav", ".parquet")
