use super::*;

const TEXT: &str = "first_name;last_name;email;department\r\nZoë;Müller;z@example.com;Forschung – F&E\r\nJosé;Núñez;j@example.com;Café “Süd” €\r\n";

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn western(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn the_same_rows_are_read_from_every_encoding() {
    let marked = format!("\u{feff}{TEXT}");
    let table: [(Vec<u8>, &str); 7] = [
        (TEXT.into(), "UTF-8"),
        (marked.clone().into(), "UTF-8 with BOM"),
        (utf16(&marked, u16::to_le_bytes), "UTF-16 little-endian"),
        (utf16(&marked, u16::to_be_bytes), "UTF-16 big-endian"),
        (utf16(TEXT, u16::to_le_bytes), "UTF-16 little-endian"),
        (utf16(TEXT, u16::to_be_bytes), "UTF-16 big-endian"),
        (western(TEXT), "Windows-1252"),
    ];
    for (bytes, encoding) in table {
        let sheet = open(bytes, "hires.csv").expect(encoding);
        assert_eq!(sheet.form().to_string(), format!("CSV, {encoding}, \";\""));
        let rows: Vec<Row> = sheet.map(|row| row.expect("row")).collect();
        assert_eq!(rows.len(), 2, "{encoding}");
        assert_eq!(rows[0].document["first_name"], "Zoë");
        assert_eq!(rows[0].document["department"], "Forschung – F&E");
        assert_eq!(rows[1].document["department"], "Café “Süd” €");
        assert_eq!((rows[0].line, rows[1].line), (2, 3));
    }
}

#[test]
fn a_single_name_with_an_accent_is_enough_to_recognise_western_text() {
    let names = [
        "Müller",
        "Groß",
        "Jürgen",
        "Zoë",
        "José",
        "Núñez",
        "François",
        "Håkon",
        "Bjørnstad",
        "Ångström",
        "Gonçalves",
        "João",
        "Lúcia",
        "Señor",
        "Þór",
        "Sæmundsson",
        "O’Neil",
        "Noël",
        "Ælfred",
        "Öztürk",
        "Citroën",
    ];
    for name in names {
        let text = format!("{HEADER}\nAda,{name},a@example.com,Sales\n");
        let sheet = open(western(&text), "hires.csv").unwrap_or_else(|error| panic!("{name}: {error}"));
        let rows: Vec<Row> = sheet.map(|row| row.expect("row")).collect();
        assert_eq!(rows[0].document["last_name"], name);
    }
}

#[test]
fn what_a_single_name_leaves_open_is_decided_by_those_beside_it() {
    let text = format!("{HEADER}\nHélène,Noël,h@example.com,Ventes\nFrançois,Lefèvre,f@example.com,Comptabilité\n");
    assert_eq!(open(western(&text), "hires.csv").expect("sheet").count(), 2);
}

#[test]
fn letters_that_are_utf8_by_chance_do_not_hide_western_text() {
    let text = format!("{HEADER}\nRENÉ,DUPRÉ’S,r@example.com,Café\nJosé,Núñez,j@example.com,Société\n");
    let rows: Vec<Row> = open(western(&text), "hires.csv").expect("sheet").map(|row| row.expect("row")).collect();
    assert_eq!(rows[0].document["last_name"], "DUPRÉ’S");
}

#[test]
fn json_is_read_from_every_encoding_too() {
    let text = "[{\"first_name\": \"Zoë\"}]";
    for bytes in [text.into(), utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), western(text)] {
        let rows: Vec<Row> = open(bytes, "hires.json").expect("sheet").map(|row| row.expect("row")).collect();
        assert_eq!(rows[0].document["first_name"], "Zoë");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let with = |bytes: &[u8]| [HEADER.as_bytes(), b"\nA,B,", bytes, b",Sales\n"].concat();
    let long = [HEADER.as_bytes(), b"\r\n", &b"A,B,c@example.com,Sales\r\n".repeat(5000), b"\xFCx\x81\r\n"].concat();
    let polish = encoding_rs::WINDOWS_1250
        .encode("Łukasz,Wiśniewski,l@example.com,Księgowość\nŻaneta,Dąbrowska,z@example.com,Sprzedaż\n")
        .0
        .into_owned();
    let japanese =
        encoding_rs::SHIFT_JIS.encode("田中,太郎,t@example.com,営業\n佐藤,花子,h@example.com,経理\n").0.into_owned();
    let french = encoding_rs::WINDOWS_1252.encode("Hélène,Martin,h@example.com,Ventes\n").0.into_owned();
    let table: [Vec<u8>; 12] = [
        with(b"a\0b"),
        with(b"M\x81"),
        with(b"M\xFC\x07"),
        with("Zoë M\u{fc}ller \u{20ac}".as_bytes()).into_iter().chain(*b"A,M\xFCller,m@example.com,Sales\n").collect(),
        [b"\xEF\xBB\xBF", &with(b"M\xFCller")[..]].concat(),
        long,
        [HEADER.as_bytes(), b"\n", &polish].concat(),
        [HEADER.as_bytes(), b"\n", &japanese].concat(),
        [HEADER.as_bytes(), b"\n", &french].concat(),
        with(b"M\x9Fller"),
        with(b"S\x87nchez Hern\x87ndez"),
        [b"\xFF\xFE", &utf16(HEADER, u16::to_le_bytes)[..], b"\n\0\x00\xD8A\0"].concat(),
    ];
    insta::assert_snapshot!(table.map(|bytes| told(bytes, "hires.csv")).join("\n"));
}
