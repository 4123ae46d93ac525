//! A blank register: the features of a matrix with their published roles for information, and empty
//! columns for a person to fill in, from which `init --from` makes a manifest.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::model::matrix::{Matrix, Row};
use crate::text::one_line;

/// The columns: their names, their widths in a workbook, and whether a person fills them in.
const COLUMNS: [(&str, f64, bool); 10] = [
    ("Id", 26.0, false),
    ("Feature", 52.0, false),
    ("Published provider", 11.0, false),
    ("Published customer", 11.0, false),
    ("Provider", 11.0, true),
    ("Customer", 11.0, true),
    ("Owner", 28.0, true),
    ("Owner email", 30.0, true),
    ("Evidence", 40.0, true),
    ("Not applicable", 32.0, true),
];

/// The columns of letters and of owners, counted from 0.
const LETTERS: [u16; 2] = [4, 5];
const OWNER: u16 = 6;

/// What a cell of roles can hold.
const CHOICES: [&str; 8] = ["R, A", "R", "A", "C", "I", "R, C", "R, I", "-"];

/// What is known of a row.
fn known(row: &Row) -> [String; 4] {
    [
        one_line(&row.id),
        one_line(&row.title),
        row.provider.published(),
        row.customer.published(),
    ]
}

/// The register as CSV.
pub fn csv(matrix: &Matrix) -> String {
    let line = |cells: &[String]| {
        let quoted = cells.iter().map(|cell| {
            let runs =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
            let guard = if runs { "'" } else { "" };
            format!("\"{guard}{}\"", cell.replace('"', "\"\""))
        });
        quoted.collect::<Vec<_>>().join(",") + "\n"
    };
    let head: Vec<String> = COLUMNS
        .iter()
        .map(|(name, _, _)| (*name).to_owned())
        .collect();
    let rows = matrix.rows().iter().map(|row| {
        let mut cells = known(row).to_vec();
        cells.resize(COLUMNS.len(), String::new());
        line(&cells)
    });
    line(&head) + &rows.collect::<String>()
}

/// The register as an Excel workbook. `owners` can be chosen from a list. The error is a sentence.
pub fn workbook(matrix: &Matrix, owners: &[String]) -> Result<Vec<u8>, String> {
    let written = try_workbook(matrix, owners);
    written.map_err(|error| format!("cannot write the workbook: {error}"))
}

fn try_workbook(matrix: &Matrix, owners: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No clock: two runs give the same bytes.
    let properties = DocProperties::new()
        .set_title(format!("Register for {}", one_line(&matrix.name())))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let sheet = book.add_worksheet();
    sheet.set_name("Register")?;
    fill(sheet, matrix)?;
    let last = last_row(matrix);
    for column in LETTERS {
        let rule = choice(&format!("=Lists!$A$2:$A${}", CHOICES.len() + 1))
            .set_input_title("Roles")?
            .set_input_message(
                "R responsible, A accountable (one party), C consulted, I informed; - is no role",
            )?;
        sheet.add_data_validation(1, column, last, column, &rule)?;
    }
    if !owners.is_empty() {
        let rule = choice(&format!("=Lists!$B$2:$B${}", owners.len() + 1));
        sheet.add_data_validation(1, OWNER, last, OWNER, &rule)?;
    }
    let lists = book.add_worksheet();
    lists.set_name("Lists")?.set_hidden(true);
    list(lists, 0, "Choices", &CHOICES)?;
    list(lists, 1, "Owners", owners)?;
    book.save_to_buffer()
}

/// A list to choose from; a person can write something else, too.
fn choice(range: &str) -> DataValidation {
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
}

fn last_row(matrix: &Matrix) -> u32 {
    u32::try_from(matrix.rows().len()).unwrap_or(u32::MAX)
}

fn fill(sheet: &mut Worksheet, matrix: &Matrix) -> Result<(), XlsxError> {
    let base = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let head = base.clone().set_bold().set_background_color(0x00D9_E2F3);
    let given = base.clone().set_background_color(0x00F2_F2F2);
    for (at, (name, width, _)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, name, &head)?;
    }
    for (number, row) in (1..).zip(matrix.rows()) {
        for (at, text) in (0..).zip(known(row)) {
            sheet.write_string_with_format(number, at, text, &given)?;
        }
        for (at, _) in (0..).zip(COLUMNS).filter(|(_, (_, _, is_open))| *is_open) {
            sheet.write_blank(number, at, &base)?;
        }
    }
    let last = u16::try_from(COLUMNS.len()).unwrap_or(1) - 1;
    sheet.set_freeze_panes(1, 2)?;
    sheet.set_landscape().set_paper_size(9); // A4
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, last_row(matrix), last)?;
    Ok(())
}

fn list(
    sheet: &mut Worksheet,
    column: u16,
    name: &str,
    items: &[impl AsRef<str>],
) -> Result<(), XlsxError> {
    sheet.write_string(0, column, name)?;
    for (row, item) in (1..).zip(items) {
        sheet.write_string(row, column, one_line(item.as_ref()))?;
    }
    Ok(())
}
