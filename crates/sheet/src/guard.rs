//! Cells that a spreadsheet would take for a formula.
//!
//! Such a cell is written with an apostrophe before it, which is taken away when it is read again. A cell that has
//! apostrophes before such a character already gets one more, so that nothing is lost.

/// Characters by which a formula begins, in ASCII and in full width; tab and line break can hide one.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn begins_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(BEGINS)
}

/// The cell as it is safe to write; None if it is safe as it is.
pub(crate) fn guarded(cell: &str) -> Option<String> {
    begins_formula(cell).then(|| format!("'{cell}"))
}

/// The cell without its guard; None if it has none.
pub(crate) fn unguarded(cell: &str) -> Option<&str> {
    cell.strip_prefix('\'').filter(|rest| begins_formula(rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_names_are_not() {
        for cell in ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1"] {
            assert_eq!(guarded(cell), Some(format!("'{cell}")));
        }
        for cell in ["", "'t Hooft", "O'Neil", "a=b", "'", "''", "'00123"] {
            assert_eq!((guarded(cell), unguarded(cell)), (None, None), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cell in "['=+@a\t-]{0,5}.{0,5}") {
            let written = guarded(&cell).unwrap_or_else(|| cell.clone());
            prop_assert!(!written.starts_with(BEGINS));
            prop_assert_eq!(unguarded(&written).unwrap_or(&written), cell);
        }
    }
}
