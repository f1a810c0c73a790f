//! Takes in what a request brought: rows onto the board, failures into the health. Uses the rest of this room, `domain`
//! and `api`.

use std::time::Duration;

use super::{Errand, Worker};
use crate::api::paging::SweepEnd;
use crate::api::{Failure, Page};
use crate::domain::{FaultKind, Now, SweepLane};
use crate::poll::sweep::TOO_MUCH_CONTENT;

/// The most lookups after a fast sweep.
const MOST_LOOKUPS: usize = 10;

/// Whole sweeps for tasks that are found nowhere else are not made more often.
const BETWEEN_SEARCHES: Duration = Duration::from_secs(60);

/// After a longer pause a sweep begins anew: the list has moved too far to go on in the middle.
const LONGEST_PAUSE_IN_A_SWEEP: Duration = Duration::from_secs(60);

impl Worker {
    pub(super) fn take_reply(&mut self, errand: &Errand, reply: &Page) {
        let now = self.around.clock.now();
        self.backoff.reset();
        // Of a page that gives none of the tasks that it counts, what is on the board grows older.
        let brings_data = !reply.rows.is_empty() || reply.total_count.is_none_or(|total| total <= 0);
        self.report.succeeded(&reply.meta, brings_data, now);
        let boundary = match errand {
            Errand::Full => self.take_full_page(reply, now),
            Errand::Fast => self.take_fast_page(reply, now),
            Errand::Lookup(lookup) => {
                if !self.board.lookup_page(lookup, &reply.rows) {
                    self.ask_full_for_the_lost(now);
                }
                self.lookups.is_empty()
            }
        };
        let snapshot = &mut self.report.feed.snapshot;
        snapshot.tasks = self.board.tasks();
        snapshot.revision = self.board.revision();
        self.report.changed(boundary);
    }

    /// Tasks were neither in the fast sweep nor found by their ids. They are gone, or only a whole sweep finds them; until then
    /// what the board says of them is old, and the next one may be minutes away.
    fn ask_full_for_the_lost(&mut self, now: Now) {
        let is_due = self.lost_asked_at.is_none_or(|at| now.instant.duration_since(at) >= BETWEEN_SEARCHES);
        if is_due {
            self.lost_asked_at = Some(now.instant);
            self.timetable.ask_full(now.instant);
        }
    }

    /// Returns whether the page is worth showing at once: the first or the last of a sweep.
    fn take_full_page(&mut self, reply: &Page, now: Now) -> bool {
        let Some(pager) = self.full.as_mut() else {
            return false;
        };
        let mending = pager.is_mending();
        let new = pager.feed(&reply.rows, reply.total_count);
        self.board.full_page(&reply.rows, &new, mending);
        let snapshot = &mut self.report.feed.snapshot;
        snapshot.total_count = pager.total();
        let too_much = self.full_allowance.exceeded_by(reply);
        let end = match (pager.end().cloned(), too_much) {
            (_, Some(note)) => SweepEnd { complete: false, note: Some(note), ..SweepEnd::default() },
            (Some(end), None) => end,
            (None, None) => return pager.pages_read() == 1,
        };
        snapshot.unreadable_rows = pager.unreadable();
        if end.complete {
            self.board.end_full(end.missing > 0);
            snapshot.is_whole = true;
            self.report.sweep_ended();
            self.report.reading_ended(SweepLane::Full, self.full_began_unix_ms, now);
        }
        self.report.sweep_notice = end.note;
        self.full = None;
        self.timetable.full_ended(now.instant, &mut self.rng);
        true
    }

    fn take_fast_page(&mut self, reply: &Page, now: Now) -> bool {
        let Some(pager) = self.fast.as_mut() else {
            return false;
        };
        pager.feed(&reply.rows, reply.total_count);
        self.board.fast_page(&reply.rows);
        let too_much = self.fast_allowance.exceeded_by(reply);
        let (complete, note) = match (pager.end().cloned(), too_much) {
            (_, Some(note)) => (false, Some(note)),
            (Some(end), None) => (end.complete, end.note),
            (None, None) => return pager.pages_read() == 1,
        };
        let was_complete = self.report.fast_notice.is_none();
        self.report.fast_notice = note.filter(|_| !complete);
        if complete {
            if !was_complete {
                // What the last whole sweep found to say may be over as well.
                self.timetable.ask_full(now.instant);
            }
            let chunk = self.lookup_chunk.min(self.page_size as usize);
            let lookups = self.board.end_fast(chunk);
            if lookups.len() > MOST_LOOKUPS {
                // So many at once are found in fewer requests, and without starving the reading, by a whole sweep.
                lookups.iter().for_each(|lookup| self.board.lookup_failed(lookup));
                self.timetable.ask_full(now.instant);
            } else {
                self.lookups.extend(lookups);
            }
            self.report.reading_ended(SweepLane::Fast, self.fast_began_unix_ms, now);
            self.report.feed.unread = self.board.unread();
        }
        self.fast = None;
        self.timetable.fast_ended(now.instant, &mut self.rng);
        true
    }

    pub(super) fn take_failure(&mut self, errand: Errand, failure: &Failure, page: u32) {
        let now = self.around.clock.now();
        if failure.fault.ret_code == Some(TOO_MUCH_CONTENT) && self.ask_for_less(&errand) {
            self.report.feed.failures += 1;
            return;
        }
        let wait = self.backoff.after(failure, &mut self.rng);
        self.report.failed(failure, self.backoff.attempt(), now);
        self.hold_until = Some(now.instant + wait);
        let pointless = failure.fault.kind == FaultKind::RequestRefused;
        match errand {
            Errand::Lookup(lookup) => {
                if !pointless {
                    self.board.lookup_failed(&lookup);
                }
            }
            // A list that cannot be read beyond some page must not keep the running tasks from being read.
            Errand::Full if pointless && page > 1 => {
                self.full = None;
                self.report.sweep_notice =
                    Some(format!("The list could not be read from page {page} on, so tasks may be missing"));
                self.timetable.full_ended(now.instant, &mut self.rng);
            }
            Errand::Fast if pointless => {
                self.fast = None;
                self.timetable.fast_ended(now.instant, &mut self.rng);
            }
            Errand::Full | Errand::Fast => {}
        }
        if wait > LONGEST_PAUSE_IN_A_SWEEP {
            self.fast = None;
            self.full = None;
        }
    }

    /// The server found a request too large: asks for half as much. False where it cannot be less.
    fn ask_for_less(&mut self, errand: &Errand) -> bool {
        if let Errand::Lookup(lookup) = errand {
            if self.lookup_chunk < 2 {
                return false;
            }
            self.lookup_chunk /= 2;
            self.board.lookup_failed(lookup);
            return true;
        }
        if self.page_size < 2 {
            return false;
        }
        self.page_size /= 2;
        for pager in [&mut self.full, &mut self.fast].into_iter().flatten() {
            pager.restart_with_size(self.page_size);
        }
        self.report.size_notice =
            Some(format!("The server found pages too large; asking for {} rows a page", self.page_size));
        self.report.changed(false);
        true
    }
}
