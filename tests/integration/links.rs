//! The commands that ask for links, run as a user runs them, over loopback: what they print, write, and end with.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its server has nothing to say")]

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;

const CATALOG: &str = "\
# Sets

- [KiTS](http://dead.test/kits) - Kidneys. `CC-BY-4.0`
- [Lungs](http://moved.test/old) - Lungs. `CC-BY-4.0`
- [Hearts](http://alive.test/hearts) - Hearts. `CC-BY-4.0`
- [Spines](http://walled.test/spines) - Spines. `CC-BY-4.0`
- [Livers](http://left-out.test/livers) - Livers. `CC-BY-4.0`
";

/// A server for all hosts, on a port of its own.
struct Server {
    port: u16,
    /// Whether what can die has died.
    is_late: Arc<AtomicBool>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_late = Arc::new(AtomicBool::new(false));
        let late = Arc::clone(&is_late);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let late = Arc::clone(&late);
                std::thread::spawn(move || answer(stream, late.load(Ordering::Relaxed)));
            }
        });
        Self { port, is_late }
    }

    /// Runs the command in a folder: its exit code, standard output, standard error.
    fn run(&self, folder: &Path, line: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
        command.current_dir(folder).args(line.split_whitespace()).args(["--color", "never"]);
        if line.starts_with("audit") || line.contains("--links") {
            command.args(["--allow-address", "127.0.0.0/8", "--interval", "0ms"]);
            for host in ["dead", "moved", "alive", "walled", "archive"] {
                command.args(["--resolve", &format!("{host}.test:80:127.0.0.1:{}", self.port)]);
            }
        }
        let output = command.env("COLUMNS", "100").output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Audits on a night: the exit code and the report.
    fn night(&self, folder: &Path, day: u8, more: &str) -> (i32, Value) {
        let now = format!("2026-11-{day:02}T02:00:00Z");
        let line = format!("audit --all --now {now} --output json --archive http://archive.test/ {more}");
        let (code, out, errors) = self.run(folder, &line);
        (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{errors}")))
    }
}

fn answer(mut stream: TcpStream, is_late: bool) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let host = head.iter().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
    let path = request.split(' ').nth(1).unwrap_or_default();
    let page = |name: &str| format!("<title>{name}</title><h1>{name}</h1><p>{name} holds scans of many patients.</p>");
    let (status, header, body) = match (host.as_deref().unwrap_or_default(), path) {
        ("dead.test", "/kits") if !is_late => ("200 OK", "", page("KiTS")),
        ("moved.test", "/old") => ("301 Moved Permanently", "Location: http://moved.test/new\r\n", String::new()),
        ("moved.test", "/new") => ("200 OK", "", page("Lungs")),
        ("alive.test", "/hearts") => ("200 OK", "", page("Hearts")),
        ("walled.test", _) => ("403 Forbidden", "cf-mitigated: challenge\r\n", page("Just a moment...")),
        ("archive.test", _) => ("200 OK", "", r#"[["timestamp","statuscode"],["20261101000000","200"]]"#.to_owned()),
        _ => ("404 Not Found", "", "<title>Page not found</title>".to_owned()),
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n{header}\r\n{body}",
        body.len()
    );
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.md"), CATALOG).unwrap();
    fs::write(folder.path().join("catalint.toml"), "links.exclude = ['left-out.test']\n").unwrap();
    folder
}

fn urls(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn a_link_dies_over_nights_and_comes_back() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    let (code, first) = server.night(at, 1, "");
    assert_eq!((code, &first["run"]["network"], &first["summary"]["links"]), (0, &"ok".into(), &5.into()));
    assert_eq!((&first["summary"]["unclear"], &first["summary"]["skipped"]), (&1.into(), &1.into()), "{first}");
    server.is_late.store(true, Ordering::Relaxed);
    for day in [2, 3] {
        let (code, early) = server.night(at, day, "");
        assert_eq!((code, urls(&early["changes"]["new"]).len()), (0, 0), "{early}");
    }
    let (code, dead) = server.night(at, 4, "--output html=a.html --output markdown=a.md");
    assert_eq!((code, urls(&dead["changes"]["new"])), (1, vec!["http://dead.test/kits"]));
    let link = &dead["links"][0];
    assert_eq!(
        (&link["cause"], &link["failures"], &link["severity"]),
        (&"gone.404".into(), &3.into(), &"error".into())
    );
    assert_eq!(link["suggestion"], "http://archive.test/web/20261101000000/http://dead.test/kits");
    assert_eq!((&link["places"][0]["line"], &link["places"][0]["record"]), (&3.into(), &"KiTS".into()));
    let moved = &dead["links"][1];
    assert_eq!((&moved["verdict"], &moved["suggestion"]), (&"moved".into(), &"http://moved.test/new".into()));
    for file in ["a.html", "a.md"] {
        assert!(fs::read_to_string(at.join(file)).unwrap().contains("Newly dead"), "{file}");
    }
    let (code, again, _) = server.run(at, "report --output json");
    assert_eq!((code, serde_json::from_str::<Value>(&again).unwrap()), (0, dead));
    let (code, still) = server.night(at, 5, "");
    assert_eq!((code, urls(&still["changes"]["still"])), (0, vec!["http://dead.test/kits"]));
    let (code, _) = server.night(at, 6, "--fail-on error");
    assert_eq!(code, 1);
    server.is_late.store(false, Ordering::Relaxed);
    let (code, back) = server.night(at, 7, "--fail-on error");
    assert_eq!((code, urls(&back["changes"]["recovered"])), (0, vec!["http://dead.test/kits"]));
    let (code, history, _) = server.run(at, "history http://dead.test/kits");
    assert!(code == 0 && history.contains("2026-11-02 to 2026-11-06 (5 nights)   dead    gone.404"), "{history}");
}

#[test]
fn moves_of_the_history_are_written_without_a_request() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    let fix = "fix --links --store .catalint/audit.db --select rot/moved --diff --output patch";
    assert_eq!(server.run(at, fix).0, 3, "there is no history yet");
    server.night(at, 1, "");
    let (code, out, errors) = server.run(at, fix);
    assert_eq!((code, &*out), (0, ""), "one run is not enough: {errors}");
    server.night(at, 2, "");
    // Nothing listens any more where the links would be requested.
    let resolve = server.run(at, &fix.replace("--links", "--links --deadline 1s")).1;
    let offline = Command::new(env!("CARGO_BIN_EXE_catalint"))
        .current_dir(at)
        .args(fix.split(' '))
        .args(["--resolve", "moved.test:80:127.0.0.1:1"])
        .output()
        .unwrap();
    let patch = String::from_utf8(offline.stdout).unwrap();
    assert_eq!((offline.status.code(), &patch), (Some(1), &resolve));
    let changed: Vec<&str> =
        patch.lines().filter(|line| line.starts_with(['+', '-']) && !line.contains("README.md")).collect();
    let lungs = |path: &str| format!("- [Lungs](http://moved.test/{path}) - Lungs. `CC-BY-4.0`");
    assert_eq!(changed, [format!("-{}", lungs("old")), format!("+{}", lungs("new"))]);
    let (code, _, errors) = server.run(at, "fix --store .catalint/audit.db");
    assert!(code == 2 && errors.contains("--links"), "{errors}");
}

#[test]
fn a_part_of_an_address_is_enough_for_its_history() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    server.night(at, 1, "");
    for (part, code, out, said) in [
        ("http://dead.test/kits", 0, "http://dead.test/kits", ""),
        ("DEAD.test", 0, "http://dead.test/kits", ""),
        ("kits", 0, "http://dead.test/kits", ""),
        ("moved.test/ol", 0, "http://moved.test/old", ""),
        (".test/", 2, "", "write one of these: `http://dead.test/kits`, `http://moved.test/old`"),
        ("http://dead.test/kist", 2, "", "write one of these: `http://dead.test/kits`"),
        ("https://other.example/", 2, "", "`catalint links` lists them"),
    ] {
        let (ended, printed, errors) = server.run(at, &format!("history {part}"));
        assert!(ended == code && printed.contains(out) && errors.contains(said), "{part}: {ended} {printed}{errors}");
    }
}

/// The page leads to the lines of the commit that was audited, if the repository is known and has it.
#[test]
fn places_lead_to_the_repository() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    let git = |line: &str| {
        let output = Command::new("git")
            .current_dir(at)
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(line.split(' '))
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    for line in ["init --quiet", "add .", "commit --quiet --message catalog"] {
        git(line);
    }
    git("remote add origin https://token@github.com/owner/catalog.git");
    let commit = git("rev-parse HEAD");
    server.night(at, 1, "--output markdown=a.md");
    assert!(!fs::read_to_string(at.join("a.md")).unwrap().contains("github.com"), "the commit was not pushed");
    git("update-ref refs/remotes/origin/main HEAD");
    let (_, page, _) = server.run(at, "report --output html");
    let line = format!("https://github.com/owner/catalog/blob/{commit}/README.md?plain=1#L4");
    assert!(page.replace("&#x2f;", "/").contains(&line), "{page}");
    assert!(!page.contains("token"), "{page}");
}

#[test]
fn check_asks_for_links_only_where_it_is_told_to() {
    let (server, folder) = (Server::start(), folder());
    server.is_late.store(true, Ordering::Relaxed);
    let check = |line: &str| {
        let (code, out, errors) = server.run(folder.path(), line);
        let json: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{errors}"));
        (code, json)
    };
    let rot = |json: &Value| {
        let findings = json["findings"].as_array().unwrap().iter();
        let rot = findings.filter(|finding| finding["rule"].as_str().unwrap().starts_with("rot/"));
        rot.map(|finding| {
            let words = ["rule", "severity"].map(|key| finding[key].as_str().unwrap().to_owned());
            (words.join(" "), finding["line"].as_u64().unwrap())
        })
        .collect::<Vec<_>>()
    };
    let (code, offline) = check("check --output json");
    assert_eq!((code, rot(&offline)), (0, vec![]));
    assert!(!offline["rules"].to_string().contains("rot/"), "{}", offline["rules"]);
    let (code, online) = check("check --links --output json");
    let wanted = [("rot/not-found error", 3), ("rot/moved info", 4), ("rot/blocked info", 6)];
    assert_eq!((code, rot(&online)), (1, wanted.map(|(words, line)| (words.to_owned(), line)).to_vec()));
    let moved = online["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "rot/moved").unwrap();
    let edit = &moved["fix"]["edits"][0];
    assert_eq!((&moved["fix"]["safe"], &edit["text"]), (&true.into(), &"http://moved.test/new".into()));
    let at = |key: &str| edit[key].as_u64().unwrap() as usize;
    assert_eq!(CATALOG.get(at("start")..at("end")), Some("http://moved.test/old"));
    let (code, _, errors) = server.run(folder.path(), "check --select rot/moved");
    assert!(code == 2 && errors.contains("add `--links`"), "{code} {errors}");
}

#[test]
fn a_person_decides_what_no_program_can() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    let audit = |day: &str| {
        let line = format!("audit --all --no-archive --output json --fail-on never --now {day}T02:00:00Z");
        let (_, out, errors) = server.run(at, &line);
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{errors}"));
        let links = report["links"].as_array().unwrap().clone();
        (links, report["summary"]["infos"].as_u64().unwrap(), errors)
    };
    let walled =
        |links: &[Value]| links.iter().find(|link| link["url"].as_str().unwrap().contains("walled")).cloned().unwrap();
    audit("2026-11-01");
    let (links, infos, _) = audit("2026-12-05");
    assert_eq!(walled(&links)["severity"], "info");
    let url = walled(&links)["url"].as_str().unwrap().to_owned();
    let confirm = |url: &str| {
        let arguments = ["confirm", url, "--until", "2027-01-31", "--because", "opened in a browser"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
        let output = command.current_dir(at).args(arguments).args(["--now", "2026-12-05"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    };
    // What is dead stays dead, and what answers needs no confirmation.
    for url in [url.as_str(), "http://dead.test/kits"] {
        confirm(url);
    }
    let lines = fs::read_to_string(at.join("catalint-confirmed.toml")).unwrap();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    let (links, eased, errors) = audit("2026-12-06");
    assert_eq!((&walled(&links)["severity"], eased), (&Value::Null, infos - 1));
    assert!(
        walled(&links)["evidence"].as_str().unwrap().ends_with("confirmed until 2027-01-31: `opened in a browser`")
    );
    let dead = links.iter().find(|link| link["url"] == "http://dead.test/kits").unwrap();
    assert_eq!(dead["severity"].is_null(), dead["verdict"] != "dead", "{dead}");
    let told =
        if dead["verdict"] == "dead" { "is dead, although it is confirmed" } else { "its confirmation is needless" };
    assert!(errors.contains(told), "{errors}");
    let (_, _, errors) = audit("2027-01-20");
    assert!(errors.contains("ends in 11 days"), "{errors}");
    let (links, _, errors) = audit("2027-02-01");
    assert!(walled(&links)["severity"] == "info" && errors.contains("ended on 2027-01-31"), "{errors}");
    fs::write(at.join("catalint-confirmed.toml"), "notes of mine").unwrap();
    let (code, _, errors) = server.run(at, "audit --no-archive");
    assert!(code == 2 && errors.contains("is no file of confirmations"), "{errors}");
}

#[test]
fn what_keeps_an_audit_from_its_work_is_told() {
    let (server, folder) = (Server::start(), folder());
    let at = folder.path();
    fs::write(at.join("notes.db"), "these are my notes, and no database of anybody's").unwrap();
    for (line, code, said) in [
        ("report", 3, "there is no store"),
        ("history http://dead.test/kits", 3, "run `catalint audit` first"),
        ("audit --store notes.db", 3, "is no store of catalint"),
        ("audit nowhere.md", 2, "cannot read `nowhere.md`"),
        ("audit --deadline soon", 2, "`soon` is no length of time"),
        ("audit --resolve dead.test:127.0.0.1", 2, "pins no host"),
        ("audit --allow-address inside", 2, "is no block of addresses"),
        ("audit --ca-certificate README.md", 2, "there is no certificate in it"),
        ("audit --output json --output html", 2, "two outputs go to standard output"),
    ] {
        let (ended, out, errors) = server.run(at, line);
        assert!(ended == code && errors.contains(said) && out.is_empty(), "{line}: {ended} {out}{errors}");
    }
    assert!(fs::read_to_string(at.join("notes.db")).unwrap().starts_with("these are my notes"));
    assert!(!at.join(".catalint").exists());
    // Without the exception nothing inside a house is asked for.
    let refused = Command::new(env!("CARGO_BIN_EXE_catalint"))
        .current_dir(at)
        .args(["audit", "--output", "json", "--no-archive", "--interval", "0ms"])
        .args(["--resolve", &format!("dead.test:80:127.0.0.1:{}", server.port)])
        .args(["--resolve", &format!("moved.test:80:127.0.0.1:{}", server.port)])
        .args(["--resolve", &format!("alive.test:80:127.0.0.1:{}", server.port)])
        .args(["--resolve", &format!("walled.test:80:127.0.0.1:{}", server.port)])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&refused.stdout).unwrap();
    let causes: Vec<_> =
        report["links"].as_array().unwrap().iter().map(|link| link["cause"].as_str().unwrap()).collect();
    assert_eq!(causes, ["policy.ssrf", "policy.ssrf", "policy.ssrf", "policy.ssrf", "policy.excluded"]);
}

/// One link of each form a line, from line 3. Those of the lines 3 to 6 are requested.
const FORMS: &str = "\
# Sets

- [KiTS](http://dead.test/a) - Kidneys of many patients.
- [Lungs](http://wiki/b) - Lungs of many patients.
- [Hearts](http://wiki.lab/c) - Hearts of many patients.
- [Spines](http://nas.corp/d) - Spines of many patients.
- [Livers](http://left-out.test/e) - Livers of many patients.
- [Brains](http://10.0.0.1/f) - Brains of many patients.
- [Knees](http://me:pw@dead.test/g) - Knees of many patients.
- [Hips](ftp://dead.test/h) - Hips of many patients.
- [Eyes](//dead.test/i) - Eyes of many patients.
- [Skin](https://a..b.test/j) - Skin of many patients.
- [Teeth](https:/dead.test/k) - Teeth of many patients.
- [Hands](mailto:hands@dead.test) - Hands of many patients.
- [Feet](#sets) - Feet of many patients.
- [Ears](docs/ears.md) - Ears of many patients.
";

/// The lines of the places in JSON for which something holds.
fn lines<'a>(places: impl IntoIterator<Item = &'a Value>) -> BTreeSet<u64> {
    places.into_iter().filter_map(|place| place["line"].as_u64()).collect()
}

#[test]
fn four_commands_request_the_same_links_and_list_what_they_skip() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.md"), FORMS).unwrap();
    fs::write(folder.path().join("catalint.toml"), "links.exclude = ['left-out.test']\n").unwrap();
    let json = |line: &str| -> Value {
        let hosts =
            ["wiki", "wiki.lab", "nas.corp"].map(|host| format!("--resolve {host}:80:127.0.0.1:{}", server.port));
        let asks = line.starts_with("audit") || line.contains("--links");
        let (_, out, errors) =
            server.run(folder.path(), &format!("{line} {}", if asks { hosts.join(" ") } else { String::new() }));
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{line}: {error}: {out}{errors}"))
    };
    let list = |value: &Value, name: &str| value[name].as_array().unwrap().clone();
    let requested = BTreeSet::from([3, 4, 5, 6]);
    let (listed, audited) = (list(&json("links -o json"), "links"), json("audit -o json --no-archive"));
    let places = |links: &[Value], wanted: &dyn Fn(&Value) -> bool| {
        lines(links.iter().filter(|link| wanted(link)).flat_map(|link| link["places"].as_array().unwrap()))
    };
    assert_eq!(places(&listed, &|link| link["probed"] == true), requested, "{listed:?}");
    let records = list(&json("records -o json"), "records");
    let links = records.iter().flat_map(|record| record["links"].as_array().unwrap());
    assert_eq!(lines(links.filter(|link| link["skipped"].is_null())), requested, "{records:?}");
    // Every host answers 404, so that each request makes a finding.
    let findings = list(&json("check --links --select rot/not-found -o json"), "findings");
    assert_eq!(lines(&findings), requested, "{findings:?}");
    let links = list(&audited, "links");
    assert_eq!(places(&links, &|link| link["verdict"] != "skipped"), requested, "{audited}");
    assert_eq!(places(&links, &|link| link["verdict"] == "skipped"), (7..=13).collect(), "{audited}");
    assert_eq!(audited["summary"]["skipped"], 7, "{audited}");
    assert!(links.iter().all(|link| link["evidence"].as_str().is_some_and(|why| !why.is_empty())), "{audited}");
}

#[test]
fn an_audit_of_nothing_but_skipped_links_lists_them() {
    let (server, folder) = (Server::start(), folder());
    let text = "# Sets\n\n- [Livers](http://left-out.test/livers) - Livers.\n- [Hips](ftp://hips.test/x) - Hips.\n";
    fs::write(folder.path().join("README.md"), text).unwrap();
    let (code, out, errors) = server.run(folder.path(), "audit --no-archive");
    assert_eq!((code, &*errors), (0, ""));
    for part in ["Skipped (2)", "http://left-out.test/livers", "the configuration excludes it", "ftp://hips.test/x"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    // A link that was requested before, and is left out now, is listed with the reason of now.
    server.night(folder.path(), 1, "");
    fs::write(folder.path().join("README.md"), CATALOG).unwrap();
    fs::write(folder.path().join("catalint.toml"), "").unwrap();
    server.night(folder.path(), 2, "");
    fs::write(folder.path().join("catalint.toml"), "links.exclude = ['alive.test']\n").unwrap();
    let (_, report) = server.night(folder.path(), 3, "");
    let links = report["links"].as_array().unwrap();
    let left_out = links.iter().find(|link| link["url"] == "http://alive.test/hearts").unwrap();
    assert_eq!((&left_out["verdict"], &left_out["cause"]), (&"skipped".into(), &"policy.excluded".into()), "{report}");
}
