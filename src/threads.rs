//! The threads of a run: one for each core at most, started when there is work for a second one.
//! The home of rayon.
//!
//! `RAYON_NUM_THREADS` can ask for fewer. Where the system refuses threads, all work is done on the
//! one that is there: a limit on processes must not make a check fail.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// What becomes of each item, in their order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match pool_for(items.len()) {
        None => items.iter().map(work).collect(),
        Some(pool) => pool.install(|| items.par_iter().map(&work).collect()),
    }
}

/// Does something to each item, in any order.
pub(crate) fn for_each<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync) {
    match pool_for(items.len()) {
        None => items.iter_mut().for_each(work),
        Some(pool) => pool.install(|| items.par_iter_mut().for_each(&work)),
    }
}

/// The threads for so many items; nothing where this one does the work. Starting threads takes longer
/// than checking a file.
fn pool_for(items: usize) -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    if items < 2 {
        return None;
    }
    POOL.get_or_init(start).as_ref()
}

fn start() -> Option<ThreadPool> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let wish = std::env::var("RAYON_NUM_THREADS");
    let threads = number(cores, wish.ok().as_deref());
    if threads == 1 {
        return None;
    }
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// How many threads to start. What is no number wishes for nothing, and so does 0.
fn number(cores: usize, wish: Option<&str>) -> usize {
    let wish = wish.and_then(|wish| wish.trim().parse().ok());
    let wish = wish.filter(|wish| *wish > 0);
    wish.map_or(cores, |wish: usize| wish.min(cores))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_makes_threads_fewer_and_never_more() {
        for (wish, expected) in [
            (None, 8),
            (Some("1"), 1),
            (Some("3"), 3),
            (Some("8"), 8),
            (Some("1000000"), 8),
            (Some("0"), 8),
            (Some(""), 8),
            (Some("-1"), 8),
            (Some("many"), 8),
            (Some("99999999999999999999999"), 8),
        ] {
            assert_eq!(number(8, wish), expected, "{wish:?}");
        }
    }

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for count in [0, 1, 2, 1000] {
            let mut items: Vec<usize> = (0..count).collect();
            assert!(map(&items, |item| item + 1).into_iter().eq(1..=count));
            for_each(&mut items, |item| *item += 1);
            assert!(items.into_iter().eq(1..=count));
        }
    }
}
