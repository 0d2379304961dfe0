//! Characters that nobody sees.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::wide_runs;
use crate::finding::Fix;
use crate::rules::{Answer, Answers, Context, Draft};
use crate::source::Span;
use crate::text::invisible::{Unseen, find_unseen};

/// A character of a run that is not ASCII, with its neighbours.
#[derive(Debug, Clone, Copy)]
struct HiddenCharacter<'t> {
    text: &'t str,
    at: usize,
    c: char,
}

impl HiddenCharacter<'_> {
    fn before(self) -> Option<char> {
        self.text.get(..self.at).and_then(|text| text.chars().next_back())
    }

    fn after(self) -> Option<char> {
        self.text.get(self.at + self.c.len_utf8()..).and_then(|text| text.chars().next())
    }
}

/// Lines that were tested for letters that are written from right to left: a line may hold thousands of marks.
#[derive(Debug, Default)]
struct DirectionLines {
    /// The end of the line tested last, and whether it has such a letter.
    last: Option<(usize, bool)>,
}

impl DirectionLines {
    /// True if the line of a place has such a letter. Places come in the order of the text.
    fn is_right_to_left(&mut self, place: HiddenCharacter<'_>) -> bool {
        if let Some((end, has)) = self.last
            && place.at < end
        {
            return has;
        }
        let before = place.text.get(..place.at).unwrap_or_default();
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let line = place.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let has = line.chars().any(is_right_to_left);
        self.last = Some((start + line.len(), has));
        has
    }
}

fn places(text: &str) -> impl Iterator<Item = HiddenCharacter<'_>> {
    wide_runs(text).flat_map(move |(start, run)| {
        run.char_indices().map(move |(at, c)| HiddenCharacter { text, at: start + at, c })
    })
}

/// Characters of a catalog that are written from right to left, from which on its marks of direction are meant.
const RIGHT_TO_LEFT: usize = 64;

/// One hidden character, or several in a row, between the same two characters in more places than this is put there on
/// purpose, as a spacer.
const SPACERS: usize = 4;

/// Hidden characters in a row.
#[derive(Debug, Clone, Copy)]
struct HiddenRun {
    span: Span,
    c: char,
    name: &'static str,
    /// The characters before and behind it.
    between: (Option<char>, Option<char>),
}

/// `text/invisible`
pub(in crate::rules) fn invisible(cx: &Context<'_, '_>, answers: &mut Answers) {
    let runs = hidden_runs(cx, answers);
    let mut alike: FxHashMap<_, usize> = FxHashMap::default();
    for run in &runs {
        *alike.entry((run.c, run.between)).or_default() += 1;
    }
    for run in runs {
        let count = alike.get_mut(&(run.c, run.between)).map(std::mem::take).unwrap_or_default();
        if count > SPACERS && run.c != '\u{ad}' {
            answers.take(spacer(run, count));
            alike.remove(&(run.c, run.between));
        } else if count > 0 {
            answers.broken(report(run));
            alike.insert((run.c, run.between), count);
        }
    }
}

/// Returns the hidden characters that nothing needs.
fn hidden_runs(cx: &Context<'_, '_>, answers: &mut Answers) -> Vec<HiddenRun> {
    let mut runs: Vec<HiddenRun> = Vec::new();
    let mut lines = DirectionLines::default();
    let is_right_to_left = OnceCell::new();
    for place in places(cx.text()) {
        if place.c < '\u{115f}' && place.c != '\u{ad}' {
            continue;
        }
        let Some(Unseen::Named(name)) = find_unseen(place.c) else { continue };
        let is_mark = || *is_right_to_left.get_or_init(|| has_direction(cx.text()));
        if is_needed(place, &mut lines) || matches!(place.c, '\u{200e}' | '\u{200f}') && is_mark() {
            answers.holds();
            continue;
        }
        let span = Span::new(place.at, place.at + place.c.len_utf8());
        match runs.last_mut().filter(|run| run.span.end == span.start) {
            Some(run) => (run.span.end, run.between.1) = (span.end, place.after()),
            None => runs.push(HiddenRun { span, c: place.c, name, between: (place.before(), place.after()) }),
        }
    }
    runs
}

/// Returns true if a text is written from right to left in a good part: a mark of direction orders a Latin name in it, on
/// whatever line.
fn has_direction(text: &str) -> bool {
    text.chars().filter(|c| is_right_to_left(*c)).nth(RIGHT_TO_LEFT).is_some()
}

fn report(run: HiddenRun) -> Draft {
    let HiddenRun { span, c, name, .. } = run;
    let code = c as u32;
    Draft::new(span, format!("an invisible character stands here: {name}, U+{code:04X}"))
        .help("take it out: nobody sees it, and searches and links stumble over it")
        .subject(format!("U+{code:04X}"))
        .fix(Fix::safe(span, ""))
}

/// Judges a hidden character that stands in many places alike. A Hangul filler is as wide as a letter, and is only ever
/// written to be seen as a gap.
fn spacer(run: HiddenRun, count: usize) -> Answer {
    let HiddenRun { span, c, name, .. } = run;
    if is_filler(c) {
        return Answer::Holds;
    }
    let code = c as u32;
    let others = count - 1;
    Draft::new(span, format!("an invisible character stands here and in {others} other places: {name}, U+{code:04X}"))
        .help("if it is a spacer, write a space; otherwise take it out: searches and links stumble over it")
        .subject(format!("U+{code:04X}"))
        .places(count as u32)
        .into()
}

fn is_filler(c: char) -> bool {
    matches!(c, '\u{3164}' | '\u{115f}' | '\u{1160}')
}

/// Returns true if a character that shows nothing does something here that its script or an emoji needs.
fn is_needed(place: HiddenCharacter<'_>, lines: &mut DirectionLines) -> bool {
    let (before, after) = (place.before(), place.after());
    let either = |test: fn(char) -> bool| before.is_some_and(test) || after.is_some_and(test);
    match place.c {
        '\u{feff}' => place.at == 0,
        '\u{200b}' => either(is_unspaced),
        // A joiner at the end of an emoji is left of a longer one, and seen by nobody; taken out, it may change the picture.
        '\u{200c}' | '\u{200d}' => either(is_joining) || either(is_emoji),
        '\u{200e}' | '\u{200f}' => lines.is_right_to_left(place),
        '\u{180e}' => either(|c| ('\u{1800}'..='\u{18af}').contains(&c)),
        '\u{115f}' | '\u{1160}' => either(|c| ('\u{1100}'..='\u{11ff}').contains(&c)),
        '\u{e0000}'..='\u{e007f}' => {
            before.is_some_and(|c| c == '\u{1f3f4}' || ('\u{e0020}'..='\u{e007e}').contains(&c))
        }
        _ => false,
    }
}

/// Scripts that are written without spaces and broken at zero-width ones.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{f00}'..='\u{fff}' | '\u{1950}'..='\u{1aaf}')
}

/// Scripts whose letters join, or are told by a joiner not to.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{20e3}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Marks of direction that follow one another.
#[derive(Debug)]
struct DirectionRun {
    span: Span,
    first: char,
    count: usize,
}

impl DirectionRun {
    fn report(self, answers: &mut Answers) {
        let code = format!("U+{:04X}", self.first as u32);
        let message = match self.count {
            1 => format!("{code} changes the order in which the text is shown"),
            count => {
                format!("{count} characters change the order in which the text is shown, of which {code} is the first")
            }
        };
        let help = match self.count {
            1 => "take it out: what readers see is not what stands here",
            _ => "take them out: what readers see is not what stands here",
        };
        answers.broken(Draft::new(self.span, message).help(help).subject(code).fix(Fix::for_review(self.span, "")));
    }
}

/// `text/bidirectional`
pub(in crate::rules) fn bidirectional(cx: &Context<'_, '_>, answers: &mut Answers) {
    let mut lines = DirectionLines::default();
    let mut open: Option<DirectionRun> = None;
    for place in places(cx.text()) {
        let overrides = matches!(place.c, '\u{202d}' | '\u{202e}');
        if !overrides && !matches!(place.c, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}') {
            continue;
        }
        if !overrides && lines.is_right_to_left(place) {
            answers.holds();
            continue;
        }
        let span = Span::new(place.at, place.at + place.c.len_utf8());
        match &mut open {
            Some(run) if run.span.end == span.start => (run.span.end, run.count) = (span.end, run.count + 1),
            _ => {
                open.take().into_iter().for_each(|run| run.report(answers));
                open = Some(DirectionRun { span, first: place.c, count: 1 });
            }
        }
    }
    if let Some(run) = open {
        run.report(answers);
    }
}

/// `text/replacement`
pub(in crate::rules) fn replacement(cx: &Context<'_, '_>, answers: &mut Answers) {
    let text = cx.text();
    let faults = cx.catalog.file.faults();
    let mut last: Option<u32> = None;
    for at in memchr::memmem::find_iter(text.as_bytes(), "\u{fffd}".as_bytes()) {
        let span = Span::new(at, at + '\u{fffd}'.len_utf8());
        // `file/encoding` tells of bytes that could not be read.
        if faults.binary_search_by_key(&span.start, |fault| fault.span.start).is_ok() {
            continue;
        }
        if last.replace(span.end) != Some(span.start) {
            answers.broken(
                Draft::new(span, "a character was lost here: U+FFFD stands in its place")
                    .help("write the character that was meant; the file was once read in a wrong encoding")
                    .subject("U+FFFD"),
            );
        }
    }
}
