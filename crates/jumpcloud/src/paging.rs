//! Whole lists, page by page, without a skipped or doubled row.

use std::collections::HashSet;

use dayone_core::fault::Fault;

/// The most rows that a page may have.
// Source: JumpCloud API v1 and v2, read 2026-03.
pub(crate) const PAGE: u64 = 100;

/// How often a list that moves while it is read is read in all.
const READINGS: u32 = 3;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, at most 100.
    pub rows: Vec<T>,
    /// How many rows the whole list has, where the directory says so.
    pub total: Option<u64>,
}

/// A row that can be told from the others.
pub(crate) trait Row {
    fn key(&self) -> &str;
}

/// Reads a whole list. `page` reads one page from an offset.
///
/// Offsets shift when rows come and go meanwhile: a row that goes pulls later ones over the border of a page, where
/// they are missed; one that comes pushes a row to the next page, where it is seen again. Both show: as a
/// total that changed, a total that wasn't reached, or a row seen twice. Then the list is read anew, up to three times
/// in all. If it moved each time, the answer is every row seen in any reading, in the latest form: a row may be there
/// that has just gone, but none is missing that was there all along.
pub(crate) async fn read_all<T, F, R>(page: F) -> Result<Vec<T>, Fault>
where
    T: Row,
    F: Fn(u64) -> R,
    R: Future<Output = Result<Page<T>, Fault>>,
{
    let mut earlier: Vec<T> = Vec::new();
    for _ in 0..READINGS {
        let (rows, moved) = read_once(&page).await?;
        if !moved {
            return Ok(rows);
        }
        let fresh: HashSet<String> = rows.iter().map(|row| row.key().to_owned()).collect();
        let gone = earlier.into_iter().filter(|row| !fresh.contains(row.key()));
        earlier = gone.collect();
        earlier.splice(0..0, rows);
    }
    Ok(earlier)
}

async fn read_once<T, F, R>(page: &F) -> Result<(Vec<T>, bool), Fault>
where
    T: Row,
    F: Fn(u64) -> R,
    R: Future<Output = Result<Page<T>, Fault>>,
{
    let (mut rows, mut seen) = (Vec::new(), HashSet::new());
    let (mut skip, mut first_total, mut moved) = (0, None, false);
    loop {
        let Page { rows: more, total } = page(skip).await?;
        let received = more.len() as u64;
        if skip == 0 {
            first_total = total;
        }
        moved |= total != first_total;
        skip += received;
        for row in more {
            // A row without an id can't be told from others.
            if row.key().is_empty() || seen.insert(row.key().to_owned()) {
                rows.push(row);
            } else {
                moved = true;
            }
        }
        let is_last = received == 0 || total.map_or(received < PAGE, |total| skip >= total);
        if is_last {
            moved |= total.is_some_and(|total| skip != total);
            return Ok((rows, moved));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;

    impl Row for String {
        fn key(&self) -> &str {
            self
        }
    }

    fn ids(range: std::ops::Range<u32>) -> BTreeSet<String> {
        range.map(|number| format!("{number:05}")).collect()
    }

    /// Reads a list that `change` alters before each call (counted from 0).
    async fn read(
        list: BTreeSet<String>,
        cap: usize,
        totals: bool,
        change: impl Fn(u32, &mut BTreeSet<String>),
    ) -> (Vec<String>, u32) {
        let state = RefCell::new((list, 0));
        let rows = read_all(|skip| {
            let (list, calls) = &mut *state.borrow_mut();
            change(*calls, list);
            *calls += 1;
            let rows = list.iter().skip(usize::try_from(skip).unwrap()).take(cap).cloned().collect();
            std::future::ready(Ok(Page { rows, total: totals.then_some(list.len() as u64) }))
        })
        .await
        .unwrap();
        let calls = state.borrow().1;
        (rows, calls)
    }

    #[tokio::test]
    async fn a_quiet_list_costs_one_call_a_page() {
        for (rows, calls) in [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3), (300, 3)] {
            let (read, made) = read(ids(0..rows), 100, true, |_, _| {}).await;
            assert_eq!((read.len(), made), (rows as usize, calls), "{rows} rows");
        }
    }

    #[tokio::test]
    async fn without_a_total_a_short_page_is_the_last() {
        assert_eq!(read(ids(0..250), 100, false, |_, _| {}).await.1, 3);
        assert_eq!(read(ids(0..200), 100, false, |_, _| {}).await.1, 3);
    }

    #[tokio::test]
    async fn a_server_with_smaller_pages_is_followed() {
        assert_eq!(read(ids(0..95), 10, true, |_, _| {}).await.0.len(), 95);
    }

    #[tokio::test]
    async fn a_row_that_goes_while_reading_hides_no_other() {
        let (rows, _) = read(ids(0..250), 100, true, |call, list| {
            if call == 1 {
                list.remove("00005");
            }
        })
        .await;
        assert_eq!(rows.len(), 249);
        assert!(rows.contains(&"00100".to_owned()));
    }

    #[tokio::test]
    async fn a_row_that_comes_while_reading_is_seen_and_doubles_no_other() {
        let (rows, _) = read(ids(1..250), 100, false, |call, list| {
            if call == 1 {
                list.insert("00000".to_owned());
            }
        })
        .await;
        assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), ids(0..250));
    }

    #[tokio::test]
    async fn a_list_that_never_rests_is_read_three_times_and_hides_nothing() {
        let (rows, calls) = read(ids(0..250), 100, true, |call, list| {
            list.remove(&format!("{call:05}"));
        })
        .await;
        assert!(calls <= 9, "{calls}");
        let kept: BTreeSet<_> = rows.iter().cloned().collect();
        assert_eq!(kept.len(), rows.len());
        assert!(ids(20..250).is_subset(&kept));
    }
}
