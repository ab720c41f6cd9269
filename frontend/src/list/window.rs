//! Which rows of a long list are in the document. Lengths are whole pixels.
use std::ops::Range;

/// Up to so many rows all are there: finding in the page works, and nothing has to be reckoned.
const ALL: i32 = 120;
/// Rows above and below the screen, so that a quick scroll finds them there already.
const AROUND: i32 = 30;
/// The window moves by so many rows at once, so that not every pixel of a scroll moves it.
const STEP: i32 = 10;

/// The rows to be there when the list's first row begins `above` pixels above the screen, which is `screen` pixels high.
pub(super) fn range(count: usize, row: i32, above: i32, screen: i32) -> Range<usize> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    let (first, last) = if count <= ALL || row < 1 {
        (0, count)
    } else {
        let first = (above.max(0) / row - AROUND).max(0) / STEP * STEP;
        let last = (above.saturating_add(screen).max(0) / row + AROUND) / STEP * STEP + STEP;
        (first.min(count), last.clamp(first.min(count), count))
    };
    usize::try_from(first).unwrap_or(0)..usize::try_from(last).unwrap_or(0)
}

/// The height of so many rows.
pub(super) fn height(count: usize, row: i32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX).saturating_mul(row)
}

#[cfg(test)]
mod tests {
    use super::{height, range};

    #[test]
    fn a_short_list_is_there_as_a_whole() {
        assert_eq!(range(120, 44, 2000, 800), 0..120);
    }

    #[test]
    fn wherever_a_long_list_is_scrolled_to_the_screen_is_full() {
        let (count, row, screen) = (10_000, 44, 800);
        for at in (0..10_000).step_by(7) {
            let above = height(at, row);
            let there = range(count, row, above, screen);
            assert!(there.start <= at, "{at}: {there:?}");
            assert!(there.end >= (at + 19).min(count), "{at}: {there:?}");
            assert!(there.len() <= 110, "{at}: {there:?}");
        }
        assert_eq!(range(count, row, -300, screen).start, 0);
        assert!(range(count, row, i32::MAX, screen).is_empty());
    }
}
