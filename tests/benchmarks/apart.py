"""What a new process does for printing.py: it knows Django, as a worker does, and nothing of before."""

import re
import time
from multiprocessing.connection import Connection
from pathlib import Path


def print_and_tell(html: str, writer: Connection) -> None:
    """Print a page, and tell how many CPU seconds that took, and how much memory at the most, in MiB."""
    import django

    django.setup()
    from assessments.printing.pdf import render_pdf

    start = time.process_time()
    render_pdf(html)
    writer.send((time.process_time() - start, _most_memory()))


def _most_memory() -> float:
    """Return the most that this process held. What the system tells of a process counts its parent's too."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
