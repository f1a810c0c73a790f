//! Chooses the worker's next request and words it. Uses the rest of this room, `domain` and `api`.

use std::sync::Arc;

use super::{Errand, LOOKUP_CHUNK, Step, Worker};
use crate::api::paging::Pager;
use crate::domain::{Now, QueryConditions, Sweep, SweepLane};
use crate::poll::allowance::Allowance;
use crate::poll::lanes::lookup_conditions;

impl Worker {
    /// The fast lane and its lookups go before a full sweep that is under way.
    pub(super) fn next_step(&mut self, now: Now) -> Step {
        let Now { instant: now, unix_ms } = now;
        match self.hold_until {
            Some(until) if until > now => return Step::Wait(until),
            _ => self.hold_until = None,
        }
        if let Some(lookup) = self.lookups.pop_front() {
            return Step::Ask(Errand::Lookup(lookup));
        }
        if self.fast.is_some() {
            return Step::Ask(Errand::Fast);
        }
        match self.timetable.due(now, self.full.is_some()) {
            Some(SweepLane::Full) => {
                self.timetable.full_begins(now, &mut self.rng);
                self.board.begin_full();
                // What was too much once need not be so for ever; where it is, it costs a request or two.
                self.page_size = self.settings.page_size.max(1);
                self.lookup_chunk = LOOKUP_CHUNK;
                self.report.size_notice = None;
                self.full_began_unix_ms = unix_ms;
                self.full = Some(Pager::new(self.page_size, self.settings.max_pages));
                self.full_allowance = Allowance::default();
                Step::Ask(Errand::Full)
            }
            Some(SweepLane::Fast) => {
                self.board.begin_fast();
                self.fast_began_unix_ms = unix_ms;
                // What slips through is asked for by id or read again within seconds.
                self.fast = Some(Pager::new(self.page_size, self.settings.max_pages).without_mending());
                self.fast_allowance = Allowance::default();
                Step::Ask(Errand::Fast)
            }
            None if self.full.is_some() => Step::Ask(Errand::Full),
            None => Step::Wait(self.timetable.next_due()),
        }
    }

    pub(super) fn progress(&self, errand: &Errand) -> Option<Sweep> {
        let of = |lane, pager: &Pager| {
            let page = pager.next_page()?;
            Some(Sweep { lane, page, pages: pager.pages_estimate().map(|pages| pages.max(page)) })
        };
        match errand {
            Errand::Full => self.full.as_ref().and_then(|pager| of(SweepLane::Full, pager)),
            Errand::Fast => self.fast.as_ref().and_then(|pager| of(SweepLane::Fast, pager)),
            Errand::Lookup(_) => Some(Sweep { lane: SweepLane::Fast, page: 1, pages: None }),
        }
    }

    pub(super) fn question(&self, errand: &Errand) -> (u32, u32, Arc<QueryConditions>) {
        let place = |pager: &Option<Pager>| {
            let pager = pager.as_ref();
            (pager.and_then(Pager::next_page).unwrap_or(1), pager.map_or(self.page_size, Pager::size))
        };
        match errand {
            Errand::Full => {
                let (page, size) = place(&self.full);
                (page, size, Arc::clone(&self.conditions))
            }
            Errand::Fast => {
                let (page, size) = place(&self.fast);
                (page, size, Arc::clone(self.fast_conditions.as_ref().unwrap_or(&self.conditions)))
            }
            Errand::Lookup(lookup) => {
                let conditions = lookup_conditions(&self.conditions, lookup.user_task_ids.clone());
                (1, self.page_size, Arc::new(conditions))
            }
        }
    }
}
