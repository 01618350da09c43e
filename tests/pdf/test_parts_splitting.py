"""Where a document is cut, and what each part holds."""

from scoring.pdf.parts.splitting import cut, separable, unmarked

HEAD = "<!DOCTYPE html><html lang=zh-CN><head><title>题</title></head><body class=a>"


def document(*pieces: str) -> str:
    return HEAD + "".join(pieces) + "</body></html>"


def chapters(count: int, text: str = "字") -> str:
    """Headings weigh three pages each."""
    return "".join(
        f'<h1 id="s{at}" data-part="heading">第{at}章</h1><p>{text}</p>' for at in range(count)
    )


def test_a_document_without_marks_and_a_short_one_stay_whole() -> None:
    assert [piece.html for piece in cut(document("<p>字</p>")).pieces] == [document("<p>字</p>")]
    short = cut(document("<main data-part=section>", chapters(3), "</main>"))
    assert len(short.pieces) == 1
    assert "data-part=" not in short.whole.replace("data-part=section", "")
    assert "break-before" not in short.whole


def test_every_piece_has_the_head_and_the_open_elements_and_ends_them() -> None:
    cutting = cut(document('<main id="m" class="x" data-part="section">', chapters(9), "</main>"))
    assert len(cutting.pieces) == 9
    first, second = cutting.pieces[0], cutting.pieces[1]
    assert (first.continued, second.continued) == (False, True)
    assert (
        second.html
        == HEAD + '<main class="x" data-again><h1 id="s1">第1章</h1><p>字</p></main></body></html>'
    )
    assert "".join(piece.html for piece in cutting.pieces).count('id="s3"') == 1
    assert cutting.whole.count('style="break-before:page"') == 8


def test_a_table_that_is_cut_has_its_columns_and_head_again_but_no_caption() -> None:
    rows = "".join(f'<tr data-part="row"><td id="r{at}">{at}</td></tr>' for at in range(700))
    table = (
        '<table class="grid" id="t"><caption>表</caption><colgroup><col></colgroup><thead><tr><th '
        'id="h">头</th></tr>'
        f'</thead><tbody class="long">{rows}</tbody></table><p>注</p>'
    )
    pieces = cut(document('<section class="land">', table, "</section>")).pieces
    assert len(pieces) == 3
    assert pieces[1].html.startswith(
        HEAD
        + '<section class="land" data-again><table class="grid" data-again><colgroup><col></colgroup>'
        '<thead><tr><th>头</th></tr></thead><tbody class="long" data-again><tr><td id="r300">'
    )
    assert pieces[0].html.endswith("</tr></tbody></table></section></body></html>")
    assert pieces[2].html.endswith("</tbody></table><p>注</p></section></body></html>")
    assert sum(piece.html.count("<tr><td") for piece in pieces) == 700


def test_cuts_follow_the_lines_and_never_the_length_of_a_text() -> None:
    texts = [
        cut(document("<main>", chapters(12, text), "</main>")).pieces
        for text in ("字", "很长的话" * 500)
    ]
    assert [len(pieces) for pieces in texts] == [12, 12]


def test_many_lines_of_small_groups_are_gathered() -> None:
    bands = "".join(
        f'<tbody data-part="band 20"><tr><td>{at}</td></tr></tbody>' for at in range(40)
    )
    pieces = cut(document("<table>", bands, "</table>")).pieces
    assert [piece.html.count("<tbody>") for piece in pieces] == [12, 12, 12, 4]


def test_what_stands_behind_the_contents_is_a_part_of_its_own() -> None:
    toc = '<nav class="toc" data-part="contents"><ol><li><a href="#a">甲</a></li></ol></nav>'
    pieces = cut(document("<p>封面</p>", toc, "<main>", chapters(8), "</main>")).pieces
    assert [piece.kind for piece in pieces[:3]] == ["text", "contents", "text"]
    assert "<main" not in pieces[1].html
    assert pieces[2].html.count("<nav") == 0


def test_marks_in_comments_pictures_and_heads_of_tables_do_not_count() -> None:
    inside = '<!-- <div data-part="section"> --><svg><g data-part="section"></g></svg>'
    inside += (
        '<table><thead data-part="section"><tr data-part="section"><th>x</th></tr></thead></table>'
    )
    assert len(cut(document(inside, "<main>", chapters(8), "</main>")).pieces) == 8 + 1


def test_unmarked_and_separable() -> None:
    assert unmarked('<h1 id="a" data-part="row 3">x</h1>') == '<h1 id="a">x</h1>'
    assert separable(document(chapters(3)))
    assert not separable(document("<style>@page land { size: A3 }</style>"))
    assert not separable(document('<p style="content: target-counter(attr(href), page)">'))
