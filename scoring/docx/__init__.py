"""HTML to Word, on a reference document; knows nothing of scores.

The page that is printed is what Word gets: its headings become headings, its tables tables, its
charts pictures. How all that looks stands in a reference document (:mod:`.reference`), which shows
every style and every kind of page under its name. Which class of the page takes which style is one
table (:mod:`.looks`).
"""
