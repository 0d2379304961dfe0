//! `check` and `fix` end well on each hostile shape of text. How much they work on them is counted by `benches/work.rs`.

#[path = "../benches/shapes/mod.rs"]
mod shapes;

use catalint::{cli::Cli, command, environment::Environment, exit::Exit};
use clap::Parser as _;

/// Bytes of each shape: enough for a nesting of hundreds, and quick without optimization.
const SIZE: usize = 2 << 10;

#[test]
fn each_shape_is_handled() {
    for shape in shapes::all().into_iter().chain([shapes::EMPTY]) {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment::at("2026-11-23".parse().unwrap(), folder.path());
        shape.write(SIZE, folder.path()).unwrap();
        for arguments in [&["check"][..], &["fix", "--unsafe", "--diff"]] {
            let cli = Cli::parse_from([&["catalint"], arguments, &["--config", shapes::CONFIG, "."]].concat());
            let exit = command::run(&cli, &environment, &mut std::io::sink(), &mut std::io::sink());
            assert!(matches!(exit, Exit::Clean | Exit::Findings), "{} {}: {exit:?}", arguments[0], shape.name);
        }
    }
}

#[test]
fn each_shape_has_a_name_of_its_own() {
    let mut names: Vec<_> = shapes::all().into_iter().map(|shape| shape.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
