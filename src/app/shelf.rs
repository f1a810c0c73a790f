//! The texts that are searched and the names that rows are sorted by, copied side by side from all tasks. Uses `domain`,
//! `filter` and `folded`.
//!
//! At 100,000 tasks a search waits for memory, not for comparing: tasks lie scattered, and to touch each costs more than to
//! read its texts. So they are copied once, in blocks, and a block is copied again only when one of its tasks changed.
//! That costs some 150 bytes a task, and the copying is spread over the pages as they come.

use std::sync::Arc;

use super::filter::Filter;
use super::folded::{Folded, Texts};
use crate::domain::Task;

/// Tasks in a block: few enough to be copied for one that changed, many enough to lie side by side.
const BLOCK: usize = 256;

/// All texts of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    seen: imbl::Vector<Arc<Task>>,
    blocks: Vec<Block>,
}

#[derive(Debug, Default)]
struct Block {
    searched: String,
    ends: Vec<u32>,
    names: Folded,
}

impl Block {
    fn of(tasks: &[&Arc<Task>]) -> Self {
        let mut block = Self { ends: Vec::with_capacity(tasks.len()), ..Self::default() };
        for task in tasks {
            block.searched.push_str(task.texts.joined());
            block.ends.push(u32::try_from(block.searched.len()).unwrap_or(u32::MAX));
            block.names.push(Some(task.display_name()));
        }
        block.searched.shrink_to_fit();
        block.names.shrink_to_fit();
        block
    }

    fn searched(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.searched.get(start as usize..*end as usize).unwrap_or_default())
    }
}

impl Shelf {
    /// Copies what changed since the last time.
    pub(super) fn follow(&mut self, tasks: &imbl::Vector<Arc<Task>>) {
        let mut before = self.seen.iter();
        let mut now = tasks.iter();
        let mut number = 0;
        loop {
            let block: Vec<&Arc<Task>> = now.by_ref().take(BLOCK).collect();
            if block.is_empty() {
                break;
            }
            let old = before.by_ref().take(BLOCK);
            let is_same = old.len() == block.len() && old.zip(&block).all(|(old, new)| Arc::ptr_eq(old, new));
            match self.blocks.get_mut(number) {
                Some(_) if is_same => {}
                Some(kept) => *kept = Block::of(&block),
                None => self.blocks.push(Block::of(&block)),
            }
            number += 1;
        }
        self.blocks.truncate(number);
        self.seen = tasks.clone();
    }

    /// Which tasks a filter lets through that asks for texts only.
    pub(super) fn search(&self, filter: &Filter, matching: &mut Vec<bool>) {
        matching.clear();
        matching.extend(self.blocks.iter().flat_map(Block::searched).map(|text| filter.matches_text(text)));
    }

    /// Which of the tasks that matched before still do.
    pub(super) fn narrow(&self, filter: &Filter, matching: &mut [bool]) {
        let texts = self.blocks.iter().flat_map(Block::searched);
        for (text, matches) in texts.zip(matching).filter(|(_, matches)| **matches) {
            *matches = filter.matches_text(text);
        }
    }
}

impl Texts for Shelf {
    /// A task's name without regard to case.
    fn get(&self, number: usize) -> Option<&[u8]> {
        self.blocks.get(number / BLOCK)?.names.get(number % BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{snapshot, task};

    fn found(shelf: &Shelf, filter: &str) -> Vec<usize> {
        let mut matching = Vec::new();
        shelf.search(&Filter::parse(filter), &mut matching);
        matching.iter().enumerate().filter(|(_, matches)| **matches).map(|(index, _)| index).collect()
    }

    #[test]
    fn what_is_found_follows_every_kind_of_change() {
        let mut shelf = Shelf::default();
        let names = |range: std::ops::Range<usize>| range.map(|number| task(&format!("Task_{number:04}")));
        let mut tasks = snapshot(1, names(0..600)).tasks;
        shelf.follow(&tasks);
        assert_eq!(found(&shelf, "task_0300"), [300]);
        assert_eq!(shelf.get(599), Some(b"task_0599".as_slice()));

        tasks.set(300, Arc::new(task("changed")));
        shelf.follow(&tasks);
        assert_eq!(found(&shelf, "task_0300"), [0; 0]);
        assert_eq!(found(&shelf, "CHANGED"), [300]);

        tasks.push_front(Arc::new(task("new")));
        shelf.follow(&tasks);
        assert_eq!((found(&shelf, "new"), found(&shelf, "changed")), (vec![0], vec![301]));

        tasks.truncate(10);
        shelf.follow(&tasks);
        assert_eq!(found(&shelf, "task").len(), 9);
        assert_eq!(shelf.get(10), None);
    }
}
