"""A PostgreSQL of our own to measure on: `.venv/bin/python bench/postgres.py FOLDER` starts it, prints its address, and stays until Ctrl-C.

It keeps what it acknowledges (fsync and synchronous_commit are on, as in the house), listens on a socket in FOLDER alone, and finds
everything again when it is started again there. Takes 5 seconds.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import postgres_bin

OPTIONS = {
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
}


def main() -> int:
    """Start it and wait."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    programs, folder = postgres_bin(), Path(sys.argv[1]).resolve()
    if programs is None:
        print("PostgreSQL is not installed: apt-get install postgresql")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    # PostgreSQL never runs as root.
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if other:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    if not data.exists():
        make = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*other, *make], check=True, cwd=folder, capture_output=True)
    options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value.strip(chr(39))}")]
    server = subprocess.Popen(
        [*other, str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options], cwd=folder
    )
    print(f"postgresql://postgres@/postgres?host={folder}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return server.wait()
    except KeyboardInterrupt:
        # runuser keeps a signal to itself.
        subprocess.run(
            [*other, str(programs / "pg_ctl"), "-D", str(data), "-m", "fast", "stop"], check=True, cwd=folder
        )
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
