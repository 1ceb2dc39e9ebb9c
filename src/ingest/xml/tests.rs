use proptest::prelude::*;

use super::super::{Batch, Input, Options, read};
use super::*;
use crate::ingest::Note;

fn taken(xml: &str) -> Batch {
    read(&[Input::Stdin], &Options::default(), &mut xml.as_bytes())
}

fn as_xml(xml: &[u8]) -> Batch {
    read(&[Input::Stdin], &Options { format: Some("xml"), ..Options::default() }, &mut &*xml)
}

fn message(batch: &Batch) -> String {
    assert!(batch.captures.is_empty());
    batch.problems[0].to_string()
}

/// Key, text and line of what was read.
fn entries(batch: &Batch) -> Vec<(&str, &str, Option<u64>)> {
    batch.captures.iter().map(|c| (c.article.key(), c.text.input(), c.source.line)).collect()
}

/// Title, author, outlet and date.
fn told(batch: &Batch, at: usize) -> [&str; 4] {
    let meta = &batch.captures[at].meta;
    let date = meta.published.as_ref().map(|date| date.value.as_str());
    let [title, author, outlet] = [&meta.title, &meta.author, &meta.outlet].map(|field| field.as_deref());
    [title, author, outlet, date].map(|field| field.unwrap_or("-"))
}

#[cfg(feature = "html")]
#[test]
fn rss_is_its_items() {
    let batch = taken(
        r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>The Example</title><link>https://a.example/</link>
<item><title>T &amp; t</title><link>https://www.a.example/1?utm_source=rss</link><guid isPermaLink="false">g1</guid>
 <pubDate>Sun, 10 Nov 2024 12:48:00 GMT</pubDate><dc:creator>A. Writer</dc:creator><category>x</category><category>y</category>
 <media:title>Not this</media:title><description>Short.</description>
 <content:encoded><![CDATA[<p>One&nbsp;&amp; two.</p><p>Three <b>four</b>.</p>]]></content:encoded></item>
<item><guid>https://a.example/2</guid><description>&lt;p&gt;Only &lt;i&gt;this&lt;/i&gt;.&lt;/p&gt;</description><pubDate>soon</pubDate></item>
<item><guid isPermaLink="false">g3</guid><description>Named by its id.</description></item>
<item><title>No text</title></item>
</channel></rss>"#,
    );
    assert_eq!(
        entries(&batch),
        [
            ("url:https://a.example/1", "One & two.\n\nThree four.", Some(4)),
            ("url:https://a.example/2", "Only this.", Some(8)),
            ("id:stdin/g3", "Named by its id.", Some(9)),
        ],
        "{:?}",
        batch.problems
    );
    assert_eq!(told(&batch, 0), ["T & t", "A. Writer", "The Example", "2024-11-10T12:48:00Z"]);
    let extra: Vec<_> = batch.captures[0].meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extra, [r#"categories=["x","y"]"#, r#"guid="g1""#, r#"summary="Short.""#]);
    assert_eq!(batch.captures[0].raw(), "<p>One&nbsp;&amp; two.</p><p>Three <b>four</b>.</p>".as_bytes());
    let kinds: Vec<&str> = batch.notes.iter().map(Note::kind).collect();
    assert_eq!(kinds, ["entries with a summary alone", "dates left unknown", "entries with a summary alone"]);
    assert_eq!(batch.summary.formats["xml"].passed_over["entries without a text"], 1);
}

#[cfg(feature = "html")]
#[test]
fn rss_in_rdf_and_atom_are_read_alike() {
    let rdf = taken(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Old</title></channel>
<item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link><description>Words.</description><dc:date>2024-11-10</dc:date></item></rdf:RDF>"#,
    );
    assert_eq!(entries(&rdf), [("url:https://a.example/1", "Words.", Some(3))], "{:?}", rdf.problems);
    assert_eq!(told(&rdf, 0), ["T", "-", "Old", "2024-11-10"]);
    let atom = taken(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>
<entry><id>tag:1</id><title>T</title><link rel="self" href="https://x/"/><link href="https://a.example/1"/><author><name>A</name></author><author><name>B</name></author>
<published>2024-11-10T12:48:00Z</published><updated>2024-11-11T00:00:00Z</updated><content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry>
<entry><id>tag:2</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Three <b>four</b>.</p><p>Five.</p></div></content></entry>
<entry><id>tag:3</id><content type="image/png">AAAA</content><summary>Plain &lt;x&gt;</summary></entry></feed>"#,
    );
    assert_eq!(
        entries(&atom),
        [
            ("url:https://a.example/1", "One.\n\nTwo.", Some(2)),
            ("id:stdin/tag:2", "Three four.\n\nFive.", Some(4)),
            ("id:stdin/tag:3", "Plain <x>", Some(5))
        ],
        "{:?}",
        atom.problems
    );
    assert_eq!(told(&atom, 0), ["T", "A, B", "The Example", "2024-11-10T12:48:00Z"]);
    assert_eq!(atom.captures[0].meta.extra["updated"], "\"2024-11-11T00:00:00Z\"");
}

#[test]
fn news_items_of_newsml_are_read_with_xhtml_nitf_or_plain_text_in_them() {
    let item = |guid: &str, content: &str| {
        format!(
            r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2"><itemMeta><itemClass qcode="ninat:text"/><provider literal="Wire"/><versionCreated>2024-11-10T13:00:00Z</versionCreated><firstCreated>2024-11-10T12:48:00Z</firstCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><by>By A</by><dateline>PARIS</dateline><headline>H</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"#
        )
    };
    let xhtml = r#"<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>One <em>two</em>.</p><p>Three.</p></body></html></inlineXML>"#;
    let nitf = r#"<inlineXML contenttype="application/nitf+xml"><nitf><body><body.head><hedline><hl1>x</hl1></hedline></body.head><body.content><p>Four <org>Five</org>.</p><media><media-caption>No.</media-caption></media></body.content></body></nitf></inlineXML>"#;
    let plain = "<inlineData contenttype=\"text/plain\">Six.</inlineData>";
    let picture = r#"<remoteContent href="x.jpg"/>"#;
    let items = [item("urn:1", xhtml), item("urn:2", nitf), item("urn:3", plain), item("urn:4", picture)].join("\n");
    let batch = taken(&format!(
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>\n{items}</itemSet></newsMessage>"
    ));
    assert_eq!(
        entries(&batch),
        [
            ("id:stdin/urn:1", "One two.\n\nThree.", Some(2)),
            ("id:stdin/urn:2", "Four Five.", Some(3)),
            ("id:stdin/urn:3", "Six.", Some(4)),
        ],
        "{:?}",
        batch.problems
    );
    assert_eq!(told(&batch, 0), ["H", "By A", "Wire", "2024-11-10T12:48:00Z"]);
    let extra: Vec<_> = batch.captures[0].meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        extra,
        [
            r#"dateline="PARIS""#,
            r#"guid="urn:1""#,
            r#"status="stat:usable""#,
            r#"updated="2024-11-10T13:00:00Z""#,
            r#"version="2""#
        ]
    );
    assert_eq!(batch.summary.formats["xml"].passed_over["entries without a text"], 1);
}

#[test]
fn nitf_is_one_article() {
    let batch = taken(
        r#"<nitf><head><title>x</title><docdata><doc-id id-string="d7"/><date.issue norm="20241110T124800Z"/><doc.copyright holder="Wire"/></docdata></head>
<body><body.head><hedline><hl1>Bridge <em>reopens</em></hl1></hedline><byline>By A</byline></body.head>
<body.content><block><p>One <person>Two</person>.</p><hl2>Sub</hl2><p>Three.</p></block><media><media-caption>No.</media-caption></media></body.content></body></nitf>"#,
    );
    assert_eq!(entries(&batch), [("file:stdin/stdin", "One Two.\n\nSub\n\nThree.", None)], "{:?}", batch.problems);
    assert_eq!(told(&batch, 0), ["Bridge reopens", "By A", "Wire", "2024-11-10T12:48:00Z"]);
}

#[test]
fn a_sitemap_is_a_list_and_said_to_be_one() {
    let batch = taken(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://a.example/1</loc></url><url/></urlset>",
    );
    assert!(batch.captures.is_empty() && batch.problems.is_empty());
    assert!(matches!(&batch.notes[..], [Note::ListOnly { count: 2, .. }]));
    assert_eq!(batch.summary.formats["xml"].passed_over["addresses in sitemaps"], 2);
}

#[test]
fn a_document_that_would_grow_or_nests_without_end_is_refused() {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}]>\n<rss><channel><item><title>&l9;</title></item></channel></rss>"
    );
    assert_eq!(message(&taken(&bomb)), "-:2: declares entities of its own, which are not expanded");
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel/></rss>";
    assert_eq!(message(&taken(outside)), "-:1: declares entities of its own, which are not expanded");
    let deep = format!("<rss>{}", "<a>".repeat(1_000_000));
    assert_eq!(message(&taken(&deep)), "-:1: elements nest too deep to be a document of ours");
}

#[test]
fn what_is_no_document_of_ours_is_named() {
    assert_eq!(
        message(&taken("<?xml version=\"1.0\"?>\n<note>x</note>")),
        "-: a document of <note>, which is not read; read are rss, RDF, feed, newsItem, newsMessage, nitf, urlset, sitemapindex"
    );
    assert!(message(&taken("<rss><channel></rss>")).starts_with("-:1: not well-formed XML: "));
    assert_eq!(message(&taken("<rss>\n<channel>")), "-:2: ends inside <channel>");
    assert_eq!(message(&as_xml(b"words")), "-:1: holds no element");
    assert_eq!(message(&as_xml(b" ")), "-: nothing but white space; leave it out");
}

#[test]
fn the_encoding_is_the_declared_one() {
    let feed = "<?xml version='1.0' encoding='windows-1251'?><nitf><body><body.content><p>Мост открыт.</p></body.content></body></nitf>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(feed);
    assert_eq!(as_xml(&bytes).captures[0].text.input(), "Мост открыт.");
    let utf16: Vec<u8> = format!("\u{feff}{feed}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(as_xml(&utf16).captures[0].text.input(), "Мост открыт.");
}

#[test]
fn references_are_read_and_unknown_ones_stay() {
    let root = tree::parse("<a x='1 &lt; 2 &foo;'>&#x41;&amp;&nbsp;&foo;<![CDATA[<b>]]></a>").unwrap();
    assert_eq!(root.text(), "A&\u{a0}&foo;<b>");
    assert_eq!(root.attribute("x"), Some("1 &lt; 2 &foo;"));
    assert_eq!(tree::parse("<a x='1 &lt; 2'/>").unwrap().attribute("x"), Some("1 < 2"));
}

proptest! {
    #[test]
    fn any_bytes_are_read(xml in "(<(rss|channel|item|description|feed|entry|content|nitf|body|newsItem)[^<]{0,9}>|</[a-z]{0,9}>|<!\\[CDATA\\[|\\]\\]>|<!DOCTYPE|&[a-z#0-9]{0,6};|<!--|-->|<\\?|x|\n){0,40}") {
        let batch = as_xml(xml.as_bytes());
        prop_assert!(batch.captures.len() <= xml.len());
    }
}
