"""What a job wrote, and from what: the hash of every file, taken when it was read or written.

Of the plan the part counts that the job's stage reads, as text. The record lies beside the job's
log. A later run compares what lies there with it (`made_before`), and the manifest is made of it:
what is changed afterwards was never vouched for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ipt_outcomes.console import job_log
from ipt_outcomes.library import files_behind
from ipt_outcomes.provenance import sha256
from ipt_outcomes.storage import write_text

ENDING = ".made.json"
# Inputs that people give; the plan's file is none of them, as a comment in it changes nothing.
_FROM_PEOPLE = ("raw", "lock")
_PLAN = "plan"
_LIBRARY = "library"
_PACKAGE = Path(__file__).parent
_LOCK = "requirements.lock"


@dataclass(frozen=True)
class Seen:
    """A file as it was: its hash; its size and the time of its last change, in nanoseconds.

    That time is the system's own, which nobody sets: not the date that a backup or an archive
    gives back.
    """

    sha256: str
    size: int
    changed: int

    @classmethod
    def now(cls, path: str | Path) -> Seen:
        """The file as it is. Raises OSError where it cannot be read."""
        found = Path(path).stat()
        return cls(sha256(path), found.st_size, found.st_ctime_ns)

    def touched(self, path: str | Path) -> bool:
        """Whether the file may have been changed; where not, it need not be read."""
        found = Path(path).stat()
        return (found.st_size, found.st_ctime_ns) != (self.size, self.changed)


@dataclass(frozen=True)
class Record:
    """A job's files by their names.

    inputs   those that people give
    read     what other jobs had written: the hash of each
    outputs  what it wrote
    plan     the hash of what it asks of the plan; none where it asks nothing
    library  what the code that it ran comes to
    """

    inputs: Mapping[str, Seen]
    read: Mapping[str, str]
    outputs: Mapping[str, Seen]
    plan: str
    library: str

    def text(self) -> str:
        """As it is written."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


@contextmanager
def job(snakemake: Any) -> Iterator[Callable[[str], None]]:
    """What a job's script runs in: its log, as `job_log` has it, and the record when it ends well.

    Gives the function that writes a line to the log.
    """
    log = Path(snakemake.log[0])
    given = dict(snakemake.input.items())
    params = dict(getattr(snakemake, "params", {}).items())
    with job_log(log) as say:
        record_file(log).unlink(missing_ok=True)
        inputs = {file: Seen.now(file) for name in _FROM_PEOPLE for file in _files(given.get(name))}
        others = [given[name] for name in given if name not in (*_FROM_PEOPLE, _PLAN)]
        read = _hashes(_files(others), log)
        yield say
        outputs = {file: Seen.now(file) for file in sorted(set(_files(snakemake.output)))}
        # Plan and code are as the workflow found them when the job was planned.
        plan = text_digest(str(params[_PLAN])) if _PLAN in params else ""
        library = str(params.get(_LIBRARY, ""))
        write_text(record_file(log), Record(inputs, read, outputs, plan, library).text())


def _hashes(files: Iterable[str], log: Path) -> dict[str, str]:
    """The hash of each; one that was not touched since it was written is not read for that."""
    known = {
        name: seen
        for record in records_of(Path(*log.parts[:2])).values()
        for name, seen in record.outputs.items()
    }
    return {
        name: known[name].sha256
        if name in known and not known[name].touched(name)
        else sha256(name)
        for name in sorted(set(files))
    }


def text_digest(text: str) -> str:
    """The hash of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def record_file(log: str | Path) -> Path:
    """Where the record of the job with that log lies."""
    return Path(log).with_suffix(ENDING)


def read_record(path: Path) -> Record | None:
    """The record of that file; None where it is not there or is no record."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        files = {
            kind: {str(name): Seen(**seen) for name, seen in said[kind].items()}
            for kind in ("inputs", "outputs")
        }
        read = {str(name): str(digest) for name, digest in said["read"].items()}
        return Record(**files, read=read, plan=str(said[_PLAN]), library=str(said[_LIBRARY]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def records_of(results: Path) -> dict[Path, Record]:
    """Every record of a trial's results, by its file.

    One that names outputs elsewhere was copied in from other results. It counts for nothing here:
    what it names is theirs, and what a record names may be deleted.
    """
    found = {path: read_record(path) for path in sorted(results.glob(f"logs/**/*{ENDING}"))}
    return {
        path: record
        for path, record in found.items()
        if record is not None and all(lies_in(name, results) for name in record.outputs)
    }


def lies_in(name: str, folder: Path) -> bool:
    """Whether a file of that name lies in the folder."""
    path = Path(name)
    return path.is_relative_to(folder) and ".." not in path.parts


def recorded_files(trial: str) -> dict[str, str]:
    """The hash of every file that the trial's jobs read of people's and wrote, as it was then."""
    found: dict[str, str] = {}
    for record in records_of(Path("results") / trial).values():
        for name, seen in (*record.inputs.items(), *record.outputs.items()):
            found[name] = seen.sha256
    return found


def library_digest(stage: str, known: dict[str, str]) -> str:
    """What the code of a stage's script comes to: one hash of it, the library behind, the lock.

    Whatever the files are called and wherever they lie. `known` keeps the hash of each, for other
    stages. Raises OSError where the script or the lock is not there.
    """
    script = Path("workflow") / "scripts" / f"{stage}.py"
    behind = (_PACKAGE / file for file in files_behind(script))
    names = [_LOCK, str(script), *map(str, behind)]
    known |= {name: sha256(name) for name in names if name not in known}
    return text_digest("\n".join(sorted(known[name] for name in names)))


def _files(named: Any) -> list[str]:
    """Paths as Snakemake hands them over: none, one, a list, or several by name."""
    if named is None:
        return []
    if isinstance(named, (str, Path)):
        return [str(named)]
    values = named.values() if isinstance(named, Mapping) else named
    return [file for value in values for file in _files(value)]
