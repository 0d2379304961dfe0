//! Counts the instructions that `check` and `fix` run on hostile shapes of text at two sizes, and fails where they grow
//! faster than the text: `cargo bench --profile release --bench work`.
//!
//! The count comes from Callgrind, which needs `valgrind`: it is the same on a busy machine and on an idle one, where a
//! time is not. `-- NAME…` takes only these shapes, `-- list` prints each command's growth, and `-- write NAME BYTES`
//! prints a shape itself.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod shapes;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use catalint::{cli::Cli, command, environment::Environment, exit::Exit};
use clap::Parser as _;
use shapes::Shape;

/// The sizes in bytes. What is quadratic shows at the large one, and all shapes together take a few minutes.
const SIZES: [usize; 2] = [8 << 10, 32 << 10];
/// The instructions of a command may grow by the size to this power: sorting and hashing cost a little more than a
/// multiple of the size.
const STEEPEST: f64 = 1.25;
/// Fewer instructions at the large size are too few to say how they grow: about 10 ms.
const FLOOR: u64 = 30_000_000;
/// More instructions a byte are too many, however they grow: about 2 s a MB.
const MOST_PER_BYTE: u64 = 16_000;
/// What each shape is given to. The fixes that a person should look at are taken too, and written as a diff.
const COMMANDS: [(&str, &[&str]); 2] = [
    ("check", &["catalint", "check", "--no-config", "shape.md"]),
    ("fix", &["catalint", "fix", "--no-config", "--unsafe", "--diff", "shape.md"]),
];
/// The name of the function whose instructions are counted, as Callgrind matches it.
const COUNTED: &str = "*run_counted*";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", name, size] => {
            let size = size.parse().expect("a number of bytes");
            for shape in selected(&[name]) {
                print!("{}", (shape.make)(size));
            }
            ExitCode::SUCCESS
        }
        ["work", folder, part, parts, ref names @ ..] => {
            let [part, parts] = [part, parts].map(|number| number.parse().expect("a number"));
            work(Path::new(folder), &share(names, part, parts));
            ExitCode::SUCCESS
        }
        ["list", ref names @ ..] => measure(names, true),
        ref names => measure(names, false),
    }
}

/// Returns the shapes with these names, or all.
fn selected(names: &[&str]) -> Vec<Shape> {
    let mut shapes = shapes::all();
    let unknown = names.iter().find(|name| !shapes.iter().any(|shape| shape.name == **name));
    assert!(unknown.is_none(), "no shape is named {unknown:?}");
    shapes.retain(|shape| names.is_empty() || names.contains(&shape.name));
    shapes
}

/// Returns the shapes that one of several processes takes.
fn share(names: &[&str], part: usize, parts: usize) -> Vec<Shape> {
    selected(names).into_iter().skip(part).step_by(parts).collect()
}

/// Runs the commands over shapes, for Callgrind to count: for each command an empty text, then each shape at each size.
fn work(folder: &Path, shapes: &[Shape]) {
    // Callgrind counts the function that it watches on one thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let now = "2026-11-23".parse().expect("a day");
    let environment = Environment::at(now, folder);
    pool.install(|| {
        for (_, arguments) in COMMANDS {
            let cli = Cli::parse_from(arguments);
            let run = |text: &str| {
                std::fs::write(folder.join("shape.md"), text).expect("the folder can be written");
                run_counted(&cli, &environment)
            };
            // What a process does once is not counted for a shape.
            for exit in [run(""), run("")] {
                assert_eq!(exit, Exit::Clean);
            }
            for shape in shapes {
                for size in SIZES {
                    let exit = run(&(shape.make)(size));
                    assert!(matches!(exit, Exit::Clean | Exit::Findings), "{}: {exit:?}", shape.name);
                }
            }
        }
    });
}

/// Runs a command; its instructions are the ones that count.
#[inline(never)]
fn run_counted(cli: &Cli, environment: &Environment) -> Exit {
    command::run(cli, environment, &mut std::io::sink(), &mut std::io::sink())
}

/// Counts, compares and prints. All processors take a share of the shapes.
fn measure(names: &[&str], list: bool) -> ExitCode {
    let parts = std::thread::available_parallelism().map_or(1, usize::from).min(selected(names).len());
    let folders: Vec<_> = (0..parts).map(|_| tempfile::tempdir().expect("a folder for the shapes")).collect();
    let started: Vec<_> =
        folders.iter().enumerate().map(|(part, folder)| start(folder.path(), part, parts, names)).collect();
    let mut grown = Vec::new();
    for (part, child) in started.into_iter().enumerate() {
        let Ok(child) = child else {
            println!("valgrind cannot be run: install it, for example with `apt-get install valgrind`");
            return ExitCode::FAILURE;
        };
        let output = child.wait_with_output().expect("a process that ends");
        if !output.status.success() {
            println!("{}", String::from_utf8_lossy(&output.stderr));
            return ExitCode::FAILURE;
        }
        let counts = std::fs::read_to_string(counts_file(folders[part].path())).expect("what Callgrind counted");
        grown.extend(growths(&share(names, part, parts), &totals(&counts)));
    }
    let (bad, good): (Vec<_>, Vec<_>) = grown.into_iter().partition(|growth| growth.problem().is_some());
    good.iter().filter(|_| list).chain(&bad).for_each(|growth| println!("{growth}"));
    println!("{} of {} stay within bounds", good.len(), good.len() + bad.len());
    if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Starts this program under Callgrind, for a share of the shapes.
fn start(folder: &Path, part: usize, parts: usize, names: &[&str]) -> std::io::Result<Child> {
    let mut counts = OsString::from("--callgrind-out-file=");
    counts.push(counts_file(folder));
    Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--combine-dumps=yes", "--compress-strings=no", "--dump-line=no"])
        .args([format!("--toggle-collect={COUNTED}"), format!("--dump-after={COUNTED}")])
        .arg(counts)
        .arg(std::env::current_exe()?)
        .arg("work")
        .arg(folder)
        .args([part.to_string(), parts.to_string()])
        .args(names)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
}

fn counts_file(folder: &Path) -> PathBuf {
    folder.join("callgrind.out")
}

/// Returns the instructions of each part of a dump, in order.
fn totals(dump: &str) -> Vec<u64> {
    dump.lines().filter_map(|line| line.strip_prefix("totals: ")?.split(' ').next()?.parse().ok()).collect()
}

/// How the instructions of a command grow with a shape.
struct Growth {
    shape: &'static str,
    command: &'static str,
    sizes: [usize; 2],
    counts: [u64; 2],
}

/// Puts names to counts, which come in the order of [`work`], and takes those of an empty text off.
fn growths(shapes: &[Shape], totals: &[u64]) -> Vec<Growth> {
    let each = SIZES.len() * shapes.len() + 2;
    assert!(
        totals.len() >= each * COMMANDS.len(),
        "Callgrind dumped {} of {} runs",
        totals.len(),
        each * COMMANDS.len()
    );
    let mut grown = Vec::new();
    for ((command, _), totals) in COMMANDS.into_iter().zip(totals.chunks(each)) {
        let (empty, counted) = (totals[1], &totals[2..]);
        for (shape, counts) in shapes.iter().zip(counted.chunks_exact(SIZES.len())) {
            let counts = [counts[0], counts[1]].map(|count| count.saturating_sub(empty));
            grown.push(Growth {
                shape: shape.name,
                command,
                sizes: SIZES.map(|size| (shape.make)(size).len()),
                counts,
            });
        }
    }
    grown
}

impl Growth {
    /// The power of the size by which the instructions grow.
    fn exponent(&self) -> f64 {
        let [few, many] = self.counts.map(|count| count.max(1) as f64);
        let [short, long] = self.sizes.map(|size| size as f64);
        (many / few).ln() / (long / short).ln()
    }

    fn per_byte(&self) -> u64 {
        self.counts[1] / self.sizes[1].max(1) as u64
    }

    fn problem(&self) -> Option<&'static str> {
        if self.counts[1] > FLOOR && self.exponent() > STEEPEST {
            Some("grows faster than the text")
        } else {
            (self.per_byte() > MOST_PER_BYTE).then_some("too many a byte")
        }
    }
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { shape, command, .. } = self;
        let millions = self.counts[1] / 1_000_000;
        write!(f, "{shape:34} {command:6} exponent {:5.2} {millions:7} M instructions", self.exponent())?;
        write!(f, " {:6} a byte  {}", self.per_byte(), self.problem().unwrap_or_default())
    }
}
