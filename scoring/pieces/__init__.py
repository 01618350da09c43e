"""One YAML file cut at its records, so that a change costs one record and not the file.

A file is parsed whole the first time, and cut at the lines on which the parser saw its records
begin. Read again after an edit, it is cut at the same kind of lines; a piece whose text is known is
taken over with all that was found out about it, any other is parsed alone and must come out as
exactly one record. Whatever a quotation mark or a bracket would hide makes some piece unreadable,
and then the file is parsed whole again: the result is the same, only later.
"""
