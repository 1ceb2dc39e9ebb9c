//! Tables as the crates write them, whole and broken. Those of other programs are read in `.ci/validate-inputs`.

use std::sync::Arc;

use arrow_array::builder::{StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::*;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use super::super::{self as ingest, Batch, Fault, Input, Note, Options};
use super::*;

/// Three articles, with a column of every kind that says something else as JSON.
fn table() -> RecordBatch {
    let texts = ["The bridge reopened.", "Die Brücke ist wieder offen.", "The ferry sailed."];
    let mut outlets = StringDictionaryBuilder::<Int32Type>::new();
    ["The Example", "Das Beispiel", "The Example"].iter().for_each(|outlet| outlets.append_value(outlet));
    let mut tags = builder::ListBuilder::new(StringBuilder::new());
    for tag in [Some("a"), None, Some("b")] {
        tags.append_value([tag, Some("c")]);
    }
    let by = StringArray::from(vec![Some("A. Writer"), None, Some("B. Writer")]);
    let meta = StructArray::from(vec![(Arc::new(Field::new("by", DataType::Utf8, true)), Arc::new(by) as ArrayRef)]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("text", Arc::new(StringArray::from(texts.to_vec()))),
        ("outlet", Arc::new(outlets.finish())),
        ("date", Arc::new(Date32Array::from(vec![Some(20_037), None, Some(-1)]))),
        ("captured_at", Arc::new(TimestampMicrosecondArray::from(vec![1_731_242_885_250_000; 3]).with_timezone("UTC"))),
        ("shown", Arc::new(TimestampMillisecondArray::from(vec![1_731_242_885_000; 3]))),
        ("meta", Arc::new(meta)),
        ("tags", Arc::new(tags.finish())),
        ("score", Arc::new(Float32Array::from(vec![0.1, f32::NAN, -2.0]))),
        ("picture", Arc::new(BinaryArray::from_opt_vec(vec![Some(b"\xff\0"), Some(b"text"), None]))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// In row groups of two rows.
fn parquet(table: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties =
        WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(2)).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, table.schema(), Some(properties)).unwrap();
    writer.write(table).unwrap();
    writer.close().unwrap();
    bytes
}

/// In batches of two rows.
fn stream(table: &RecordBatch, packed: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(packed).unwrap();
    let mut writer = StreamWriter::try_new_with_options(Vec::new(), &table.schema(), options).unwrap();
    for from in (0..table.num_rows()).step_by(2) {
        writer.write(&table.slice(from, 2.min(table.num_rows() - from))).unwrap();
    }
    writer.into_inner().unwrap()
}

fn arrow_file(table: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &table.schema()).unwrap();
    writer.write(table).unwrap();
    writer.into_inner().unwrap()
}

/// Tables of Parquet in every packing.
pub(in crate::ingest) fn parquets() -> Vec<Vec<u8>> {
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
    ];
    packings.into_iter().map(|packing| parquet(&table(), packing)).collect()
}

/// Tables of Arrow in every form and packing.
pub(in crate::ingest) fn arrows() -> Vec<Vec<u8>> {
    let packings = [None, Some(CompressionType::ZSTD), Some(CompressionType::LZ4_FRAME)];
    packings.into_iter().map(|packed| stream(&table(), packed)).chain([arrow_file(&table())]).collect()
}

fn read(bytes: &[u8], options: &Options) -> Batch {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("table");
    std::fs::write(&path, bytes).unwrap();
    let format = if bytes.starts_with(b"PAR1") { "parquet" } else { "arrow" };
    ingest::read(&[Input::Path(path)], &Options { format: Some(format), ..options.clone() }, &mut std::io::empty())
}

/// What is wrong, without the path of the file.
fn said(batch: &Batch) -> Vec<String> {
    let told = batch.problems.iter().map(ToString::to_string).chain(batch.notes.iter().map(ToString::to_string));
    told.map(|line| line.rsplit_once("/table").map_or(line.clone(), |(_, rest)| format!("table{rest}"))).collect()
}

#[test]
fn a_row_is_an_article_in_every_form() {
    for bytes in [parquets(), arrows()].concat() {
        let batch = read(&bytes, &Options { map: "author=meta.by".parse().unwrap(), ..Options::default() });
        let [one, two, three] = &batch.captures[..] else { panic!("{:?}", batch.problems) };
        assert_eq!((one.article.name(), one.text.input(), one.source.line), ("1", "The bridge reopened.", Some(1)));
        assert_eq!((two.text.input(), three.source.line), ("Die Brücke ist wieder offen.", Some(3)));
        assert_eq!((&one.meta.outlet, &one.meta.author), (&Some("The Example".into()), &Some("A. Writer".into())));
        assert_eq!((&two.meta.outlet, &two.meta.author), (&Some("Das Beispiel".into()), &None));
        let date = |capture: &crate::article::Capture| capture.meta.published.as_ref().map(|date| date.value.clone());
        assert_eq!([one, two, three].map(date), [Some("2024-11-10".into()), None, Some("1969-12-31".into())]);
        assert_eq!(one.meta.captured_at, Some(1_731_242_885));
        let extra = |capture: &crate::article::Capture, name: &str| capture.meta.extra.get(name).cloned();
        assert_eq!(extra(one, "shown").as_deref(), Some("\"2024-11-10T12:48:05\""));
        assert_eq!(extra(two, "tags").as_deref(), Some("[null,\"c\"]"));
        assert_eq!([one, two].map(|capture| extra(capture, "score")), [Some("0.1".into()), Some("\"NaN\"".into())]);
        assert_eq!([one, two].map(|capture| extra(capture, "picture")), [None, Some("\"text\"".into())]);
        assert_eq!(said(&batch), ["table: 1 cell of `picture` left out: bytes that are no text"]);
    }
}

#[test]
fn what_a_table_lacks_is_named() {
    let table = table();
    for bytes in [parquet(&table, Compression::SNAPPY), stream(&table, None)] {
        let batch = read(&bytes, &Options { map: "text=meta.body".parse().unwrap(), ..Options::default() });
        assert!(batch.captures.is_empty());
        assert!(
            said(&batch)[0]
                .starts_with("table: no column `meta.body` for `text`; its columns are id, text, outlet, date")
        );
        let batch = read(&bytes, &Options { map: "text=meta.by".parse().unwrap(), ..Options::default() });
        assert_eq!(batch.captures.len(), 2);
        assert!(
            matches!(&batch.problems[..], [Problem::BadRecord { at, fault: Fault::Missing { .. } }] if at.line == Some(2))
        );
        let batch = read(&bytes, &Options { max_article: 46, ..Options::default() });
        assert!(
            matches!(&batch.problems[..], [Problem::TooLarge { at, .. }] if at.line == Some(2)),
            "{:?}",
            batch.problems
        );
    }
    // A list of a mebi of nothing takes a few bytes.
    let nothing = ListArray::new(
        Arc::new(Field::new("item", DataType::Null, true)),
        arrow_buffer::OffsetBuffer::new(vec![0, 1 << 20].into()),
        Arc::new(NullArray::new(1 << 20)),
        None,
    );
    let bomb = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from(vec![1])) as ArrayRef),
        ("text", Arc::new(StringArray::from(vec!["words"]))),
        ("list", Arc::new(nothing)),
    ]);
    let batch = read(&stream(&bomb.unwrap(), None), &Options { max_article: 1000, ..Options::default() });
    assert!(matches!(&batch.problems[..], [Problem::TooLarge { .. }]), "{:?}", batch.problems);
    let empty = table.slice(0, 0);
    for bytes in [parquet(&empty, Compression::SNAPPY), stream(&empty, None), arrow_file(&empty)] {
        let batch = read(&bytes, &Options::default());
        assert!(matches!(&batch.problems[..], [Problem::Empty { .. }]), "{:?}", batch.problems);
    }
}

#[test]
fn a_damaged_row_group_costs_no_other() {
    let mut bytes = parquet(&table(), Compression::SNAPPY);
    // The first page of the first row group.
    bytes[4..12].fill(0xff);
    let batch = read(&bytes, &Options::default());
    let lines: Vec<_> = batch.captures.iter().map(|capture| capture.source.line).collect();
    assert_eq!(lines, [Some(3)]);
    assert_eq!(
        said(&batch)[0],
        "table: row group 1 of 2, behind row 0: damaged (the header of a page is damaged); its other rows are lost, get the file again"
    );
}

#[test]
fn a_page_that_claims_too_much_is_not_unpacked() {
    let mut bytes = parquet(&table(), Compression::SNAPPY);
    // The second field of a page's header is its unpacked size, as a varint: 2 GiB in place of some bytes, which shifts all behind it.
    assert_eq!(bytes[4..7], [0x15, bytes[5], 0x15]);
    let size = 7 + bytes[7..].iter().position(|byte| *byte < 0x80).unwrap();
    bytes.splice(7..=size, [0xfe, 0xff, 0xff, 0xff, 0x0f]);
    let batch = read(&bytes, &Options::default());
    assert!(
        batch.problems.iter().any(|problem| problem.to_string().contains("row group 1 of 2")),
        "{:?}",
        batch.problems
    );
}

#[test]
fn batches_that_claim_too_much_are_passed_over() {
    // What gains nothing is not packed.
    let texts = ["a", "b", "c"].map(|text| text.repeat(5000));
    let table = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef),
        ("text", Arc::new(StringArray::from(texts.to_vec()))),
    ]);
    let mut bytes = stream(&table.unwrap(), Some(CompressionType::ZSTD));
    let whole = read(&bytes, &Options::default());
    assert_eq!(whole.captures.len(), 3);
    // The frame's magic number stands behind the size that a buffer claims.
    let frame = bytes.windows(4).position(|w| w == [0x28, 0xb5, 0x2f, 0xfd]).unwrap();
    bytes[frame - 8..frame].copy_from_slice(&(1i64 << 60).to_le_bytes());
    let batch = read(&bytes, &Options::default());
    assert!(said(&batch)[0].contains("takes 1152921504606"), "{:?}", said(&batch));
    let lines: Vec<_> = batch.captures.iter().map(|capture| capture.source.line).collect();
    assert!(lines.ends_with(&[Some(3)]), "{lines:?}");
}

#[test]
fn parts_that_lie_outside_their_batch_are_named() {
    let table = table().project(&[0, 1]).unwrap();
    let bytes = stream(&table, None);
    // In the description of the first batch, the length of the buffer of ids: two of eight bytes.
    let record = bytes.windows(8).rposition(|w| w == 16i64.to_le_bytes()).unwrap();
    let mut far = bytes.clone();
    far[record..record + 8].copy_from_slice(&(1i64 << 50).to_le_bytes());
    let batch = read(&far, &Options::default());
    assert!(said(&batch)[0].contains("its parts lie outside of it"), "{:?}", said(&batch));
}

#[test]
fn a_cut_is_named_wherever_it_is() {
    let table = table();
    for bytes in [parquet(&table, Compression::SNAPPY), arrow_file(&table), stream(&table, None)] {
        for length in (8..bytes.len() - 1).step_by(7) {
            let batch = read(&bytes[..length], &Options::default());
            let is_whole = batch.captures.len() == 3 && !bytes.starts_with(b"PAR1");
            // A stream may end behind any message.
            let is_stream = !bytes.starts_with(ipc::MAGIC) && !bytes.starts_with(b"PAR1");
            assert!(!batch.problems.is_empty() || is_whole || is_stream, "{length} of {}", bytes.len());
        }
    }
    for bytes in [
        &b"PAR1"[..],
        b"PAR1PAR1",
        b"ARROW1\0\0",
        b"ARROW1",
        b"ARROW1\0\0\x04\0\0\0abcd",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\0\0\0\0",
    ] {
        let batch = read(bytes, &Options::default());
        assert_eq!((batch.captures.len(), batch.problems.len()), (0, 1), "{bytes:?}");
    }
}

#[test]
fn looks_tell_the_two() {
    let table = table();
    for (bytes, name) in [
        (parquet(&table, Compression::SNAPPY), "parquet"),
        (arrow_file(&table), "arrow"),
        (stream(&table, None), "arrow"),
    ] {
        assert_eq!(ingest::Format::of_bytes(&bytes).name, name);
    }
    let batch = ingest::read(&[Input::Stdin], &Options::default(), &mut &stream(&table, None)[..]);
    assert_eq!(batch.captures.len(), 3);
    assert!(batch.notes.iter().all(|note| matches!(note, Note::BytesLeftOut { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    /// Whatever is done to a file, what is read of it is what it says or is named; nothing breaks.
    #[test]
    fn any_damage_is_survived(form in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let forms = [parquets(), arrows()].concat();
        let mut bytes = form.get(&forms).clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let batch = read(&bytes, &Options::default());
        prop_assert!(batch.captures.len() <= 3);
    }
}
