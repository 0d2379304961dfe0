//! Characters that nobody sees.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::finding::Fix;
use crate::rules::{AlikeFindings, Answer, Context, Draft, Question, WideRun};
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

fn places(run: WideRun<'_>) -> impl Iterator<Item = HiddenCharacter<'_>> {
    run.text.char_indices().map(move |(at, c)| HiddenCharacter { text: run.source, at: run.start + at, c })
}

/// Characters of a catalog that are written from right to left, from which on its marks of direction are meant.
const RIGHT_TO_LEFT: usize = 64;

/// One hidden character, or several in a row, between the same two characters in more places than this is put there on
/// purpose, as a spacer.
const SPACERS: usize = 4;

/// A hidden character with the characters before and behind its run.
type SurroundedCharacter = (char, (Option<char>, Option<char>));

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
pub(in crate::rules) fn invisible<'c, 't>(context: &Context<'c, 't>) -> Question<'c, WideRun<'t>> {
    let text = context.text();
    let mut lines = DirectionLines::default();
    let is_right_to_left = OnceCell::new();
    let mut spacers: FxHashMap<SurroundedCharacter, u64> = FxHashMap::default();
    Box::new(move |stretch| {
        let mut answers = Vec::new();
        let mut runs: Vec<HiddenRun> = Vec::new();
        for place in places(stretch) {
            if place.c < '\u{115f}' && place.c != '\u{ad}' {
                continue;
            }
            let Some(Unseen::Named(name)) = find_unseen(place.c) else { continue };
            let is_mark = || *is_right_to_left.get_or_init(|| has_direction(text));
            if is_needed(place, &mut lines) || matches!(place.c, '\u{200e}' | '\u{200f}') && is_mark() {
                answers.push(Answer::Holds);
                continue;
            }
            let span = Span::new(place.at, place.at + place.c.len_utf8());
            match runs.last_mut().filter(|run| run.span.end == span.start) {
                Some(run) => (run.span.end, run.between.1) = (span.end, place.after()),
                None => runs.push(HiddenRun { span, c: place.c, name, between: (place.before(), place.after()) }),
            }
        }
        for run in runs {
            let number = spacers.len() as u64;
            let group = *spacers.entry((run.c, run.between)).or_insert(number);
            answers.push(report(run, group).into());
        }
        Answer::Parts(answers)
    })
}

/// Returns true if a text is written from right to left in a good part: a mark of direction orders a Latin name in it, on
/// whatever line.
fn has_direction(text: &str) -> bool {
    text.chars().filter(|c| is_right_to_left(*c)).nth(RIGHT_TO_LEFT).is_some()
}

/// Words the finding about a hidden character; `group` is the number of those between the same two characters.
fn report(run: HiddenRun, group: u64) -> Draft {
    let HiddenRun { span, c, name, .. } = run;
    let code = c as u32;
    let draft = Draft::new(span, format!("an invisible character stands here: {name}, U+{code:04X}"))
        .help("take it out: nobody sees it, and searches and links stumble over it")
        .subject(format!("U+{code:04X}"))
        .fix(Fix::safe(span, ""));
    match c {
        // A soft hyphen is never a spacer.
        '\u{ad}' => draft,
        _ => draft.alike(AlikeFindings { group, most: SPACERS, fold: if is_filler(c) { filler } else { spacer } }),
    }
}

/// Holds for a Hangul filler in many places alike: it is as wide as a letter, and was written to be seen as a gap.
fn filler(_: Vec<Draft>) -> Answer {
    Answer::Holds
}

/// Words the finding about a hidden character that stands in many places alike.
fn spacer(drafts: Vec<Draft>) -> Answer {
    let count = drafts.len();
    let Some(mut first) = drafts.into_iter().next() else { return Answer::CannotTell };
    let message = first.message.replacen(" here:", &format!(" here and in {} other places:", count - 1), 1);
    first.message = message.into();
    first.help = "if it is a spacer, write a space; otherwise take it out: searches and links stumble over it".into();
    first.fix = None;
    first.places(count as u32).into()
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
    fn report(&self) -> Draft {
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
        Draft::new(self.span, message).help(help).subject(code).fix(Fix::for_review(self.span, ""))
    }
}

/// `text/bidirectional`
pub(in crate::rules) fn bidirectional<'c, 't>(_: &Context<'c, 't>) -> Question<'c, WideRun<'t>> {
    let mut lines = DirectionLines::default();
    Box::new(move |stretch| {
        let mut answers = Vec::new();
        let mut runs: Vec<DirectionRun> = Vec::new();
        for place in places(stretch) {
            let overrides = matches!(place.c, '\u{202d}' | '\u{202e}');
            if !overrides && !matches!(place.c, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}') {
                continue;
            }
            if !overrides && lines.is_right_to_left(place) {
                answers.push(Answer::Holds);
                continue;
            }
            let span = Span::new(place.at, place.at + place.c.len_utf8());
            match runs.last_mut().filter(|run| run.span.end == span.start) {
                Some(run) => (run.span.end, run.count) = (span.end, run.count + 1),
                None => runs.push(DirectionRun { span, first: place.c, count: 1 }),
            }
        }
        answers.extend(runs.iter().map(|run| run.report().into()));
        Answer::Parts(answers)
    })
}

/// `text/replacement`
pub(in crate::rules) fn replacement<'c, 't>(context: &Context<'c, 't>) -> Question<'c, WideRun<'t>> {
    let faults = context.catalog.file.faults();
    Box::new(move |stretch| {
        let lost = memchr::memmem::find_iter(stretch.text.as_bytes(), REPLACEMENT.as_bytes()).map(|at| {
            let start = stretch.start + at;
            Span::new(start, start + REPLACEMENT.len())
        });
        // `file/encoding` reports bytes that could not be read.
        let lost = lost.filter(|span| faults.binary_search_by_key(&span.start, |fault| fault.span.start).is_err());
        let mut last: Option<u32> = None;
        let first_of_each = lost.filter(|span| last.replace(span.end) != Some(span.start));
        let drafts = first_of_each.map(|span| {
            Draft::new(span, "a character was lost here: U+FFFD stands in its place")
                .help("write the character that was meant; the file was once read in a wrong encoding")
                .subject("U+FFFD")
        });
        drafts.map(Answer::from).collect()
    })
}

/// The character that decoders write for what they cannot read.
const REPLACEMENT: &str = "\u{fffd}";
