//! Whole sessions with documents: read in a process of their own, taken in, shown again.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use common::World;

/// A document of a page. It says nowhere where its objects stand: they are looked for.
fn document(text: &str, end: &str) -> String {
    let content = format!("BT /F 12 Tf 72 300 Td 15 TL {text} ET");
    format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n\
         3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 500 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj\n\
         4 0 obj <</Length {}>> stream\n{content}\nendstream endobj\n\
         5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>> endobj\n\
         6 0 obj <</Title(bridge.indd)/Author(A. Writer)/CreationDate(D:20241110124800)>> endobj\n\
         trailer <</Size 7/Root 1 0 R/Info 6 0 R>>\n{end}",
        content.len()
    )
}

#[test]
fn a_document_is_an_article() {
    let mut world = World::new();
    let text = "(The bridge over the river reopened on Monday after nine months of re-) Tj T* (pairs. Engineers had replaced forty steel cables since March.) Tj";
    std::fs::write(world.path("bridge.pdf"), document(text, "%%EOF\n")).unwrap();
    std::fs::write(world.path("cut.pdf"), document(text, "")).unwrap();
    std::fs::write(world.path("none.pdf"), "%PDF-1.4\nnothing\n").unwrap();
    std::fs::write(world.path("blank.pdf"), document("", "%%EOF\n")).unwrap();
    world.run("show bridge.pdf");
    world.run("show bridge.pdf --meta");
    world.run("add bridge.pdf cut.pdf none.pdf blank.pdf");
    world.run("show bridge --meta");
    world.run("overlaps bridge.pdf cut.pdf");
    world.golden("pdf");
}
