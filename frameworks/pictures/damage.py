"""What the libraries that read files raise where a file's bytes are damaged."""

import struct
import zipfile
import zlib

DAMAGED = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    SyntaxError,  # of XML and of PNG, as their readers say it
    *(struct.error, zipfile.BadZipFile, zlib.error),
)
"""These have no name in common, and openpyxl and Pillow pass on whichever they meet."""
