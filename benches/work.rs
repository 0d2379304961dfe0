//! Counts the instructions that `check` and `fix` run on hostile shapes of text at two sizes, and fails where they grow
//! faster than the text: `cargo bench --profile release --bench work`.
//!
//! The count comes from Callgrind, which needs `valgrind`: it is the same on a busy machine and on an idle one, where a
//! time is not. A count of steps inside the library would miss what the standard library and the dependencies do, such as
//! moving bytes or parsing. `-- NAME…` takes only these shapes, `-- list` prints each command's growth, and
//! `-- write NAME BYTES FOLDER` writes a shape into a folder.
//!
//! Each measurement begins with two loops of known growth, [`CONTROLS`]: a count that does not tell them apart is worth
//! nothing, so it fails too.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod shapes;

use std::ffi::OsString;
use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use catalint::{cli::Cli, command, environment::Environment, exit::Exit};
use clap::Parser as _;
use shapes::Shape;

/// The sizes in bytes. What is quadratic shows at the large one, and all shapes together take a few minutes. Where a limit
/// holds the work of large texts, of trials or of comparisons, the first pair of sizes may lie below it: what grows there
/// is measured again at the second, and grows in earnest where it still does.
const SIZES: [[usize; 2]; 2] = [[4 << 10, 16 << 10], [16 << 10, 64 << 10]];
/// The instructions of a command may grow by the size to this power: sorting and hashing cost a little more than a
/// multiple of the size.
const STEEPEST: f64 = 1.25;
/// Fewer instructions at the large size are too few to say how they grow: about 10 ms.
const FLOOR: u64 = 30_000_000;
/// What each shape is given to, and how many instructions a byte are too many, however they grow. The fixes that a person
/// should look at are taken too, and written as a diff.
///
/// The profile `release`, which compiles fast and optimizes little, takes 49,000 to check a wide table of short rows; most
/// shapes take fewer than 5,000. Fixes are tried, and each trial checks the text again: 16 times at the least where a fix
/// is refused.
const COMMANDS: [(&str, &[&str], u64); 2] = [
    ("check", &["catalint", "check", "--config", shapes::CONFIG, "."], 60_000),
    ("fix", &["catalint", "fix", "--config", shapes::CONFIG, "--unsafe", "--diff", "."], 400_000),
];
/// Loops of known growth, and what is said of them.
type Control = (&'static str, fn(usize), Option<&'static str>);
const CONTROLS: [Control; 2] = [("linear", linear, None), ("quadratic", quadratic, Some(GROWS))];
/// What is said of instructions that grow faster than the text.
const GROWS: &str = "grows faster than the text";
/// The functions whose instructions are counted, and before which the count is written and begins anew, as Callgrind
/// matches their names. It takes one option for each function, so these are two.
const COUNTED: &str = "*run_counted*";
const COUNT_ENDS: &str = "*end_count*";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", name, size, folder] => {
            let size = size.parse().expect("a number of bytes");
            for shape in selected(&[name]) {
                shape.write(size, Path::new(folder)).expect("a folder that can be written");
            }
            ExitCode::SUCCESS
        }
        ["work", sizes, part, parts, ref names @ ..] => {
            let [sizes, part, parts] = [sizes, part, parts].map(|number| number.parse().expect("a number"));
            work(&share(names, part, parts), SIZES[sizes]);
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

/// Runs what Callgrind counts: the controls at each size; then for each command an empty text, and each shape at each
/// size. Prints the weight of each.
fn work(shapes: &[Shape], sizes: [usize; 2]) {
    // Callgrind counts the function that it watches on one thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        for (_, control, _) in CONTROLS {
            for size in sizes {
                run_counted(|| control(size));
                end_count(size);
            }
        }
        for (_, arguments, _) in COMMANDS {
            let cli = Cli::parse_from(arguments);
            // What a process does once is not counted for a shape.
            for _ in 0..2 {
                assert_eq!(run_command(&cli, shapes::EMPTY, 0), Exit::Clean);
            }
            for shape in shapes {
                for size in sizes {
                    let exit = run_command(&cli, *shape, size);
                    assert!(matches!(exit, Exit::Clean | Exit::Findings), "{}: {exit:?}", shape.name);
                }
            }
        }
    });
}

/// Runs a command in a folder with a shape alone.
fn run_command(cli: &Cli, shape: Shape, size: usize) -> Exit {
    let folder = tempfile::tempdir().expect("a folder for the shape");
    let size = shape.write(size, folder.path()).expect("a folder that can be written");
    let environment = Environment::at("2026-11-23".parse().expect("a day"), folder.path());
    let exit = run_counted(|| command::run(cli, &environment, &mut std::io::sink(), &mut std::io::sink()));
    end_count(size);
    exit
}

/// Runs what is counted.
#[inline(never)]
fn run_counted<T>(run: impl FnOnce() -> T) -> T {
    // Keeps the call from becoming a jump, which would end the count.
    black_box(run())
}

/// Ends a count: Callgrind writes it before this function, which prints the weight of what was counted.
#[inline(never)]
fn end_count(size: usize) {
    println!("{size}");
}

/// Takes steps in proportion to the size.
fn linear(size: usize) {
    for step in 0..64 * size {
        black_box(step);
    }
}

/// Takes steps in proportion to the square of the size.
fn quadratic(size: usize) {
    for step in 0..(size / 8).pow(2) {
        black_box(step);
    }
}

/// Measures at the first pair of sizes, and what grows there at the second, too.
fn measure(names: &[&str], list: bool) -> ExitCode {
    let Some(first) = growths_of(names, 0) else { return ExitCode::FAILURE };
    let count = first.len();
    let (mut suspects, good): (Vec<_>, Vec<_>) = first.into_iter().partition(|growth| growth.problem().is_some());
    good.iter().filter(|_| list).for_each(|growth| println!("{growth}"));
    if !suspects.is_empty() {
        let is_suspect =
            |again: &Growth| suspects.iter().any(|one| (one.shape, one.command) == (again.shape, again.command));
        let mut names: Vec<&str> = suspects.iter().map(|growth| growth.shape).collect();
        names.sort_unstable();
        names.dedup();
        let Some(mut again) = growths_of(&names, 1) else { return ExitCode::FAILURE };
        again.retain(is_suspect);
        again.iter().filter(|growth| list && growth.problem().is_none()).for_each(|growth| println!("{growth}"));
        suspects = again.into_iter().filter(|growth| growth.problem().is_some()).collect();
    }
    for growth in &suspects {
        println!("{growth}");
    }
    println!("{} of {count} stay within bounds", count - suspects.len());
    if suspects.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Counts what the shapes take at a pair of sizes. All processors take a share of the shapes. `None` where it cannot be
/// counted, after saying why.
fn growths_of(names: &[&str], sizes: usize) -> Option<Vec<Growth>> {
    let parts = std::thread::available_parallelism().map_or(1, usize::from).min(selected(names).len());
    let folder = tempfile::tempdir().expect("a folder for the counts");
    let counts_of = |part: usize| folder.path().join(part.to_string());
    let started: Vec<_> = (0..parts).map(|part| start(&counts_of(part), [sizes, part, parts], names)).collect();
    let mut grown = Vec::new();
    for (part, child) in started.into_iter().enumerate() {
        let Ok(child) = child else {
            println!("valgrind cannot be run: install it, for example with `apt-get install valgrind`");
            return None;
        };
        let output = child.wait_with_output().expect("a process that ends");
        if !output.status.success() {
            println!("{}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        let counts = std::fs::read_to_string(counts_of(part)).expect("what Callgrind counted");
        grown.extend(growths(&share(names, part, parts), &runs(&counts, &String::from_utf8_lossy(&output.stdout))));
    }
    Some(grown)
}

/// Starts this program under Callgrind, for a share of the shapes.
fn start(counts: &Path, numbers: [usize; 3], names: &[&str]) -> std::io::Result<Child> {
    let mut out = OsString::from("--callgrind-out-file=");
    out.push(counts);
    Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--combine-dumps=yes", "--compress-strings=no", "--dump-line=no"])
        .args([format!("--toggle-collect={COUNTED}"), format!("--dump-before={COUNT_ENDS}")])
        .arg(out)
        .arg(std::env::current_exe()?)
        .arg("work")
        .args(numbers.map(|number| number.to_string()))
        .args(names)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// What one run was given, and what it took.
#[derive(Debug, Clone, Copy)]
struct Run {
    size: usize,
    instructions: u64,
}

/// Returns the instructions of each part of a dump, in order, with the sizes that were printed.
fn runs(dump: &str, sizes: &str) -> Vec<Run> {
    let totals = dump.lines().filter_map(|line| line.strip_prefix("totals: ")?.split(' ').next()?.parse().ok());
    let sizes = sizes.lines().filter_map(|line| line.parse().ok());
    sizes.zip(totals).map(|(size, instructions)| Run { size, instructions }).collect()
}

/// How the instructions of a command grow with a shape.
struct Growth {
    shape: &'static str,
    command: &'static str,
    /// Instructions a byte that are too many.
    most_per_byte: u64,
    small: Run,
    large: Run,
}

/// Puts names to counts, which come in the order of [`work`]. The count of an empty text is taken off those of a command.
fn growths(shapes: &[Shape], runs: &[Run]) -> Vec<Growth> {
    let each = 2 * shapes.len() + 2;
    let wanted = 2 * CONTROLS.len() + each * COMMANDS.len();
    assert!(runs.len() == wanted, "Callgrind counted {} of {wanted} runs", runs.len());
    let (controls, runs) = runs.split_at(2 * CONTROLS.len());
    for ((shape, _, wanted), runs) in CONTROLS.into_iter().zip(controls.chunks_exact(2)) {
        let growth = Growth { shape, command: "loop", most_per_byte: u64::MAX, small: runs[0], large: runs[1] };
        assert_eq!(growth.problem(), wanted, "Callgrind counts wrongly: {growth}");
    }
    let mut grown = Vec::new();
    for ((command, _, most_per_byte), runs) in COMMANDS.into_iter().zip(runs.chunks_exact(each)) {
        let (empty, counted) = (runs[1].instructions, &runs[2..]);
        for (shape, runs) in shapes.iter().zip(counted.chunks_exact(2)) {
            let [small, large] =
                [runs[0], runs[1]].map(|run| Run { instructions: run.instructions.saturating_sub(empty), ..run });
            grown.push(Growth { shape: shape.name, command, most_per_byte, small, large });
        }
    }
    grown
}

impl Growth {
    /// The power of the size by which the instructions grow.
    fn exponent(&self) -> f64 {
        let [few, many] = [self.small, self.large].map(|run| run.instructions.max(1) as f64);
        let [short, long] = [self.small, self.large].map(|run| run.size as f64);
        (many / few).ln() / (long / short).ln()
    }

    fn per_byte(&self) -> u64 {
        self.large.instructions / self.large.size.max(1) as u64
    }

    fn problem(&self) -> Option<&'static str> {
        if self.large.instructions > FLOOR && self.exponent() > STEEPEST {
            Some(GROWS)
        } else {
            (self.per_byte() > self.most_per_byte).then_some("too many a byte")
        }
    }
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { shape, command, large, .. } = self;
        let millions = large.instructions / 1_000_000;
        write!(f, "{shape:34} {command:6} exponent {:5.2} {millions:7} M instructions", self.exponent())?;
        write!(f, " {:6} a byte  {}", self.per_byte(), self.problem().unwrap_or_default())
    }
}
