"""Files that are no workbook, or not one that is read: a finding each, never another error."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.errors import BadFile
from scenarios.formats import detect_format, read_file
from scenarios.tables import mark_workbook, read_csv, write_csv, write_workbook
from tests.scenarios.tables.books import findings_of, small_round

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def book(tmp_path: Path) -> bytes:
    write_workbook(small_round(), tmp_path / "good.xlsx")
    return (tmp_path / "good.xlsx").read_bytes()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """Return an archive with members changed, dropped (``None``) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"hello", "file.damaged"),
        (b"PK\x03\x04rest", "file.damaged"),
        (OLE + b"\x00" * 600, "file.old-workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file.password-protected"),
    ],
    ids=["empty", "text", "cut", "xls", "password"],
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(data)
    assert detect_format(path) == "xlsx"
    (finding,) = findings_of(path)
    assert finding.code == code
    assert finding.place.file == "r.xlsx"
    assert finding.suggestion_zh
    assert finding.suggestion_en


@pytest.mark.parametrize(
    ("drop", "add", "code"),
    [
        ("nothing", {"xl/vbaProject.bin": b"x"}, "file.macro-workbook"),
        ("xl/workbook.xml", {}, "file.damaged"),
        ("xl/workbook.xml", {"xl/workbook.bin": b"x"}, "file.other-workbook"),
        ("xl/workbook.xml", {"content.xml": b"x"}, "file.other-workbook"),
        ("xl/worksheets/sheet3.xml", {}, "file.damaged"),
        ("xl/_rels/workbook.xml.rels", {}, "file.damaged"),
    ],
    ids=["macros", "no-book", "xlsb", "ods", "no-sheet", "no-relations"],
)
def test_other_workbooks(tmp_path: Path, drop: str, add: dict[str, bytes], code: str) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(repacked(book(tmp_path), lambda n, c: None if n == drop else c, **add))
    (finding,) = findings_of(path)
    assert finding.code == code


def test_workbook_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    data = repacked(
        book(tmp_path),
        lambda name, c: (
            re.sub(rb'<sheet name="[^"]*"', b'<sheet name="x"', c, count=0)
            if name == "xl/workbook.xml"
            else c
        ),
    )
    path.write_bytes(data)
    assert "file.no-tables" in {f.code for f in findings_of(path)}


def test_value_far_away(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path.write_bytes(
        repacked(
            book(tmp_path),
            lambda name, c: c.replace(b"</sheetData>", far) if name.endswith("sheet8.xml") else c,
        )
    )
    (finding,) = findings_of(path)
    assert (finding.code, finding.found) == ("file.stray-cell", "XFD1048576")


def test_old_version_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    write_csv(small_round(), folder)
    path = folder / "round.csv"
    path.write_text(path.read_text("utf-8-sig").replace("1.0", "0.3"), "utf-8")
    (finding,) = findings_of(folder)
    assert (finding.code, finding.found, finding.expected) == ("file.wrong-version", "0.3", "1.0")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    round_ = small_round()
    write_csv(round_, tmp_path / "r")
    text = f"编号{mark}名称（中文）\r\nrd{mark}研发\r\ndata{mark}数据\r\n"
    (tmp_path / "r" / "departments.csv").write_bytes(text.encode(encoding))
    again = read_file(tmp_path / "r")
    assert [(d.id, d.name.zh) for d in again.departments] == [("rd", "研发"), ("data", "数据")]


def test_archive_packed_by_hand(tmp_path: Path) -> None:
    """In a folder of its own, with a name in the encoding of Chinese Windows."""
    write_csv(small_round(), tmp_path / "r")
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted((tmp_path / "r").iterdir()):
            name = "abcd.csv" if each.name == "departments.csv" else each.name
            archive.writestr(f"folder/{name}", each.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"abcd.csv", "部门.csv".encode("gb18030")))
    assert detect_format(path) == "csv"
    assert read_file(path) == small_round()


def test_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(BadFile, match=r"file\.no-tables"):
        read_csv(tmp_path)


def test_file_of_a_folder_that_is_no_text(tmp_path: Path) -> None:
    write_csv(small_round(), tmp_path / "r")
    (tmp_path / "r" / "skills.csv").write_bytes(b"id\n\xff\xff\xff")
    codes = {(f.code, f.place.file) for f in findings_of(tmp_path / "r")}
    assert ("file.not-text", "skills.csv") in codes


def test_marking_a_workbook_that_is_no_xml_is_refused(tmp_path: Path) -> None:
    """Reading passes over comments; marking opens them."""
    path = tmp_path / "r.xlsx"
    data = repacked(
        book(tmp_path),
        lambda name, c: c.replace(b"</text>", b"&e;</text>") if "comments" in name else c,
    )
    path.write_bytes(data)
    with pytest.raises(BadFile, match=r"file\.damaged"):
        mark_workbook(path, tmp_path / "marked.xlsx", [], "en")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_never_give_another_error(tmp_path: Path, data: st.DataObject) -> None:
    if not (tmp_path / "good.xlsx").exists():
        book(tmp_path)
    good = (tmp_path / "good.xlsx").read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    length = data.draw(st.integers(1, 60))
    put_in = data.draw(st.binary(max_size=60))
    path = tmp_path / "bad.xlsx"
    path.write_bytes(good[:at] + put_in + good[at + length :])
    assert all(finding.code for finding in findings_of(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_parts_never_give_another_error(tmp_path: Path, data: st.DataObject) -> None:
    """Damage inside the archive, where checksums do not help."""
    if not (tmp_path / "good.xlsx").exists():
        book(tmp_path)
    good = (tmp_path / "good.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        names = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
    hurt = data.draw(st.sampled_from(names))

    def change(name: str, content: bytes) -> bytes:
        if name != hurt:
            return content
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 40))
        put_in = data.draw(st.sampled_from((b"", b"<", b'"', b"&", b"99999999", b"\x00", b"t=")))
        return content[:at] + put_in + content[at + length :]

    path = tmp_path / "bad.xlsx"
    path.write_bytes(repacked(good, change))
    assert all(finding.code for finding in findings_of(path))
