//! Lines from a spreadsheet: rows by line breaks, cells by tabs.
use super::read::Cell;

/// A row of a spreadsheet as a line: what it says of each field.
pub(super) type Pasted = Vec<(Cell, String)>;

/// The columns that a block covers from a field on. A reason is not among them: it follows its reduction by itself.
const COLUMNS: [Cell; 5] = [Cell::Product, Cell::Quantity, Cell::Price, Cell::Discount, Cell::Tax];

/// Whether a text is more than one value.
pub(super) fn is_block(text: &str) -> bool {
    text.trim_end_matches(['\r', '\n']).contains(['\t', '\n'])
}

/// The rows of a block that is pasted at a field. Empty rows and a row of headings are left out.
pub(super) fn rows(text: &str, at: Cell) -> Vec<Pasted> {
    let rows = text.lines().map(|row| row.split('\t').map(str::trim).collect::<Vec<_>>());
    let rows = rows.filter(|row| row.iter().any(|cell| !cell.is_empty()));
    let rows: Vec<_> = rows.enumerate().filter(|(place, row)| *place > 0 || !is_heading(row)).collect();
    rows.into_iter().map(|(_, row)| if at == Cell::Product { product_first(&row) } else { from(&row, at) }).collect()
}

/// A row that begins with a code or barcode. The numbers behind it are quantity, price and reduction, in this order;
/// other words between them, such as the product's name, say nothing new.
fn product_first(row: &[&str]) -> Pasted {
    let mut cells = row.iter();
    let product = cells.next().map(|code| (Cell::Product, (*code).to_owned()));
    let numbers = cells.filter(|cell| is_number(cell)).map(|cell| (*cell).to_owned());
    let mut line: Pasted = product.into_iter().collect();
    line.extend([Cell::Quantity, Cell::Price, Cell::Discount].into_iter().zip(numbers));
    if line.len() == 1 {
        line.push((Cell::Quantity, "1".to_owned()));
    }
    line
}

/// A row whose first cell belongs to a field in the middle.
fn from(row: &[&str], at: Cell) -> Pasted {
    let columns = COLUMNS.into_iter().skip_while(|cell| *cell != at);
    columns.zip(row).map(|(cell, text)| (cell, (*text).to_owned())).collect()
}

/// Digits with their signs, and perhaps a currency or percent sign.
fn is_number(cell: &str) -> bool {
    let has_digit = cell.contains(|letter: char| letter.is_ascii_digit());
    has_digit && !cell.contains(|letter: char| letter.is_alphabetic())
}

/// Words only, and more than one: no line has no number.
fn is_heading(row: &[&str]) -> bool {
    row.len() > 1 && row.iter().all(|cell| !cell.contains(|letter: char| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: Vec<Pasted>) -> Vec<String> {
        let cell = |(cell, text): &(Cell, String)| format!("{}={text}", cell.name());
        rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_row_is_a_code_and_numbers() {
        let text = "Code\tName\tQuantity\r\nMUG-BL\tStoneware mug, blue\t12\t8,50 €\t5%\r\n\r\nTRAY\t3\nKETTLE\n";
        assert!(is_block(text));
        let lines = [
            "product=MUG-BL quantity=12 price=8,50 € discount=5%",
            "product=TRAY quantity=3",
            "product=KETTLE quantity=1",
        ];
        assert_eq!(shown(rows(text, Cell::Product)), lines);
    }

    #[test]
    fn a_column_of_quantities_goes_down_from_its_field() {
        assert_eq!(shown(rows("1\n2\t9.90\n", Cell::Quantity)), ["quantity=1", "quantity=2 price=9.90"]);
    }

    #[test]
    fn one_value_is_no_block() {
        assert!(!is_block("MUG-BL\r\n") && !is_block("3"));
        assert!(is_block("A\t1"));
    }
}
