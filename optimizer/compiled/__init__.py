"""Compiled code and where its machine code is kept.

Compiling takes a minute or so on a new machine. What is compiled is therefore kept in a folder that
is named after everything it was made from, is written to wherever there is room, and is marked once
it is complete: who has no time to wait can ask first.
"""

from optimizer.compiled.folder import Folder, folder_of
from optimizer.compiled.kernel import inner, kernel

__all__ = ["Folder", "folder_of", "inner", "kernel"]
