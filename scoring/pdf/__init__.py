"""HTML to PDF: faces, the jailed rendering process, long documents in parts, the copy for the
archive.
"""
