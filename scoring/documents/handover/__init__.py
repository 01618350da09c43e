"""Fills a 迎检卷宗: its index page, its catalogues and lists, and the files themselves."""

from scoring.documents.handover.packing import Packed, pack, package_name

__all__ = ["Packed", "pack", "package_name"]
