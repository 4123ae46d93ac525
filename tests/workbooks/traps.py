"""Workbooks that people make, by openpyxl: each trap has its message at its cell, and any matrix comes back."""

import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

BINARY = sys.argv[1]
FOLDER = Path(tempfile.mkdtemp(prefix="workbooks-"))


def crisplint(*arguments):
    run = subprocess.run(
        [BINARY, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def load(file, *more):
    return crisplint("matrix", "import", "--no-config", "--version", "1", "--format", "concise", file, *more)


def expect(what, said, *texts):
    for text in texts:
        assert text in said, f"{what}: {text!r} is not in\n{said}"


def traps():
    """Fourteen cells that look like roles, or like none."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Who does what"
    sheet.append(["Control ownership of payroll"])
    sheet.append(["Feature", "Provider", "Customer", "Notes"])
    rows = [
        ("Struck whole", "C", "R, A"),
        ("Struck part", "C", None),
        ("No value", "C", None),
        ("Error", "#REF!", "R, A"),
        ("Tick", "✓", "R, A"),
        ("Coloured", None, "R, A"),
        ("Merged down", "C", "R, A"),
        ("Merged on", None, "R, A"),
        ("Merged across", "R, A", None),
        ("Hidden row", "C", "R, A"),
        ("Commented", "C", "R, A"),
        ("Number", 1, "R, A"),
        ("Truth", True, "R, A"),
        ("Lookalike", "С", "R, A"),
        ("Footnote", "C*", "R, A"),
        ("Sound", "C", "R, A"),
    ]
    for row in rows:
        sheet.append(row)
    sheet["C3"].font = Font(strike=True)
    struck, plain = InlineFont(strike=True), InlineFont()
    sheet["C4"] = CellRichText(TextBlock(struck, "C"), TextBlock(plain, "R, A"))
    sheet["C5"] = '=B5&", A"'
    sheet["B8"].fill = PatternFill("solid", fgColor="FF0000")
    sheet.merge_cells("B9:B10")
    sheet.merge_cells("B11:C11")
    sheet.row_dimensions[12].hidden = True
    sheet["C13"].comment = Comment("The provider does it", "Jo")
    sheet.column_dimensions["D"].hidden = True
    secret = book.create_sheet("Old")
    secret.append(["Feature", "Provider", "Customer"])
    secret.append(["Gone", "R, A", "C"])
    secret.sheet_state = "hidden"
    book.save(FOLDER / "traps.xlsx")
    code, said = load("traps.xlsx")
    place = "`'Who does what'!{}`: "
    assert code == 1, said
    expect(
        "traps",
        said,
        place.format("C3") + "`Struck whole`: a part of the cell is struck out",
        place.format("C4") + "`Struck part`: a part of the cell is struck out",
        place.format("C5") + "`No value`: the cell is a formula, and the file has no value of it",
        place.format("B6") + "`Error`: the cell holds an error of a formula",
        place.format("B7") + "`Tick`: `✓` in the provider's column is not a letter of a role",
        place.format("B8") + "`Coloured`: the cell has no text, but a colour",
        place.format("B9") + "`Merged down`: the cell spans several rows or columns",
        place.format("B11") + "`Merged across`: the cell spans several rows or columns",
        place.format("B14") + "`Number`: `1` in the provider's column",
        place.format("B15") + "`Truth`: `TRUE` in the provider's column",
        place.format("B16") + "`Lookalike`: `С` in the provider's column",
        "row 12 of the sheet `Who does what` is hidden and is read",
        "column D of the sheet `Who does what` is hidden and is read",
        "a comment is not read: at 'Who does what'!C13",
        "the sheet `Old` is hidden and is not read",
        "a footnote mark is left out at 'Who does what'!B17",
    )
    for sound in ("A1", "C6", "C7", "C8", "B10", "B12", "B13", "B18"):
        assert place.format(sound) not in said, f"{sound}\n{said}"
    code, said = load("traps.xlsx", "--sheet", "old")
    assert code == 0 and "gone:" in said, said
    code, said = load("traps.xlsx", "--sheet", "new")
    assert code == 2, said
    expect("a sheet that is not there", said, "the sheets are `Who does what` and `Old`")


def broken():
    """Files that are no workbook, or not all of one: nothing is written."""
    book = Workbook()
    book.active.append(["Feature", "Provider", "Customer"])
    book.active.append(["Hosts", "R, A", "C"])
    book.save(FOLDER / "whole.xlsx")
    whole = (FOLDER / "whole.xlsx").read_bytes()

    def without(part, name):
        with zipfile.ZipFile(FOLDER / "whole.xlsx") as old, zipfile.ZipFile(FOLDER / name, "w") as new:
            for item in old.namelist():
                if item != part:
                    new.writestr(item, old.read(item))

    def replaced(part, data, name):
        with zipfile.ZipFile(FOLDER / "whole.xlsx") as old:
            with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as new:
                for item in old.namelist():
                    new.writestr(item, data if item == part else old.read(item))

    without("xl/worksheets/sheet1.xml", "sheet.xlsx")
    without("xl/workbook.xml", "book.xlsx")
    without("_rels/.rels", "rels.xlsx")
    (FOLDER / "text.xlsx").write_text("Feature,Provider,Customer\n")
    (FOLDER / "empty.xlsx").write_bytes(b"")
    (FOLDER / "torn.xlsx").write_bytes(whole[: len(whole) // 2])
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    (FOLDER / "old.xlsx").write_bytes(compound)
    (FOLDER / "locked.xlsx").write_bytes(compound + "EncryptedPackage".encode("utf-16-le"))
    replaced("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (300 << 20), "bomb.xlsx")
    replaced("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (20 << 20), "ratio.xlsx")
    replaced("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>", "xml.xlsx")
    entity = b'<!DOCTYPE x [<!ENTITY a "R, A">]><worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
    replaced("xl/worksheets/sheet1.xml", entity, "entity.xlsx")
    for name, text in {
        "sheet.xlsx": "has no part `xl/worksheets/sheet1.xml`",
        "book.xlsx": "has no part `xl/workbook.xml`",
        "rels.xlsx": "it is an archive, but not an Excel workbook (.xlsx)",
        "text.xlsx": "it is not an Excel workbook (.xlsx), or it is damaged",
        "empty.xlsx": "it is not an Excel workbook (.xlsx), or it is damaged",
        "torn.xlsx": "it is not an Excel workbook (.xlsx), or it is damaged",
        "old.xlsx": "it is a workbook of the form before 2007",
        "locked.xlsx": "the workbook is locked by a password",
        "bomb.xlsx": "is too large",
        "ratio.xlsx": "is too large",
        "xml.xlsx": "is not well-formed XML",
        "entity.xlsx": "is not well-formed XML",
    }.items():
        for arguments in (
            ("matrix", "import", "--no-config", "-o", "m.yaml", name),
            ("init", "payroll", "--no-config", "-o", "m.yaml", "--from", name),
        ):
            code, said = crisplint(*arguments)
            assert code == 2, f"{name}: {said}"
            expect(name, said, text)
            assert not (FOLDER / "m.yaml").exists(), name


def circle():
    """A blank register, filled in by a person, becomes a manifest; what is not certain is a TODO."""
    code, said = crisplint("matrix", "show", "--no-config", "-o", "register.xlsx")
    assert code == 0, said
    code, said = crisplint("matrix", "show", "--no-config", "-o", "again.xlsx")
    assert code == 0, said
    assert (FOLDER / "register.xlsx").read_bytes() == (FOLDER / "again.xlsx").read_bytes()

    def filled(name, change):
        book = load_workbook(FOLDER / "register.xlsx")
        sheet = book["Register"]
        assert sheet.freeze_panes == "C2" and sheet.print_area and sheet.print_title_rows
        assert len(sheet.data_validations.dataValidation) == 2
        for row in range(2, sheet.max_row + 1):
            for published, own in (("C", "E"), ("D", "F")):
                sheet[f"{own}{row}"] = sheet[f"{published}{row}"].value or "-"
            if "A" in (sheet[f"D{row}"].value or ""):
                sheet[f"G{row}"] = "Platform team"
                sheet[f"H{row}"] = "platform@agency.gov.au"
                sheet[f"I{row}"] = "runbooks/all.md"
        change(sheet)
        book.save(FOLDER / name)
        (FOLDER / "pay.crisp.yaml").unlink(missing_ok=True)
        return crisplint("init", "pay", "--no-config", "--title", "Pay", "--reviewed", "2026-09-30",
                         "--signed-by", "Jo Citizen, CISO", "--signed-on", "2026-01-15",
                         "--customer", "Department of Examples", "--from", name)

    def check():
        return crisplint("check", "--no-config", "--today", "2026-11-30", "--format", "concise", "pay.crisp.yaml")

    (FOLDER / "runbooks").mkdir()
    (FOLDER / "runbooks/all.md").write_text("how\n")
    code, said = filled("sound.xlsx", lambda sheet: None)
    assert code == 0, said
    code, said = check()
    assert code == 0 and "no findings" in said, said
    code, said = crisplint("report", "--no-config", "--today", "2026-11-30", "--format", "csv", "pay.crisp.yaml")
    assert code == 0 and "Platform team" in said, said

    def swap(sheet):
        sheet["E2"], sheet["F2"] = "R, A", "C"

    code, said = filled("swapped.xlsx", swap)
    assert code == 0, said
    code, said = check()
    assert code == 1 and "CRISP305" in said, said

    def doubt(sheet):
        sheet["E2"] = "R?"
        sheet["F3"].font = Font(strike=True)
        sheet["F4"] = "=D4"
        sheet["G6"].font = Font(strike=True)
        sheet.merge_cells("E7:F7")

    code, said = filled("doubt.xlsx", doubt)
    assert code == 1, said
    expect(
        "doubt",
        said,
        "doubt.xlsx:Register!E2: `backups-and-replication`: `R?` is not a role of `provider`",
        "doubt.xlsx:Register!F3: ",
        "a part of the cell is struck out",
        "doubt.xlsx:Register!F4: `change-management-customer`: `customer`: the cell is a formula",
        "doubt.xlsx:Register!G6: ",
        "doubt.xlsx:Register!E7: ",
    )
    text = (FOLDER / "pay.crisp.yaml").read_text()
    assert text.count("raci: TODO") == 4 and text.count("owner: TODO") == 1, text
    code, said = check()
    assert code == 1 and said.count("CRISP403") == 5, said


def letters(roles, chance):
    roles = list(roles)
    chance.shuffle(roles)
    return chance.choice([", ", "/", "", "\n", " & "]).join(roles) or None


def matrices():
    """Any matrix, as people lay one out, comes back; one more column of letters makes it an error."""
    chance = random.Random(1)
    for number in range(40):
        book = Workbook()
        sheet = book.active
        if chance.random() < 0.5:
            sheet.title = "Roles & more"
        for _ in range(chance.randrange(3)):
            sheet.append(["Some title"] if chance.random() < 0.5 else [])
        left = chance.randrange(3)
        columns = ["Feature", "Nimbus (IaaS)", "Customer"]
        if chance.random() < 0.5:
            columns.append("Notes")
        chance.shuffle(columns)
        rows = {}
        for row in range(chance.randrange(1, 9)):
            one, other = "RA" + chance.choice(["", ""]), chance.choice(["", "C", "I"])
            rows[f"Feature number {row} & more"] = (one, other) if chance.random() < 0.5 else (other, one)
        sheet.append([None] * left + columns)
        band = PatternFill("solid", fgColor="DDDDDD")
        for index, (title, (provider, customer)) in enumerate(rows.items()):
            cells = {
                "Feature": title,
                "Nimbus (IaaS)": letters(provider, chance),
                "Customer": letters(customer, chance),
                "Notes": chance.choice([None, "x", "see R"]),
            }
            sheet.append([None] * left + [cells[column] for column in columns])
            if index % 2 and number % 2:
                for cell in sheet[sheet.max_row][left:]:
                    cell.fill = band
                    cell.alignment = Alignment(wrap_text=True)
        name = f"matrix-{number}.xlsx"
        book.save(FOLDER / name)
        check(name, rows)
        sheet.cell(row=sheet.max_row - len(rows), column=left + len(columns) + 1, value="Guard")
        sheet.cell(row=sheet.max_row, column=left + len(columns) + 1, value="R, A")
        book.save(FOLDER / f"more-{number}.xlsx")
        code, said = load(f"more-{number}.xlsx", "--provider", "Nimbus")
        assert code == 1 and "the column `Guard` holds letters of roles" in said, said


def check(name, rows):
    """The matrix that a file comes to."""
    (FOLDER / "m.yaml").unlink(missing_ok=True)
    code, said = load(name, "--provider", "Nimbus", "--id", "own", "-o", "m.yaml")
    assert code == 0, f"{name}: {said}"
    code, shown = crisplint("matrix", "show", "--no-config", "--matrix", "m.yaml", "own", "--format", "json")
    assert code == 0, shown
    features = json.loads(shown)["features"].values()
    found = {
        row["title"]: tuple("".join(row["raci"][side]) for side in ("provider", "customer"))
        for row in features
    }
    assert found == rows, f"{name}: {found} {rows}"


def converted(office):
    """The same as LibreOffice writes it: its own workbook, HTML and CSV of ours."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Feature", "Nimbus", "Customer"])
    rows = {"Backups & disks": ("C", "RA"), "Hosts": ("RA", "I"), "Users": ("", "RA")}
    for title, (provider, customer) in rows.items():
        sheet.append([title, ", ".join(provider) or None, ", ".join(customer)])
    book.save(FOLDER / "own.xlsx")
    for kind, end in (("ods", "ods"), ("html", "html"), ("csv", "csv")):
        office_run(office, kind, "own.xlsx")
        if kind == "ods":
            office_run(office, "xlsx:Calc MS Excel 2007 XML", "own.ods", "office")
            check("office/own.xlsx", rows)
        else:
            check(f"own.{end}", rows)


def office_run(office, kind, file, folder="."):
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{FOLDER}/profile", "--convert-to", kind, "--outdir", folder, file],
        cwd=FOLDER, check=True, capture_output=True,
    )


traps()
broken()
matrices()
circle()
if len(sys.argv) > 2:
    converted(sys.argv[2])
print("workbooks: all as expected")
