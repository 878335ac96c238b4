"""The command line: ``roundtable``. One command a file; data on stdout, words on stderr."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code; a fault of ours is one line, no trace.

    ``ROUNDTABLE_TRACE=1`` in the environment shows the trace, for whoever mends the fault.
    """
    from api.cli.app import app
    from api.cli.exit_codes import FAULT, INTERRUPTED

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # `roundtable show ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("ROUNDTABLE_TRACE"):
            raise
        sys.stderr.write(f"roundtable: a fault of ours ({type(error).__name__}): {error}\n")
        sys.exit(FAULT)
