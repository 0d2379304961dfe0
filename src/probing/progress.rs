//! Progress of a run on standard error: a bar on a terminal, a line now and then elsewhere.

use std::{io::Write, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::{SignedDuration, Timestamp};

use crate::{
    environment::Environment,
    probe::{Clock, Event, Progress},
    text::format_count,
};

/// The time between two lines where there is no terminal.
const LINE_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Tells how far a run is.
#[derive(Debug)]
pub(crate) enum ProgressMeter {
    /// Draws a bar on the terminal itself: it asks the terminal for its width, and draws from a thread of its own.
    Bar(ProgressBar),
    /// Writes a line now and then.
    Lines {
        /// When the last one was written, or the run began.
        last: Timestamp,
    },
    /// Says nothing.
    Silent,
}

impl ProgressMeter {
    /// A meter of what standard error can show.
    pub(crate) fn new(environment: &Environment, links: usize, silent: bool) -> Self {
        if silent || links == 0 {
            return Self::Silent;
        }
        if !environment.stderr_is_terminal || environment.variables.dumb_terminal || environment.variables.ci {
            return Self::Lines { last: environment.now };
        }
        let bar = ProgressBar::with_draw_target(Some(links as u64), ProgressDrawTarget::stderr_with_hz(8));
        let style = ProgressStyle::with_template("{bar:24} {pos} of {len} links, {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("█▌░"));
        bar.set_message("waiting for the first answers");
        Self::Bar(bar)
    }

    /// Takes what a run tells; lines are written to `errors`.
    pub(crate) fn tell(&mut self, event: &Event, clock: &dyn Clock, errors: &mut dyn Write) {
        let Event::Progress(progress) = event else { return };
        match self {
            Self::Bar(bar) => {
                bar.set_position(progress.done as u64);
                bar.set_message(rest(progress));
            }
            Self::Lines { last } => {
                let now = clock.now();
                if now.duration_since(*last) >= LINE_EVERY {
                    *last = now;
                    let (done, links) = (progress.done, progress.links);
                    // Where standard error is closed nobody wants to know.
                    let _ = writeln!(errors, "{done} of {links} links, {}", rest(progress));
                }
            }
            Self::Silent => {}
        }
    }

    /// Takes the bar away, so that the report stands by itself.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// `12 hosts busy, 3 dead so far, 2 min left`
fn rest(progress: &Progress) -> String {
    let hosts = format_count(progress.hosts_busy, "host");
    let left = if progress.left.is_zero() { String::new() } else { format!(", {} left", left(progress.left)) };
    format!("{hosts} busy, {} dead so far{left}", progress.dead)
}

fn left(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=99 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::HastyClock;

    #[test]
    fn progress_is_told_in_words() {
        let progress = Progress { done: 3, links: 9, dead: 1, hosts_busy: 1, left: Duration::from_secs(130) };
        assert_eq!(rest(&progress), "1 host busy, 1 dead so far, 3 min left");
        assert_eq!(rest(&Progress { hosts_busy: 0, left: Duration::ZERO, ..progress }), "0 hosts busy, 1 dead so far");
    }

    #[test]
    fn lines_go_to_the_writer_that_is_handed_in() {
        let environment = Environment::at("2026-11-23".parse().unwrap(), "/");
        let mut meter = ProgressMeter::new(&environment, 9, false);
        let progress = Progress { done: 3, links: 9, dead: 1, hosts_busy: 2, left: Duration::ZERO };
        let mut errors = Vec::new();
        for seconds in [29, 30, 31] {
            let clock = HastyClock::starting_at(environment.now + SignedDuration::from_secs(seconds));
            meter.tell(&Event::Progress(progress), &clock, &mut errors);
        }
        assert_eq!(String::from_utf8(errors).unwrap(), "3 of 9 links, 2 hosts busy, 1 dead so far\n");
    }

    #[test]
    fn nothing_is_drawn_where_there_is_no_terminal() {
        let environment = Environment::at("2026-11-23".parse().unwrap(), "/");
        assert!(matches!(ProgressMeter::new(&environment, 5, false), ProgressMeter::Lines { .. }));
        assert!(matches!(ProgressMeter::new(&environment, 0, false), ProgressMeter::Silent));
        assert!(matches!(ProgressMeter::new(&environment, 5, true), ProgressMeter::Silent));
    }
}
