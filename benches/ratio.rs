//! How much longer a check takes than the markdown parser alone, and how much memory beside the text:
//! `cargo bench --bench ratio`. Parser and check take turns, the fastest run of each counts, and on Linux it is the
//! processor's time that is taken, so that a busy machine disturbs the ratio little.
//!
//! `-- write FILE` writes the big catalog instead, for `benches/peers.py`; `-- parse RECORDS`, `-- peak RECORDS` and `-- whole
//! RECORDS` do one thing once, for a profiler.
//!
//! The catalog is the real one whole and then its tables again and again, which is 184 bytes a record. The last line is of
//! the real one repeated whole, which is 252: each copy makes its own claims and names the entries of all.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock and its arguments")]

mod big;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use catalint::catalog::{Catalog, FieldVocabulary};
use catalint::source::File;
use catalint::{markdown, rules};

/// How often each is run at least.
const TURNS: usize = 9;
/// 8 MB.
const BIG: usize = 44_000;
/// Small catalogs are checked more often: this many records in all.
const LEAST: usize = 200_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    // One thread does it all, and it is this one whose clock is read.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| run(&arguments));
}

fn run(arguments: &[String]) {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", path] => std::fs::write(path, big::catalog(BIG)).expect("the file can be written"),
        ["parse", records] => drop(parse(&big::catalog(records.parse().expect("a number of records")))),
        ["peak", records] => peak(big::catalog(records.parse().expect("a number of records"))),
        ["whole", records] => peak(big::whole(records.parse().expect("a number of records"))),
        _ => measure(),
    }
}

fn measure() {
    println!("records    text     parser      check  ratio   read  rules  freed  ms per 1,000 records  memory / text");
    for (name, records) in [("peak", 1_000), ("peak", 10_000), ("peak", BIG), ("peak", 100_000), ("whole", BIG)] {
        let text = if name == "whole" { big::whole(records) } else { big::catalog(records) };
        let mut parser = Duration::MAX;
        let mut check = Times { read: Duration::MAX, rules: Duration::MAX, freed: Duration::MAX, records: 0 };
        for _ in 0..TURNS.max(LEAST / records) {
            parser = parser.min(parse(&text));
            let turn = check_once(text.clone());
            if turn.total() < check.total() {
                check = turn;
            }
        }
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{:7} {:4.1} MB {:7.1} ms {:7.1} ms {:6.2} {:6.1} {:6.1} {:6.1} {:21.2} {:>14}",
            check.records,
            text.len() as f64 / 1e6,
            ms(parser),
            ms(check.total()),
            check.total().as_secs_f64() / parser.as_secs_f64(),
            ms(check.read),
            ms(check.rules),
            ms(check.freed),
            ms(check.total()) / check.records as f64 * 1e3,
            peak_of_child(name, records)
                .map_or("unknown".to_owned(), |peak| format!("{:.1}", peak / text.len() as f64)),
        );
    }
}

fn parse(text: &str) -> Duration {
    let begun = Clock::now();
    for event in pulldown_cmark::Parser::new_ext(text, markdown::OPTIONS).into_offset_iter() {
        black_box(event);
    }
    begun.until(Clock::now())
}

/// A moment: the time that this thread has had of a processor where the system tells it, and the time of day.
#[derive(Clone, Copy)]
struct Clock {
    worked: Option<Duration>,
    day: Instant,
}

impl Clock {
    fn now() -> Self {
        // Linux brings its count up to date when the thread gives way.
        std::thread::yield_now();
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let worked = told.and_then(|told| told.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
        Self { worked, day: Instant::now() }
    }

    fn until(self, later: Self) -> Duration {
        match (self.worked, later.worked) {
            (Some(begun), Some(ended)) => ended.saturating_sub(begun),
            _ => later.day.duration_since(self.day),
        }
    }
}

struct Times {
    read: Duration,
    rules: Duration,
    freed: Duration,
    records: usize,
}

impl Times {
    fn total(&self) -> Duration {
        self.read.saturating_add(self.rules).saturating_add(self.freed)
    }
}

/// All that `catalint check` does with a file, but for printing.
fn check_once(text: String) -> Times {
    let (words, asked, now) = (FieldVocabulary::default(), rules::default_rules(), jiff::civil::date(2026, 11, 23));
    let begun = Clock::now();
    let file = File::from_text("big.md", text);
    let catalogs = [Catalog::read(&file, &words)];
    let was_read = Clock::now();
    let found: Vec<_> =
        catalogs.iter().map(|catalog| rules::check(catalog, &catalogs, &asked, now, &rules::NoFiles)).collect();
    let was_asked = Clock::now();
    let records = catalogs.iter().map(|catalog| catalog.records.len()).sum();
    drop(black_box(found));
    drop(catalogs);
    drop(file);
    let freed = was_asked.until(Clock::now());
    Times { read: begun.until(was_read), rules: was_read.until(was_asked), freed, records }
}

/// Checks once in this process, which does nothing else, and prints the most memory that it ever had.
fn peak(text: String) {
    check_once(text);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("{}", line.trim().trim_end_matches(" kB"));
    }
}

/// The most memory that a process has that checks a catalog, in bytes; only Linux tells.
fn peak_of_child(name: &str, records: usize) -> Option<f64> {
    let own = std::env::current_exe().ok()?;
    let output = Command::new(own).args([name, &records.to_string()]).output().ok()?;
    let kilobytes: f64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}
