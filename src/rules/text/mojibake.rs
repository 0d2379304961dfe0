//! Text that was UTF-8 and was read as something else: `Ã©` for é, `‚Äô` for ’.

use std::sync::LazyLock;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use rustc_hash::FxHashMap;

use crate::finding::Fix;
use crate::rules::wide_run;
use crate::rules::wording::shown;
use crate::rules::{Answer, Context, Draft, Question, WideRun};
use crate::source::Span;

/// Bytes of the shortest run that two bytes of UTF-8 become when they are read as Latin letters.
const SHORTEST_RUN: usize = 4;

/// An encoding that text is wrongly read in: for each of its characters the byte that it stands for.
#[derive(Debug)]
struct Codec {
    name: &'static str,
    mac: bool,
    bytes: FxHashMap<char, u8>,
}

static CODECS: LazyLock<[Codec; 2]> = LazyLock::new(|| {
    let codec = |name, encoding: &'static Encoding, mac| {
        let all: Vec<u8> = (0x80..=0xff).collect();
        let text = encoding.decode_without_bom_handling(&all).0;
        Codec { name, mac, bytes: text.chars().zip(0x80..=0xff).collect() }
    };
    [codec("Windows-1252", WINDOWS_1252, false), codec("Mac Roman", MACINTOSH, true)]
});

/// A sequence of characters that is one character of UTF-8, wrongly read.
#[derive(Debug)]
struct Sequence {
    /// The bytes of the run that it takes.
    range: std::ops::Range<usize>,
    real: char,
    /// True if it can be nothing else, or only is likely beside another one.
    sure: bool,
}

/// `text/mojibake`
pub(in crate::rules) fn mojibake<'c, 't>(_: &Context<'c, 't>) -> Question<'c, WideRun<'t>> {
    Box::new(|run| {
        // One character alone stands for no two bytes.
        if run.text.len() < SHORTEST_RUN || run.text.chars().nth(1).is_none() {
            return Answer::CannotTell;
        }
        let Some((codec, found)) = best(run.text, run.before(), run.after()) else { return Answer::CannotTell };
        if found.is_empty() {
            return Answer::Holds;
        }
        let groups = found.chunk_by(|a, b| a.range.end == b.range.start);
        groups.filter_map(|group| misread(run, codec, group)).map(Answer::from).collect()
    })
}

/// Words the finding about sequences that follow one another.
fn misread(run: WideRun<'_>, codec: &Codec, group: &[Sequence]) -> Option<Draft> {
    let span = Span::new(run.start + group.first()?.range.start, run.start + group.last()?.range.end);
    let real: String = group.iter().map(|sequence| sequence.real).collect();
    let (real, times) = decode_again(real, run.before(), run.after());
    let wrong = span.of(run.source);
    let how = if times > 1 { format!("{}, {times} times over", codec.name) } else { codec.name.to_owned() };
    let draft = Draft::new(span, format!("`{}` is `{}`, wrongly read as {how}", visible(wrong), shown(&real)))
        .help("the file was UTF-8, and was read and saved as something else")
        .subject(wrong.to_owned())
        .fix(Fix::safe(span, real));
    Some(draft)
}

/// The encoding that explains most of a run, with the sequences that it explains.
fn best(run: &str, before: Option<char>, after: Option<char>) -> Option<(&'static Codec, Vec<Sequence>)> {
    let tried = CODECS.iter().map(|codec| (codec, sequences(codec, run, before, after)));
    let covered = |found: &[Sequence]| found.iter().map(|sequence| sequence.range.len()).sum::<usize>();
    tried.max_by_key(|(codec, found)| (covered(found), !codec.mac))
}

/// Decodes a text that was decoded once for as long as it is still wrong, and returns how often it was wrong in all. A
/// fix that takes one layer away would bring the finding of the next.
fn decode_again(mut text: String, before: Option<char>, after: Option<char>) -> (String, usize) {
    let mut times = 1;
    // Each layer makes the text shorter, so that this ends.
    while let Some(next) = decode_once(&text, before, after) {
        text = next;
        times += 1;
    }
    (text, times)
}

/// Decodes the wrong sequences of a text; `None` if there are none.
fn decode_once(text: &str, before: Option<char>, after: Option<char>) -> Option<String> {
    let mut decoded = String::new();
    let mut from = 0;
    for run in wide_run::all(text) {
        let (before, after) = (run.before().or(before), run.after().or(after));
        for sequence in best(run.text, before, after).map(|(_, found)| found).unwrap_or_default() {
            decoded.push_str(text.get(from..run.start + sequence.range.start).unwrap_or_default());
            decoded.push(sequence.real);
            from = run.start + sequence.range.end;
        }
    }
    (from > 0).then(|| decoded + text.get(from..).unwrap_or_default())
}

/// Characters that no font has are shown by a dot.
fn visible(text: &str) -> String {
    shown(text).chars().map(|c| if matches!(c, '\u{f8ff}' | '\u{80}'..='\u{a0}') { '·' } else { c }).collect()
}

fn sequences(codec: &Codec, run: &str, before: Option<char>, after: Option<char>) -> Vec<Sequence> {
    let chars: Vec<(usize, char)> = run.char_indices().collect();
    let mut found: Vec<Sequence> = Vec::new();
    let mut index = 0;
    while let Some(&(start, lead)) = chars.get(index) {
        let bytes = codec.decode(chars.get(index..).unwrap_or_default());
        let Some((length, real)) = bytes.filter(|&(_, real)| is_plausible(real)) else {
            index += 1;
            continue;
        };
        let end = chars.get(index + length).map_or(run.len(), |&(at, _)| at);
        let previous = index.checked_sub(1).and_then(|at| chars.get(at)).map(|&(_, c)| c).or(before);
        let next = chars.get(index + length).map(|&(_, c)| c).or(after);
        let rest = chars.get(index + 1..index + length).unwrap_or_default();
        let previous = if found.last().is_some_and(|last| last.range.end == start) { None } else { previous };
        let sure = codec.is_sure(lead, rest, previous, next);
        found.push(Sequence { range: start..end, real, sure });
        index += length;
    }
    // One doubtful sequence alone may be meant as it stands; several in a row are not.
    let kept: Vec<bool> = found
        .iter()
        .enumerate()
        .map(|(at, own)| {
            let joins = |other: Option<&Sequence>| {
                other.is_some_and(|other| other.range.end == own.range.start || own.range.end == other.range.start)
            };
            own.sure || joins(at.checked_sub(1).and_then(|at| found.get(at))) || joins(found.get(at + 1))
        })
        .collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or_default());
    found
}

impl Codec {
    /// The character of UTF-8 that the first characters are the bytes of, and how many they are.
    fn decode(&self, chars: &[(usize, char)]) -> Option<(usize, char)> {
        let byte = |at: usize| chars.get(at).and_then(|(_, c)| self.bytes.get(c)).copied();
        let length = match byte(0)? {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let mut bytes = [0_u8; 4];
        for (at, slot) in bytes.iter_mut().take(length).enumerate() {
            *slot = byte(at)?;
        }
        let text = std::str::from_utf8(bytes.get(..length)?).ok()?;
        text.chars().next().map(|real| (length, real))
    }

    /// Returns true if a sequence cannot be meant as it stands: `Ã©` cannot, `É”` at the end of a quotation can.
    fn is_sure(&self, lead: char, rest: &[(usize, char)], before: Option<char>, after: Option<char>) -> bool {
        let Some(&byte) = self.bytes.get(&lead) else { return false };
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let closing = rest.iter().all(|&(_, c)| "‘’“”‚„–—…»›•™®°".contains(c));
        let shouted = before.is_some_and(char::is_uppercase);
        match byte {
            0xf0..=0xf4 | 0xe2 | 0xef => true,
            0xc6..=0xee => false,
            _ if self.mac => {
                // `√π` and `≈±5` are mathematics.
                let mathematical = rest.iter().any(|(_, c)| "πµΩ∞∂∑∏∫±≤≥≠".contains(*c));
                let spare = rest.iter().any(|(_, c)| "£¢•°§¥".contains(*c));
                byte == 0xc2
                    || if mathematical { is_letter(before) } else { !spare || is_letter(before) || is_letter(after) }
            }
            0xc2 => !closing || !shouted,
            _ => !closing || is_letter(after) && !shouted || before.is_some_and(char::is_lowercase),
        }
    }
}

/// Returns true if a character is one that people write.
fn is_plausible(c: char) -> bool {
    // What turns the reading direction around or breaks a line is no text that somebody lost.
    !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        && matches!(c,
        '\u{a0}'..='\u{24f}' | '\u{2b0}'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}'
        | '\u{600}'..='\u{6ff}' | '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2000}'..='\u{20bf}' | '\u{20e3}' | '\u{2100}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{fe0e}'..='\u{fe0f}' | '\u{feff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> String {
        decode_once(text, None, None).unwrap_or_else(|| text.to_owned())
    }

    fn misread(text: &str, encoding: &'static Encoding) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_misread_is_read_again() {
        for text in [
            "café",
            "It’s “so” – well…",
            "📋 Contents",
            "🛠️ Tools",
            "±5 µm, 90°",
            "Привет",
            "数据集",
            "naïve Übermut",
            "żółć",
        ] {
            for encoding in [WINDOWS_1252, MACINTOSH] {
                let wrong = misread(text, encoding);
                assert_eq!(fixed(&wrong), text, "{wrong} {}", encoding.name());
            }
        }
    }

    #[test]
    fn what_was_misread_several_times_is_decoded_at_once() {
        for times in 1..=6 {
            let wrong = (0..times).fold("café".to_owned(), |text, _| misread(&text, WINDOWS_1252));
            let (decoded, counted) = decode_again(decode_once(&wrong, None, None).unwrap(), None, None);
            assert_eq!((decoded.as_str(), counted), ("café", times), "{wrong}");
        }
    }

    #[test]
    fn what_is_meant_stays() {
        for text in [
            "AMANHÃ”",
            "A IRMÃ… e",
            "«café…»",
            "2√π",
            "≈±5",
            "¬x ∧ ¬y",
            "mot—était",
            "«École»",
            "GRÜ®",
            "São Paulo, NÃO",
            "“Über”",
            "– à – é",
            "数据集 – 标注",
            "Ελληνικά",
            "90° ± 5 µm",
            "„Äpfel“",
            "CAFÉ™",
            "…é",
            "🛠️",
            "Â",
            "x² – y³",
            "à «",
            "ÎÏÌ",
        ] {
            assert_eq!(fixed(text), text);
        }
    }

    #[test]
    fn the_seed_is_given_back_byte_for_byte() {
        let raw = include_str!("../../../fixtures/catalogs/medical-imaging-datasets.raw.md");
        assert!(fixed(raw) == include_str!("../../../fixtures/catalogs/medical-imaging-datasets.md"));
    }
}
