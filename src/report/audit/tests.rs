//! Whole reports of audits, made by hand. The snapshots were read.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::{
    audit::{
        AuditSummary, AuditedLink, ChangeIndices, CurrentStanding, HostSummary, LinkHistory, LinkPlace,
        PastObservation, RunMark, RunSummary,
    },
    finding::Severity,
    probe::{Cause, LinkState, NetworkState},
    source::Span,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn started() -> Timestamp {
    at("2026-11-24T06:00:00Z")
}

fn place(path: &str, line: usize, record: Option<&str>) -> LinkPlace {
    let span = Some(Span::new(line * 40, line * 40 + 21));
    LinkPlace { path: path.to_owned(), line, column: 9, record: record.map(str::to_owned), span }
}

/// A link that was alive on as many nights as `nights` has, but for the last ones: each cause for so many nights.
fn link(url: &str, nights: &[(Cause, usize)], severity: Option<Severity>) -> AuditedLink {
    let count: usize = nights.iter().map(|(_, count)| count).sum();
    let mut seen = Vec::new();
    for &(cause, count_of) in nights {
        for _ in 0..count_of {
            let back = i64::try_from(count - 1 - seen.len()).unwrap();
            let status = match cause {
                Cause::Alive => Some(200),
                Cause::NotFound => Some(404),
                Cause::Challenged => Some(403),
                _ => None,
            };
            seen.push(RunMark {
                at: started() - SignedDuration::from_hours(24 * back),
                verdict: cause.state(),
                cause,
                status,
            });
        }
    }
    let last = seen.last().unwrap().clone();
    let alive = |night: &&RunMark| matches!(night.verdict, LinkState::Alive | LinkState::Moved);
    let last_alive = seen.iter().rfind(alive).map(|night| night.at);
    let run = seen.iter().rev().take_while(|night| night.cause == last.cause).count();
    let failures = if alive(&&last) { 0 } else { run as u32 };
    AuditedLink {
        url: url.to_owned(),
        verdict: last.verdict,
        cause: last.cause,
        status: last.status,
        final_url: None,
        evidence: String::new(),
        suggestion: None,
        archived: false,
        archived_at: None,
        flapping: false,
        since: seen.get(seen.len() - run).map(|night| night.at),
        last_alive,
        last_asked: Some(last.at),
        failures,
        severity,
        places: vec![place("README.md", 12, Some("KiTS23"))],
        nights: seen,
    }
}

fn audit(links: Vec<AuditedLink>, changes: ChangeIndices) -> AuditOutcome {
    let count = |state| links.iter().filter(|link| link.verdict == state).count();
    let severe = |severity| links.iter().filter(|link| link.severity == Some(severity)).count();
    let summary = AuditSummary {
        links: links.len(),
        alive: count(LinkState::Alive),
        moved: count(LinkState::Moved),
        dead: count(LinkState::Dead),
        unclear: count(LinkState::Unclear),
        skipped: count(LinkState::Skipped),
        errors: severe(Severity::Error),
        warnings: severe(Severity::Warning),
        infos: severe(Severity::Info),
    };
    let hosts = if links.is_empty() { Vec::new() } else { hosts() };
    AuditOutcome {
        schema: 1,
        run: RunSummary {
            id: 12,
            started: started(),
            finished: started() + SignedDuration::from_secs(200),
            network: NetworkState::Ok,
            reason: None,
            asked: links.len() / 3,
            requests: links.len() as u64,
        },
        links,
        hosts,
        changes,
        summary,
    }
}

fn hosts() -> Vec<HostSummary> {
    let host = |host: &str, links, dead, incident| HostSummary {
        host: host.to_owned(),
        links,
        alive: links - dead,
        dead,
        unclear: 0,
        requests: 3,
        median_ms: Some(240),
        incident,
    };
    vec![host("example.org", 5, 2, false), host("example.com", 3, 0, false), host("slow.example", 2, 0, true)]
}

/// One link of each kind.
fn sample() -> AuditOutcome {
    let alive = (Cause::Alive, 9);
    let mut dead = link("https://example.org/data/kits", &[alive, (Cause::NotFound, 3)], Some(Severity::Error));
    dead.evidence = "404 for the page and for its variants; the host answers otherwise".into();
    dead.suggestion = Some("https://web.archive.org/web/20261101000000/https://example.org/data/kits".into());
    dead.archived = true;
    dead.archived_at = Some(at("2026-11-01T00:00:00Z"));
    dead.places = (1..6).map(|line| place("docs/more.md", line, Some("KiTS19"))).collect();
    let recovered = link("https://example.com/back", &[alive, (Cause::Reset, 2), (Cause::Alive, 1)], None);
    let mut moved = link("http://example.com/old/page", &[alive, (Cause::Path, 3)], Some(Severity::Info));
    moved.suggestion = Some("https://example.com/new/page".into());
    moved.evidence = "301 all the way".into();
    let mut still = link("https://gone.example/", &[(Cause::NoDomain, 12)], Some(Severity::Error));
    still.evidence = "no such domain, say two resolvers".into();
    let mut walled = link("https://walled.example/a", &[alive, (Cause::Challenged, 31)], Some(Severity::Info));
    walled.evidence = "a challenge of Cloudflare (cf-mitigated)".into();
    let mut failing = link("https://slow.example/x", &[alive, (Cause::ConnectTimeout, 2)], Some(Severity::Info));
    failing.evidence = "no connection within 10 s, three times".into();
    let mut notice = link("https://github.com/a/b", &[alive, (Cause::Archived, 1)], Some(Severity::Info));
    notice.evidence = "the repository is read-only".into();
    let unclear = link("https://limits.example/", &[alive, (Cause::RateLimited, 1)], None);
    let fine = link("https://example.org/", &[alive], None);
    let unasked = link("https://late.example/", &[alive, (Cause::Budget, 1)], None);
    let links = vec![fine, dead, recovered, moved, still, walled, failing, notice, unclear, unasked];
    audit(links, ChangeIndices { new: vec![1], recovered: vec![2], still: vec![4] })
}

/// A catalog of which much is dead.
fn large(count: usize) -> AuditOutcome {
    let mut links = Vec::new();
    let mut changes = ChangeIndices::default();
    for at in 0..count {
        let url = format!("https://host{}.example/sets/number-{at}", at % 600);
        let mut own = match at % 40 {
            0 => link(&url, &[(Cause::Alive, 50), (Cause::NotFound, 10)], Some(Severity::Error)),
            1 => link(&url, &[(Cause::Alive, 57), (Cause::Path, 3)], Some(Severity::Info)),
            2 => link(&url, &[(Cause::Alive, 20), (Cause::Blocked, 40)], Some(Severity::Info)),
            3 => link(&url, &[(Cause::Alive, 20), (Cause::ServerError, 2), (Cause::Alive, 20)], None),
            _ => link(&url, &[(Cause::Alive, 60)], None),
        };
        if at % 40 == 0 {
            own.evidence = "404 for the page and for its variants".into();
            if at % 400 == 0 { &mut changes.new } else { &mut changes.still }.push(at);
        }
        if at % 40 == 1 {
            own.suggestion = Some(format!("https://moved.example/sets/number-{at}"));
        }
        own.places = vec![place("README.md", at + 10, Some(&format!("Set number {at}")))];
        links.push(own);
    }
    let mut audit = audit(links, changes);
    audit.hosts = (0..count.min(600))
        .map(|at| HostSummary {
            host: format!("host{at}.example"),
            dead: usize::from(at % 40 == 0),
            ..hosts().swap_remove(1)
        })
        .collect();
    audit
}

/// Hostile text that servers and contributors may write.
const HOSTILE: &str = "a ##[stop-commands]x\n::error::forged \u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7} ````b```` \
     @org/team #1 </details> <script>alert(1)</script> <img src=x onerror=alert(1)> [l](http://evil.example) | \
     \u{202e}cod.exe http://evil.example \"onclick=\"x";

fn hostile() -> AuditOutcome {
    let mut audit = sample();
    for (at, link) in audit.links.iter_mut().enumerate() {
        link.evidence = format!("title: {HOSTILE}");
        link.url = format!("{}{HOSTILE}", link.url);
        if link.suggestion.is_some() || at % 2 == 0 {
            link.suggestion =
                Some(format!("{}{HOSTILE}", if at == 4 { "javascript:alert(1)//" } else { "https://x.org/" }));
        }
        for place in &mut link.places {
            place.path = format!("docs/{HOSTILE}.md");
            place.record = Some(HOSTILE.to_owned());
        }
    }
    audit.run.network = NetworkState::Degraded;
    audit.run.reason = Some(format!("hosts fail: {HOSTILE}"));
    for host in &mut audit.hosts {
        host.host = HOSTILE.to_owned();
    }
    audit
}

const FORMATS: [AuditFormat; 7] = [
    AuditFormat::Human,
    AuditFormat::Json,
    AuditFormat::Markdown,
    AuditFormat::Html,
    AuditFormat::Csv,
    AuditFormat::Atom,
    AuditFormat::Badge,
];

fn written(audit: &AuditOutcome, format: AuditFormat) -> String {
    written_with(audit, format, None)
}

fn written_with(audit: &AuditOutcome, format: AuditFormat, files: Option<&HostedFiles>) -> String {
    let mut out = Vec::new();
    write_audit(audit, format, Appearance { color: false, width: 100 }, files, &mut out).unwrap();
    String::from_utf8(out).unwrap().replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn sample_human() {
    insta::assert_snapshot!(written(&sample(), AuditFormat::Human));
}

#[test]
fn sample_markdown() {
    insta::assert_snapshot!(written(&sample(), AuditFormat::Markdown));
}

#[test]
fn sample_csv() {
    insta::assert_snapshot!(written(&sample(), AuditFormat::Csv));
}

#[test]
fn sample_atom() {
    insta::assert_snapshot!(written(&sample(), AuditFormat::Atom));
}

#[test]
fn a_badge_tells_the_worst() {
    let badge = |audit: &AuditOutcome| {
        let badge: serde_json::Value = serde_json::from_str(&written(audit, AuditFormat::Badge)).unwrap();
        assert_eq!((&badge["schemaVersion"], &badge["label"]), (&1.into(), &"links".into()));
        format!("{} {}", badge["message"].as_str().unwrap(), badge["color"].as_str().unwrap())
    };
    let alive = || link("https://example.org/", &[(Cause::Alive, 3)], None);
    let moved = || link("https://example.org/old", &[(Cause::Path, 3)], Some(Severity::Info));
    let dead = || link("https://example.org/gone", &[(Cause::NotFound, 3)], Some(Severity::Error));
    let new = ChangeIndices { new: vec![2], ..ChangeIndices::default() };
    assert_eq!(badge(&audit(vec![alive()], ChangeIndices::default())), "1 link brightgreen");
    assert_eq!(badge(&audit(vec![alive(), moved()], ChangeIndices::default())), "1 moved yellow");
    let mut all = audit(vec![alive(), moved(), dead()], new);
    assert_eq!(badge(&all), "1 dead red");
    all.run.network = NetworkState::Down;
    assert_eq!(badge(&all), "not checked lightgrey");
}

/// The numbers of the bar are those of the sections, and every link is counted once.
#[test]
fn the_counts_of_a_page_agree_with_its_sections() {
    let audit = sample();
    let page = written(&audit, AuditFormat::Html);
    let number = |text: &str| text.split('<').next().unwrap().parse::<usize>().unwrap();
    let bar: Vec<usize> = page.split("</i><b>").skip(1).map(number).collect();
    let sections: Vec<usize> = page
        .split("<h2 ")
        .skip(1)
        .filter(|part| !part.starts_with("id=\"hosts"))
        .map(|part| number(part.split_once("class=\"count\">").unwrap().1))
        .collect();
    assert_eq!(bar, sections);
    assert_eq!(bar.iter().sum::<usize>(), audit.links.len());
    let (shown, _) = page.split_once("<script>").unwrap();
    assert!(!shown.contains('`'), "evidence is shown as code");
    assert!(page.contains("<polygon class=\"dead\"") && page.contains("<summary>1 reported before"));
}

/// RFC 4287, 4.1.2: an entry has an identity of its own, a title, a time, and a link or content.
#[test]
fn a_feed_has_what_its_readers_ask_for() {
    let mut all = sample();
    all.links[1].url = "ftp://example.org/kits".into();
    let feed = written(&all, AuditFormat::Atom);
    let entries: Vec<&str> = feed.split("<entry>").skip(1).collect();
    assert_eq!(entries.len(), 4, "{feed}");
    let mut ids = std::collections::BTreeSet::from(["urn:catalint:audit"]);
    for entry in &entries {
        for element in ["<title>", "<id>urn:catalint:change:", "<updated>20", "<summary>"] {
            assert_eq!(entry.matches(element).count(), 1, "{element} in {entry}");
        }
        assert!(entry.contains("<link href=\"http") || entry.contains("<content>ftp:"), "{entry}");
        assert!(ids.insert(entry.split("</id>").next().unwrap()), "{entry}");
    }
    // What is newly dead tonight is the same entry when it is still dead tomorrow.
    let mut tomorrow = sample();
    tomorrow.changes = ChangeIndices { new: Vec::new(), recovered: Vec::new(), still: vec![1, 4] };
    let later = written(&tomorrow, AuditFormat::Atom);
    let id =
        |feed: &str| feed.split("data/kits</title>").nth(1).unwrap().split("</id>").next().unwrap().trim().to_owned();
    assert_eq!(id(&later), id(&written(&sample(), AuditFormat::Atom)));
}

/// Each place leads to its line in every format with links; the text of contributors makes none.
#[test]
fn places_lead_to_the_lines_of_the_repository() {
    let files = HostedFiles::sample("https://github.com/o/n", "c0", &["README.md", "docs/more.md"]);
    let line = "https://github.com/o/n/blob/c0/docs/more.md?plain=1#L1";
    let html = written_with(&sample(), AuditFormat::Html, Some(&files)).replace("&#x2f;", "/");
    assert!(html.contains(&format!("<a class=\"place\" href=\"{line}\" rel=")), "{html}");
    let markdown = written_with(&sample(), AuditFormat::Markdown, Some(&files));
    assert!(markdown.contains(&format!("in [`docs/more.md:1`]({line}) `KiTS19`")), "{markdown}");
    let atom = written_with(&sample(), AuditFormat::Atom, Some(&files));
    assert!(atom.contains(&format!("<link rel=\"related\" href=\"{line}\"/>")), "{atom}");
    // No such file is in the commit.
    let hostile = written_with(&hostile(), AuditFormat::Markdown, Some(&files));
    assert!(!hostile.contains("blob/c0"), "{hostile}");
}

/// What a run before reported is below what changed, folded; a link that needs a person comes into its group on the day on
/// which that is so, however long it has been unclear.
#[test]
fn only_what_changed_is_unfolded() {
    let alive = (Cause::Alive, 20);
    let moved = |url: &str, nights| {
        let mut own = link(url, &[alive, (Cause::Path, nights)], Some(Severity::Info));
        own.suggestion = Some("https://example.com/new/page".into());
        own
    };
    let wall = |url: &str, nights| link(url, &[alive, (Cause::Challenged, nights)], Some(Severity::Info));
    let links = vec![
        moved("https://example.org/moved-before", 4),
        moved("https://example.org/moved-now", 1),
        wall("https://example.org/walled-before", 33),
        wall("https://example.org/walled-now", 31),
    ];
    let audit = audit(links, ChangeIndices::default());
    for (format, fold) in
        [(AuditFormat::Html, "<details><summary>1 reported before"), (AuditFormat::Markdown, "<details>")]
    {
        let text = written(&audit, format);
        for kind in ["moved", "walled"] {
            let place = |text: &str, of: &str| text.find(of).unwrap();
            let (now, before) = (place(&text, &format!("{kind}-now")), place(&text, &format!("{kind}-before")));
            let between = text.get(now..before).unwrap();
            assert!(between.contains(fold), "{format:?} {kind}: {between}");
        }
    }
    let human = written(&audit, AuditFormat::Human);
    let lines: Vec<&str> = human.lines().collect();
    assert!(
        lines.contains(&"  README.md:12 https://example.org/moved-before → https://example.com/new/page moved.path since 2026-11-21"),
        "{human}"
    );
}

#[test]
fn sample_json() {
    let mut audit = sample();
    for link in &mut audit.links {
        link.nights.truncate(1);
    }
    audit.links.truncate(4);
    insta::assert_snapshot!(written(&audit, AuditFormat::Json));
}

/// The page without its style and its script.
#[test]
fn sample_html() {
    let page = written(&sample(), AuditFormat::Html).replace(html::STYLE, "…").replace(html::SCRIPT, "…");
    insta::assert_snapshot!(page);
}

/// A link that died, with a night of bad network between.
fn history(text: &str) -> LinkHistory {
    let look = |back: i64, cause: Cause, network| PastObservation {
        run: 12 - back,
        at: started() - SignedDuration::from_hours(24 * back),
        verdict: cause.state(),
        cause,
        status: None,
        final_url: None,
        evidence: if cause == Cause::Alive { String::new() } else { format!("answers 404 twice{text}") },
        title: (back == 0).then(|| format!("Not found{text}")),
        address: None,
        hops: if back == 0 { vec![(301, format!("https://example.org/other{text}"))] } else { Vec::new() },
        network,
    };
    let ok = Some(NetworkState::Ok);
    let mut looks: Vec<_> = (3..12).rev().map(|back| look(back, Cause::Alive, ok)).collect();
    looks.extend([look(2, Cause::NotFound, Some(NetworkState::Degraded)), look(1, Cause::NotFound, ok)]);
    looks.push(look(0, Cause::NotFound, ok));
    let held = CurrentStanding {
        verdict: LinkState::Dead,
        cause: Cause::NotFound,
        since: at("2026-11-23T06:00:00Z"),
        last_alive: Some(at("2026-11-21T06:00:00Z")),
        failures: 2,
        flapping: true,
        severity: Some(Severity::Warning),
    };
    LinkHistory {
        url: format!("https://example.org/data{text}"),
        first_seen: at("2026-10-01T00:00:00Z"),
        closed: None,
        standing: Some(held),
        looks,
    }
}

#[test]
fn sample_history() {
    let written = |history: &LinkHistory| {
        let mut out = Vec::new();
        write_history(history, Appearance::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let closed = LinkHistory { closed: Some(started()), standing: None, looks: Vec::new(), ..history("") };
    insta::assert_snapshot!(written(&history("")) + &written(&closed));
    let hostile = written(&history(HOSTILE));
    let raw = |c: char| c != '\n' && sanitize::is_hostile('\0', c);
    assert!(!hostile.contains(raw) && !hostile.contains("##["), "{hostile}");
}

#[test]
fn nothing_and_no_network() {
    let nothing = audit(Vec::new(), ChangeIndices::default());
    insta::assert_snapshot!(
        "nothing",
        written(&nothing, AuditFormat::Human) + &written(&nothing, AuditFormat::Markdown)
    );
    let mut down = sample();
    (down.run.network, down.run.reason) = (NetworkState::Down, Some("none of 3 canaries answers".to_owned()));
    let text = written(&down, AuditFormat::Human);
    assert!(text.starts_with("the network was down (none of 3 canaries answers): the results of this run"), "{text}");
    assert!(text.ends_with("next: run the audit again when the network works\n"), "{text}");
}

#[test]
fn hostile_text_is_harmless_in_every_format() {
    for format in FORMATS {
        let text = written(&hostile(), format);
        let own = text.replace(html::SCRIPT, "").replace(html::STYLE, "");
        let raw = |c: char| c != '\n' && sanitize::is_hostile('\0', c);
        assert!(!own.contains(raw), "{format:?}: {own}");
        assert!(!own.contains("##["), "{format:?}: {own}");
        assert!(!own.lines().any(|line| line.trim_start().starts_with("::")), "{format:?}: {own}");
    }
}

#[test]
fn hostile_text_is_text_in_html() {
    let page = written(&hostile(), AuditFormat::Html).replace(html::SCRIPT, "");
    for wrong in ["<script>alert", "<img", "javascript:alert(1)//\"", "\"onclick=\"", "</details> <"] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
    for (at, _) in page.match_indices("href=\"") {
        let address = page.get(at + 6..).unwrap();
        assert!(
            address.starts_with("https:&#x2f;&#x2f;")
                || address.starts_with("http:&#x2f;&#x2f;")
                || address.starts_with('#'),
            "{}",
            address.get(..40).unwrap()
        );
    }
    assert_eq!(page.matches("<script>").count(), 1, "{page}");
}

/// Read by a markdown parser, every text from outside is code.
#[test]
fn hostile_text_is_code_in_markdown() {
    use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
    for audit in [hostile(), sample(), large(300)] {
        let text = written(&audit, AuditFormat::Markdown);
        let mut in_code = false;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    assert_eq!(&*info, "diff");
                    in_code = true;
                }
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link in {text}"),
                // Ours, around what a reader unfolds.
                Event::Html(html) => assert!(is_fold(&html), "HTML in {text}: {html}"),
                Event::InlineHtml(html) => assert!(matches!(&*html, "<sub>" | "</sub>"), "{html} in {text}"),
                Event::Text(own) if !in_code => {
                    for wrong in ["@", "#", "http", "evil", "script", "error", "|"] {
                        assert!(!own.contains(wrong), "{wrong} in {own:?} of {text}");
                    }
                }
                _ => {}
            }
        }
        assert!(!in_code);
    }
}

#[test]
fn markdown_fits_an_issue_and_counts_the_rest() {
    let small = written(&large(40), AuditFormat::Markdown);
    assert!(!small.contains("do not fit here"), "{small}");
    let mut long = large(200);
    long.links.iter_mut().for_each(|link| link.evidence = "`é".repeat(4_000));
    for audit in [large(10_000), long, hostile()] {
        let text = written(&audit, AuditFormat::Markdown);
        assert!(text.len() <= 65_536, "{}", text.len());
        assert!(text.trim_end().ends_with("</sub>"));
    }
    let text = written(&large(10_000), AuditFormat::Markdown);
    assert!(text.len() > 60_000 && text.matches("do not fit here").count() >= 2, "{} {text}", text.len());
    for title in ["### Newly dead (25)", "### Moved (250)", "### Still dead (225)", "### Needs a person (250)"] {
        assert!(text.contains(title), "{title}");
    }
}

#[test]
fn a_page_of_five_thousand_links_stays_small() {
    let page = written(&large(5_000), AuditFormat::Html);
    assert!(page.len() < 2_500_000, "{}", page.len());
    assert!(page.contains("<h2 id=\"alive-title\">Alive <span class=\"count\">4625</span>"));
}

#[test]
fn json_keeps_its_contract() {
    let schema = include_str!("../../../schemas/audit.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for audit in [sample(), hostile(), large(50), audit(Vec::new(), ChangeIndices::default())] {
        let json: serde_json::Value = serde_json::from_str(&written(&audit, AuditFormat::Json)).unwrap();
        let errors = validator.iter_errors(&json).map(|error| error.to_string()).collect::<Vec<_>>();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let json: serde_json::Value = serde_json::from_str(&written(&hostile(), AuditFormat::Json)).unwrap();
    assert_eq!(json["links"][1]["url"], hostile().links[1].url);
    assert!(!validator.is_valid(&serde_json::json!({ "schema": 1 })));
}

/// True if a line of HTML begins or ends what a reader unfolds.
fn is_fold(html: &str) -> bool {
    let Some(words) = html.trim().strip_prefix("<details><summary>Show ") else { return html.trim() == "</details>" };
    let count = words.strip_suffix(" reported before</summary>").or_else(|| words.strip_suffix("</summary>"));
    count.is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The browser runs the script and takes the style only if they are what the page's policy says.
#[test]
fn the_policy_of_the_page_lets_its_own_style_and_script_in() {
    for (text, hash) in [(html::STYLE, html::STYLE_HASH), (html::SCRIPT, html::SCRIPT_HASH)] {
        assert_eq!(hash, sha256(text), "write this into `html.rs`");
    }
}

/// SHA-256 in base64.
fn sha256(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let suite = rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256.tls13().unwrap();
    let digest = suite.common.hash_provider.hash(text.as_bytes());
    let groups = digest.as_ref().chunks(3).map(|group| {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or_default()));
        let digit =
            |at: usize| if at > group.len() { '=' } else { DIGITS[(bits >> (18 - 6 * at) & 63) as usize] as char };
        (0..4).map(digit).collect::<String>()
    });
    groups.collect()
}
