"""Pages of evidence as pictures: drawn by a child process with limits, so that no file is ever
shown as itself.
"""

from scoring.workbench.pictures.studio import NoPicture, Picture, Studio

__all__ = ["NoPicture", "Picture", "Studio"]
