//! What a workbook holds beside its sheets: the list of them, the few styles, and what says to
//! other programs what lies where.

use super::SheetName;
use super::text;
use std::fmt::Write as _;

/// Styles of cells, as their attribute names their place in `STYLES`.
pub(super) const PLAIN: &str = "";
pub(super) const HEADING: &str = " s=\"1\"";
pub(super) const MOMENT: &str = " s=\"2\"";
pub(super) const LENGTH: &str = " s=\"3\"";
/// A text of several lines.
pub(super) const LINES: &str = " s=\"4\"";

/// What can be written before the first row, in the order in which programs that look only at
/// the beginning of a file expect it.
pub(super) const FIRST: [(&str, &str); 4] = [
    ("_rels/.rels", RELATIONS),
    ("docProps/app.xml", PROGRAM),
    ("docProps/core.xml", PROPERTIES),
    ("xl/styles.xml", STYLES),
];

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" "#,
    r#"Target="xl/workbook.xml"/>"#,
    r#"<Relationship Id="rId2" "#,
    r#"Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" "#,
    r#"Target="docProps/core.xml"/>"#,
    r#"<Relationship Id="rId3" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" "#,
    r#"Target="docProps/app.xml"/>"#,
    "</Relationships>",
);

const PROGRAM: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">"#,
    "<Application>Roster</Application></Properties>",
);

const PROPERTIES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<cp:coreProperties "#,
    r#"xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
    r#"xmlns:dc="http://purl.org/dc/elements/1.1/">"#,
    "<dc:creator>Roster</dc:creator></cp:coreProperties>",
);

const STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm:ss"/>"#,
    r#"<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill></fills>"#,
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>",
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>"#,
    r#"<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">"#,
    r#"<alignment vertical="top" wrapText="1"/></xf></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>"#,
    "</styleSheet>",
);

/// Where a sheet lies in the archive.
pub(super) fn path(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// What can only be written once all sheets are there.
pub(super) fn last(sheets: &[SheetName]) -> [(&'static str, String); 3] {
    [
        ("xl/workbook.xml", workbook(sheets)),
        ("xl/_rels/workbook.xml.rels", relations(sheets)),
        ("[Content_Types].xml", content_types(sheets)),
    ]
}

fn workbook(sheets: &[SheetName]) -> String {
    let mut xml = HEAD.to_owned();
    xml.push_str(concat!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
        "<bookViews><workbookView/></bookViews><sheets>",
    ));
    for SheetName { number, name, .. } in sheets {
        xml.push_str("<sheet name=\"");
        text::push(&mut xml, name);
        push(&mut xml, format_args!("\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"));
    }
    xml.push_str("</sheets></workbook>");
    xml
}

fn relations(sheets: &[SheetName]) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = HEAD.to_owned();
    xml.push_str(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for SheetName { number, .. } in sheets {
        let target = format_args!("worksheets/sheet{number}.xml");
        push(
            &mut xml,
            format_args!(
                "<Relationship Id=\"rId{number}\" Type=\"{KIND}/worksheet\" Target=\"{target}\"/>"
            ),
        );
    }
    push(
        &mut xml,
        format_args!(
            "<Relationship Id=\"styles\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/>\
             </Relationships>"
        ),
    );
    xml
}

fn content_types(sheets: &[SheetName]) -> String {
    const OFFICE: &str = "application/vnd.openxmlformats-officedocument";
    const PACKAGE: &str = "application/vnd.openxmlformats-package";
    let mut xml = HEAD.to_owned();
    push(
        &mut xml,
        format_args!(
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"{PACKAGE}.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        ),
    );
    let mut part = |path: &str, kind: std::fmt::Arguments<'_>| {
        push(&mut xml, format_args!("<Override PartName=\"/{path}\" ContentType=\"{kind}\"/>"));
    };
    part("docProps/app.xml", format_args!("{OFFICE}.extended-properties+xml"));
    part("docProps/core.xml", format_args!("{PACKAGE}.core-properties+xml"));
    part("xl/styles.xml", format_args!("{OFFICE}.spreadsheetml.styles+xml"));
    part("xl/workbook.xml", format_args!("{OFFICE}.spreadsheetml.sheet.main+xml"));
    for SheetName { number, .. } in sheets {
        part(&path(*number), format_args!("{OFFICE}.spreadsheetml.worksheet+xml"));
    }
    xml.push_str("</Types>");
    xml
}

/// Writing into a string does not fail.
pub(super) fn push(xml: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = xml.write_fmt(what);
}
