//! HTML: tags, tables and comments, closed and not.

use super::make::{name, number, repeat, word};
use super::{Shape, shape};

pub(crate) const SHAPES: &[Shape] = &[
    shape("details", |n| repeat("<details><summary>a</summary>\n\nb\n\n</details>\n\n", n)),
    shape("details_open", |n| repeat("<details>\n\n", n)),
    shape("html_inline_open", |n| repeat("a <b> ", n)),
    shape("html_inline_addresses", |n| repeat("<b>www.e.org ", n)),
    shape("html_inline_images", |n| repeat("<b>![](x) ", n)),
    shape("html_inline_other_end", |n| repeat("a <b>c</i> ", n)),
    shape("html_inline_link_end", |n| repeat("a <b>c</a> ", n)),
    shape("html_inline_links", |n| repeat("<b><a href=\"https://e.org/\">a</a> ", n)),
    shape("html_inline_code", |n| repeat("<b>`a` ", n)),
    shape("html_inline_markdown_links", |n| repeat("<b>[a](https://e.org/) ", n)),
    shape("html_block_links", |n| "<div>\n".to_owned() + &repeat("<b><a href=\"https://e.org/\">a</a>", n)),
    shape("html_block_images", |n| "<div>\n".to_owned() + &repeat("<b><img src=\"x\">", n)),
    shape("html_block_ends", |n| "<div>\n".to_owned() + &repeat("<b>a</i></a>", n)),
    shape("html_soup", |n| repeat("<div><table><tr><td>a</td></div></table><p>", n)),
    shape("html_less_than", |n| "<".repeat(n)),
    shape("html_anchor_open", |n| repeat("<a href=\"", n)),
    shape("html_anchor_open_inline", |n| repeat("a <a href=\"", n)),
    shape("html_anchor_open_single", |n| repeat("a <a href='", n)),
    shape("html_anchor_open_spaced", |n| repeat("a <a ", n)),
    shape("html_comments_open", |n| repeat("<!-- a\n", n)),
    shape("html_comments_open_inline", |n| repeat("a <!-- ", n)),
    shape("html_comments_closed", |n| repeat("<!-- a -->\n", n)),
    shape("html_comments_one_line", |n| "<div>".to_owned() + &repeat("<!-- a -->", n)),
    shape("html_comments_odd", |n| "<div>\n".to_owned() + &repeat("<?a>", n)),
    shape("html_comments_odd_end", |n| "<div>\n".to_owned() + &repeat("</ a>", n)),
    shape("html_comments_odd_declared", |n| "<div>\n".to_owned() + &repeat("<!a>", n)),
    shape("html_comments_odd_dashes", |n| "<div>\n".to_owned() + &repeat("<!-a>", n)),
    shape("html_comments_odd_empty", |n| "<div>\n".to_owned() + &repeat("<!>", n)),
    shape("html_comments_short", |n| "<div>\n".to_owned() + &repeat("<!-->", n)),
    shape("html_comments_bang_end", |n| "<div>\n".to_owned() + &repeat("<!--a--!>", n)),
    shape("html_cdata_open", |n| repeat("a <![CDATA[ ", n)),
    shape("html_instruction_open", |n| repeat("a <? ", n)),
    shape("html_declaration_open", |n| repeat("a <!A ", n)),
    shape("html_attributes", |n| format!("<a {}>", repeat("x=\"y\" ", n))),
    shape("html_attributes_single", |n| format!("<a {}>", repeat("x='y' ", n))),
    shape("html_attributes_distinct", |n| number("<a ", n, |i| format!("x{i}=\"y\" ")) + ">"),
    shape("html_attributes_open", |n| "<a ".to_owned() + &repeat("x=\"y ", n)),
    shape("html_table", |n| {
        let head = "<table><tr><th>Name</th><th>Link</th></tr>\n";
        number(head, n, |i| format!("<tr><td>{}</td><td><a href=\"https://e.org/{i}\">p</a></td></tr>\n", name(i)))
            + "</table>\n"
    }),
    shape("html_table_rowspans", |n| {
        let head = "<table><tr><th>Name</th><th>Link</th></tr>\n";
        number(head, n, |i| format!("<tr><td rowspan=\"65534\">{}</td></tr>\n", name(i))) + "</table>\n"
    }),
    shape("html_table_colspans", |n| {
        let row = "<tr><td colspan=\"1000\" rowspan=\"1000\">a</td></tr>\n";
        format!("<table><tr><th>Name</th><th>Link</th></tr>\n{}</table>\n", repeat(row, n))
    }),
    shape("html_tables_nested", |n| repeat("<table><tr><td>", n)),
    shape("html_cells_open", |n| "<table><tr>".to_owned() + &repeat("<td>a", n)),
    shape("html_cells_with_bold", |n| "<table><tr><td>".to_owned() + &repeat("<b>a", n)),
    shape("html_cell_blank_lines", |n| "<table><tr><td>\n\n".to_owned() + &repeat("a\n\n", n)),
    shape("html_divs_nested", |n| repeat("<div>", n) + "a"),
    shape("html_divs_nested_lines", |n| repeat("<div>\n\na\n\n", n)),
    shape("html_lists_nested", |n| repeat("<ul><li>a", n)),
    shape("html_lists_open", |n| repeat("<ul>", n) + "a"),
    shape("html_lists_in_lists", |n| repeat("<ul>", n / 2) + "\n\n" + &repeat("- a <ul>\n", n / 2)),
    shape("html_lists_ended", |n| repeat("<ul><li>a</ul>", n)),
    shape("html_anchors", |n| number("", n, |i| format!("<a id=\"x{i}\"></a>\n\n[b](#x{i})\n\n"))),
    shape("html_anchors_same", |n| repeat("<a id=\"x\"></a>\n\n", n)),
    shape("html_breaks", |n| repeat("a<br>", n)),
    shape("html_script_open", |n| repeat("<script>a\n\n", n)),
    shape("html_headings_open", |n| repeat("<h2>a", n)),
    shape("html_summaries_open", |n| repeat("<details><summary>a", n)),
    shape("html_names_long", |n| format!("<{}>", "a".repeat(n))),
    shape("html_tags_unknown", |n| number("", n, |i| format!("<{}> ", word(i).to_lowercase()))),
];
