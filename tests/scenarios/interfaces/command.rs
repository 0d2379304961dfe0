//! The command itself, with a token of its environment: what it reports over two runs, and that nothing shows the token.

use std::{path::Path, process::Command};

use serde_json::Value;

use super::{asked, code_pages, github::graphql, json};
use crate::{certificates, server::ADDRESS, world::World};

const CATALOG: &str = "# Repositories\n\n\
    | Name | Link | License |\n| --- | --- | --- |\n\
    | Archived | [code](https://github.com/o/archived) | MIT |\n\
    | Renamed | [code](https://github.com/o/renamed/tree/main/x) | MIT |\n\
    | Drift | [code](https://github.com/o/drift) | Apache-2.0 |\n\
    | Missing | [code](https://github.com/o/missing) | MIT |\n\
    | Alive | [code](https://github.com/o/alive) | MIT |\n\
    | DOI | [data](https://doi.org/10.1234/LUNGZ) | CC-BY-4.0 |\n";

/// Runs the command on a day, in a folder: its exit code, and all that it wrote.
async fn run(world: &World, folder: &Path, line: &str, token: Option<&str>) -> (i32, String, String) {
    let ca = folder.join("ca.pem");
    std::fs::write(&ca, certificates::trusted_pem()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
    command.current_dir(folder).args(line.split_whitespace()).args(["--color", "never"]);
    command.env_remove("GITHUB_TOKEN").env_remove("NO_SUCH_TOKEN").env("DEPLOY_KEY", "the-deploy-key");
    if line.starts_with("audit") || line.contains("--links") {
        command.args(["--allow-address", "127.0.0.0/8", "--interval", "0ms", "--no-progress"]);
        command.arg("--ca-certificate").arg(&ca);
        let address = std::net::Ipv4Addr::from(ADDRESS);
        for host in ["api.github.com", "github.com", "doi.org", "git.example.org"] {
            command.args(["--resolve", &format!("{host}:443:{address}:{}", world.server.tls.port())]);
        }
    }
    if let Some(token) = token {
        command.env("GITHUB_TOKEN", token);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

async fn world() -> World {
    let world = World::new().await;
    world.host("api.github.com", graphql);
    world.host("github.com", code_pages);
    world.host("doi.org", |_| json(404, r#"{"responseCode": 100, "handle": "10.1234/lungz"}"#));
    world
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("README.md"), CATALOG).unwrap();
    folder
}

/// `cause severity` of each link of a report.
fn links(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {report}"));
    let links = report["links"].as_array().unwrap().iter();
    links
        .map(|link| format!("{} {}", link["cause"].as_str().unwrap(), link["severity"].as_str().unwrap_or("-")))
        .collect()
}

#[tokio::test]
async fn an_audit_asks_the_interfaces_and_waits_for_what_runs_agree_on() {
    let (world, folder) = (world().await, folder());
    let mut seen = Vec::new();
    for day in 1..=3 {
        let line = format!("audit --all --no-archive --output json --fail-on never --now 2026-11-{day:02}T02:00:00Z");
        let (code, out, errors) = run(&world, folder.path(), &line, Some("the-token")).await;
        assert_eq!(code, 0, "{out}{errors}");
        assert!(!out.contains("the-token") && !errors.contains("the-token"));
        seen.push(links(&out));
    }
    let causes = ["alive.archived", "moved.renamed", "drift.license", "gone.404", "alive", "handle.missing"];
    let severities = [
        ["info", "-", "info", "warning", "-", "warning"],
        ["info", "info", "warning", "warning", "-", "warning"],
        ["info", "info", "warning", "error", "-", "error"],
    ];
    for (seen, severities) in seen.iter().zip(severities) {
        let wanted: Vec<String> =
            causes.iter().zip(severities).map(|(cause, severity)| format!("{cause} {severity}")).collect();
        assert_eq!(*seen, wanted);
    }
    assert_eq!(asked(&world, "api.github.com"), ["POST /graphql"; 3]);
    let store = std::fs::read(folder.path().join(".catalint/audit.db")).unwrap();
    assert!(!String::from_utf8_lossy(&store).contains("the-token"));
}

#[tokio::test]
async fn a_check_renames_and_no_interfaces_means_pages_alone() {
    let (world, folder) = (world().await, folder());
    let (_, out, errors) = run(&world, folder.path(), "check --links --output json", Some("the-token")).await;
    for wanted in ["is archived", "the catalog says `Apache-2.0`", "`Present/renamed` now", "deleted or private"] {
        assert!(out.contains(wanted), "{wanted}: {out}{errors}");
    }
    let before = asked(&world, "api.github.com").len();
    assert_eq!(before, 1);
    std::fs::write(folder.path().join("catalint.toml"), "links.interfaces = false\n").unwrap();
    for line in ["check --links --output json --no-interfaces", "check --links --output json"] {
        let (_, out, _) = run(&world, folder.path(), line, Some("the-token")).await;
        assert!(!out.contains("is archived"), "{out}");
    }
    assert_eq!(asked(&world, "api.github.com").len(), before);
}

#[tokio::test]
async fn a_variable_that_is_not_set_stops_the_run_at_its_key() {
    let (world, folder) = (world().await, folder());
    let keys = "[links.hosts.\"git.example.org\"]\nheaders = { Authorization = \"Bearer ${NO_SUCH_TOKEN}\" }\n";
    std::fs::write(folder.path().join("catalint.toml"), keys).unwrap();
    for line in ["audit --no-archive", "check --links"] {
        let (code, out, errors) = run(&world, folder.path(), line, None).await;
        assert_eq!(code, 2, "{out}{errors}");
        assert!(errors.contains("`NO_SUCH_TOKEN` is not set") && errors.contains("catalint.toml:2"), "{errors}");
    }
    // Without a request, nobody needs it.
    let (code, out, errors) = run(&world, folder.path(), "check", None).await;
    assert_ne!(code, 2, "{out}{errors}");
}

/// Git in a folder, with nothing of the user's configuration.
fn git(folder: &Path, line: &str) {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(line.split(' '));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A change from a fork names a host of its own and a secret of the runner: with the configuration of the base neither the
/// header nor anything else of the table is used, and a variable that is not set is not asked for.
#[tokio::test]
async fn a_fork_adds_no_settings_of_hosts() {
    let (world, folder) = (world().await, folder());
    world.host("git.example.org", code_pages);
    let at = folder.path();
    git(at, "init --quiet");
    git(at, "add README.md");
    git(at, "commit --quiet --message catalog");
    std::fs::write(at.join("README.md"), format!("{CATALOG}| Git | [code](https://git.example.org/o/alive) | MIT |\n"))
        .unwrap();
    let keys =
        |variable: &str| format!("[links.hosts.\"git.example.org\"]\nheaders = {{ X-Key = \"${{{variable}}}\" }}\n");
    let sent = || {
        let journal = world.server.journal();
        let keys: Vec<Option<String>> = journal
            .iter()
            .filter(|asked| asked.host == "git.example.org")
            .map(|asked| asked.header("x-key").map(str::to_owned))
            .collect();
        (keys.len(), keys.into_iter().flatten().collect::<Vec<_>>())
    };
    for variable in ["DEPLOY_KEY", "NO_SUCH_TOKEN"] {
        std::fs::write(at.join("catalint.toml"), keys(variable)).unwrap();
        let line = "check --links --base HEAD --config-from-base --output json";
        let (code, out, errors) = run(&world, at, line, None).await;
        assert!(code < 2 && !out.contains("the-deploy-key") && !errors.contains("the-deploy-key"), "{out}{errors}");
        let (requests, keys) = sent();
        assert!(requests > 0 && keys.is_empty(), "{keys:?}");
    }
    // The base itself may: the same table, committed, is used.
    std::fs::write(at.join("catalint.toml"), keys("DEPLOY_KEY")).unwrap();
    git(at, "add catalint.toml");
    git(at, "commit --quiet --message settings");
    let (_, out, errors) = run(&world, at, "check --links --base HEAD --config-from-base --output json", None).await;
    assert!(sent().1.iter().any(|key| key == "the-deploy-key"), "{out}{errors}");
    assert!(!out.contains("the-deploy-key") && !errors.contains("the-deploy-key"), "{out}{errors}");
}
