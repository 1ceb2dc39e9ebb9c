//! What the parsers are tried with before it is broken: all that a form allows, in as few bytes as it takes.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::ingest::tests::gz;

pub const PAGES: [&str; 3] = [
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Bridge reopens | The Example</title>\
     <link rel=canonical href=\"https://news.example/a?utm_source=x\"><meta property=og:title content=\"Bridge &amp; reopens\">\
     <meta name=author content=\"A. Writer\"><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[\
     {\"@type\":\"NewsArticle\",\"@id\":\"#a\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2024-11-10T12:48:00+01:00\",\
     \"author\":[{\"@id\":\"#b\"}],\"publisher\":{\"@type\":\"Organization\",\"name\":\"The Example\"},\"isBasedOn\":\"https://wire.example/1\"},\
     {\"@id\":\"#b\",\"@type\":\"Person\",\"name\":\"A. Writer\"}]}</script></head><body><nav><ul><li><a href=/>Home</a></ul></nav>\
     <article itemscope itemtype=\"https://schema.org/NewsArticle\"><h1 itemprop=headline>Bridge reopens</h1>\
     <time itemprop=datePublished datetime=2024-11-10>10 November 2024</time><p class=lead>The old bridge over the river reopened on Monday\
     after two years of work, the city council said.</p><figure><img src=x><figcaption>The bridge on Monday.</figcaption></figure>\
     <h2>What it cost</h2><p>The work cost 12&nbsp;million euros; &ldquo;every cent was worth it&rdquo;, said <b>mayor</b> Anna Example.<br>\
     Traffic was led over two other bridges meanwhile, and shops nearby lost customers.<table><tr><td>One<td>Two</table><!-- no -->\
     </article><footer><p>© The Example</footer></body></html>",
    "<?xml version=\"1.0\" encoding=\"windows-1251\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head>\
     <meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\"/></head><body><template><p>x</p></template>\
     <svg><title>y</title><![CDATA[z]]></svg><select><option>1</select><div><p>Caf\u{e9} words that are long enough to be an article of \
     some kind, with a comma, and another one, so that they count as prose.</p></div></body></html>",
    "<html><body><script>var a = \"<p>\";</script><div id=app></div><noscript>Please enable JavaScript.</noscript>",
];

pub const XML: [&str; 5] = [
    "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xml:base=\"https://news.example/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>The Example</title><link>https://news.example/</link>\n<item><title>T &amp; t</title>\
     <link>/1?utm_source=rss</link><guid isPermaLink=\"false\">g1</guid><pubDate>Sun, 10 Nov 2024 12:48:00 GMT</pubDate><dc:creator>A. Writer</dc:creator>\
     <category>x</category><content:encoded><![CDATA[<p>One&nbsp;&amp; two.</p>]]></content:encoded></item>\n\
     <item><guid>https://news.example/2</guid><description>&lt;p&gt;Only &lt;i&gt;this&lt;/i&gt;.</description></item></channel></rss>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Example</title><entry><id>tag:1</id><title>T</title><link href=\"https://news.example/1\"/>\
     <author><name>A</name></author><published>2024-11-10T12:48:00Z</published><content type=\"html\">&lt;p&gt;One.&lt;/p&gt;</content></entry>\
     <entry xml:base=\"/b/\"><id>tag:2</id><link rel=\"alternate\" href=\"2\"/><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Two.</p></div></content></entry></feed>",
    "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"urn:1\" version=\"2\"><itemMeta><provider literal=\"Wire\"/>\
     <versionCreated>2024-11-10T13:00:00Z</versionCreated></itemMeta><contentMeta><by>A</by><headline>H</headline></contentMeta><contentSet>\
     <inlineXML><nitf><body><body.content><p>Four <org>Five</org>.</p></body.content></body></nitf></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    "<nitf><head><title>x</title><docdata><doc-id id-string=\"d7\"/><date.issue norm=\"20241110T124800Z\"/></docdata></head><body><body.head>\
     <hedline><hl1>Bridge</hl1></hedline><byline>A</byline></body.head><body.content><p>One.</p><media><media-caption>No.</media-caption></media></body.content></body></nitf>",
    "<sitemapindex><sitemap><loc>https://news.example/m</loc></sitemap></sitemapindex>",
];

pub const JSON: [&str; 3] = [
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"The Example\",\"feed_url\":\"https://news.example/f\",\"items\":[{\"id\":\"1\",\
     \"url\":\"https://news.example/1\",\"title\":\"T\",\"content_html\":\"<p>One &amp; two.</p>\",\"summary\":\"S\",\"date_published\":\"2024-11-10T12:48:00Z\",\
     \"authors\":[{\"name\":\"A\"}],\"tags\":[\"x\"]},{\"id\":2,\"content_text\":\"Plain.\\u00e9\\ud83d\\ude00\"}]}",
    "[{\"uri\":\"urn:news:1\",\"headline\":\"H\",\"byline\":\"A\",\"body_text\":\"One.\",\"versioncreated\":\"2024-11-10T12:48:00+01:00\"},\
     {\"uri\":\"https://wire.example/2\",\"headlines\":[{\"role\":\"main\",\"value\":\"M\"}],\"bodies\":[{\"role\":\"main\",\"contenttype\":\"text/plain\",\"value\":\"Two.\"}]}]",
    "{\n \"id\": 1,\n \"text\": \"One.\",\n \"meta\": {\"a\": [1.5e3, null, true]}\n}",
];

pub const JSON_LINES: [&str; 2] = [
    "{\"id\":\"1\",\"text\":\"The bridge reopened.\",\"title\":\"T\",\"date\":\"2024-11-10\",\"captured_at\":\"2024-11-10T12:48:00Z\",\"x\":{\"y\":[1]}}\n\
     {\"id\":2,\"text\":\"Die Br\u{fc}cke ist wieder offen.\",\"source\":\"Das Beispiel\"}\n",
    "{\"id\":\"a/b\",\"text\":\"e\u{301}\\n\\n\\ud83d\\ude00\",\"outlet\":\"O\",\"url\":\"https://news.example/1\"}\r\n\r\n{\"id\":\"c\"}\n",
];

pub const TABLES: [&str; 2] = [
    "id,text,title,date\n1,\"The bridge, at last, \"\"reopened\"\".\nToday.\",T,2024-11-10\n2,Caf\u{e9}.,,\n",
    "ID;Text;Outlet\r\na;One.;The Example\r\nb;\"Two;\r\nThree.\";\r\n",
];

pub const INDEXES: [&str; 2] = [
    " CDX N b a m s k r M S V g\nexample,news)/1 20241110124801 https://news.example/1 text/plain - VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5 - - 99 0 crawl.warc\n",
    "!meta 0 {}\nexample,news)/1 20241110124801 {\"url\": \"https://news.example/1\", \"digest\": \"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\", \
     \"filename\": \"../crawl.warc\", \"offset\": \"0\", \"length\": 99}\n",
];

/// What the indexes speak of.
pub const CRAWL: &str = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://news.example/1\r\nWARC-Date: 2024-11-10T12:48:01Z\r\n\
    WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n";

pub const DOCUMENTS: [&str; 2] = [
    "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Bridge reopens</w:t></w:r></w:p>\
     <w:p><w:ins><w:r><w:t xml:space=\"preserve\">The bridge </w:t></w:r></w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr>\
     <w:t>re</w:t><w:softHyphen/><w:t>opened.</w:t><w:br/><w:tab/><w:sym w:char=\"00B0\"/></w:r></w:p></w:body></w:document>",
    "<w:document xmlns:w=\"w\" xmlns:mc=\"m\"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>One</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><mc:AlternateContent>\
     <mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p></w:body></w:document>",
];

/// A Word document with this body.
pub fn document(body: &[u8]) -> Vec<u8> {
    let relations = "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"word/document.xml\"/>\
        <Relationship Type=\"x/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
    let core =
        "<c><title>Bridge reopens</title><creator>A. Writer</creator><created>2024-11-10T12:48:00Z</created></c>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in
        [("_rels/.rels", relations.as_bytes()), ("word/document.xml", body), ("docProps/core.xml", core.as_bytes())]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub const MAILS: [&str; 2] = [
    "From: =?utf-8?q?Caf=C3=A9_News?= <news@example.org>\r\nSubject: =?iso-8859-1?q?R=E9ouverture?=\r\nDate: Sun, 10 Nov 2024 12:48:00 +0100\r\n\
     Message-ID: <7@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\r\nLe pont a rouvert =C3=A0 midi.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Page.\r\n--b--\r\n",
    "From: a@example.org\r\nSubject: S\r\nContent-Type: multipart/mixed; boundary=\"c c\"\r\n\r\n--c c\r\nContent-Type: message/rfc822\r\n\r\n\
     From: b@example.org\r\n\r\nInner.\r\n--c c\r\nContent-Transfer-Encoding: base64\r\n\r\nV29yZHMu\r\n--c c--\r\n",
];

pub const MARKDOWN: [&str; 2] = [
    "---\ntitle: \"Bridge reopens\"\ndate: 2024-11-10\nauthor: A. Writer\ntags:\n  - x\n---\n\n# Bridge\n\nThe bridge *reopened*.\n",
    "+++\ntitle = 'T'\nurl = \"https://news.example/1\"\n+++\r\nWords.\r\n",
];

pub const PLAIN: [&str; 3] = [
    "Bridge reopens\n\nParis, Nov 10 (Reuters) - The bridge reopened on Monday, the mayor said. \u{201c}At last,\u{201d} said Anna Example, 61. It cost $3.5 bn., 2.5% more.\n",
    "\u{feff}\u{41c}\u{43e}\u{441}\u{442} \u{43e}\u{442}\u{43a}\u{440}\u{44b}\u{442}. \u{6865}\u{91cd}\u{65b0}\u{5f00}\u{653e}\u{3002} \u{627}\u{644}\u{62c}\u{633}\u{631} \u{645}\u{641}\u{62a}\u{648}\u{62d}.",
    "e\u{301}\u{1100}\u{1161}\u{11a8} \u{fb01}ne\r\n\r\n\u{2014} said he; U.S. 5 p.m. Monday\u{2026}\r",
];

pub const ANSWERS: [&str; 3] = [
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"x\"\r\nLink: </b>; rel=canonical\r\n\r\n<!doctype html><title>T</title>\
     <p>The old bridge over the river reopened on Monday after two years of work, the city council said, and many came.</p>",
    "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel><title>T</title><item><link>/1</link><description>One.</description></item>\
     <item><guid>2</guid><description>Two.</description></item></channel></rss>",
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip, br, zstd\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
];

pub const SHEETS: [&str; 2] = [
    "title = \"Bridge reopens\"\noutlet = \"The Example\"\nurl = \"https://news.example/1\"\ndate = 2024-11-10T12:48:00Z\ndate_words = \"10 November\"\n\
     captured_at = \"2024-11-10T12:48:00+01:00\"\nnote = \"\"\"a\nb\"\"\"\n",
    "format = 1\n[all]\noutlet = \"The Example\"\nauthor = \"A\"\n[articles.\"a.txt\"]\nkey = \"k\"\ndate = \"2024-11\"\n[articles.\"../b\"]\ntitle = 'T'\n",
];

pub const ADDRESSES: [&str; 2] = [
    "https://user:word@www.News.example:443/a/../b/%7Ec/index.html?b=2&a=1&utm_source=x&amp=1#!/part\nHTTP://m.news.example./amp\n\
     https://web.archive.org/web/20241110124801id_/http://news.example/1\nhttps://www-news-example.cdn.ampproject.org/c/s/news.example/1\n",
    "https://[2001:db8::1]:8080/?q=%C3%A9&q=\u{e9}\nhttps://b\u{fc}cher.example/\nhttps://xn--bcher-kva.example\nhttps://www.google.com/amp/s/news.example/1/\n",
];

pub const DATES: [&str; 2] = [
    "2024-11-10T12:48:00.25+01:00\n20241110T124800Z\n2024/11/10\n2024-11\nSun, 10 Nov 2024 12:48:00 GMT\n10 Nov 24 12:48 EST\n",
    "10 November 2024, 12:48 CET\nSonntag, 10. November 2024, 12.48 Uhr\n10 \u{43d}\u{43e}\u{44f}\u{431}\u{440}\u{44f} 2024\n2024\u{5e74}11\u{6708}10\u{65e5}\nNovember 31, 2024\n9999-12-31T23:59:60+14:00\n",
];

#[cfg(feature = "fetch")]
pub const ROBOTS: [&str; 2] = [
    "User-agent: *\nDisallow: /*.gif$\nAllow: /a%2A\nCrawl-delay: 1.5\n\nUser-agent: wirecopy/2\nUser-agent: b\nDisallow:\n",
    "\u{feff}Sitemap: https://news.example/s\r\nuser-agent : WireCopy # x\r\ndisallow: /\u{e9}?x=*y\r\n",
];

/// A database with a table of articles, one of another kind and an index.
#[cfg(feature = "sqlite")]
pub fn databases() -> Vec<Vec<u8>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let sql = "PRAGMA page_size = 512; CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT, title, score REAL, picture BLOB);
        CREATE INDEX i ON a (title); CREATE TABLE other (x); CREATE TRIGGER t AFTER INSERT ON other BEGIN DELETE FROM a; END;
        INSERT INTO a VALUES (1, 'The bridge reopened.', 'T', 0.5, x'ff00'), (2, x'74776f', NULL, NULL, NULL), (3, NULL, 1, 2, 3);
        INSERT INTO a (text) SELECT 'More of it, ' || value FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3);";
    rusqlite::Connection::open(file.path()).unwrap().execute_batch(sql).unwrap();
    vec![std::fs::read(file.path()).unwrap()]
}

/// What is packed as a whole, with one method and with another, twice and in pieces.
pub fn packed() -> Vec<Vec<u8>> {
    let zst = |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    let [text, lines] = [PLAIN[0].as_bytes(), JSON_LINES[0].as_bytes()];
    vec![gz(text), zst(lines), gz(&zst(text)), [gz(lines), gz(lines)].concat(), zst(&vec![b' '; 1 << 16])]
}

/// One of each kind that is told by its first bytes.
pub fn of_all_kinds() -> Vec<Vec<u8>> {
    let texts =
        [PAGES[0], XML[0], JSON[0], JSON_LINES[0], TABLES[0], INDEXES[0], CRAWL, MAILS[0], MARKDOWN[0], PLAIN[0]];
    texts.iter().map(|text| text.as_bytes().to_vec()).chain([document(DOCUMENTS[0].as_bytes())]).collect()
}
