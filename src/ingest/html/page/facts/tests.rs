use super::super::elements::Elements;
use super::super::scan::scan;
use super::*;

fn facts(html: &str, told: Option<&str>) -> Facts {
    let (mut markup, mut elements) = (Markup::default(), Elements::default());
    scan(html, |token, place| {
        elements.step(&token);
        markup.take(&token, place, &elements);
    });
    choose(markup.candidates(html.len()), told.and_then(CanonicalUrl::parse).as_ref())
}

/// `source: value` of a fact's candidates, the chosen with `*`.
fn listed(facts: &Facts, fact: Fact) -> Vec<String> {
    let own = facts.candidates.iter().filter(|candidate| candidate.fact == fact);
    let star = |candidate: &Candidate| if candidate.chosen { "*" } else { "" };
    own.map(|candidate| format!("{}{}: {}", star(candidate), candidate.source, candidate.value)).collect()
}

const GRAPH: &str = r##"<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "Organization", "@id": "#org", "name": "The Example"},
  {"@type": "Person", "@id": "#a", "name": "A. Writer"},
  {"@type": "WebPage", "url": "https://example.com/bridge"},
  {"@type": "NewsArticle", "headline": "Another &amp; older report", "url": "https://example.com/older"},
  {"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": "Bridge
   reopens", "mainEntityOfPage": {"@id": "https://example.com/bridge"},
   "author": [{"@id": "#a"}, {"@type": "Person", "name": "By B. Writer"}], "publisher": {"@id": "#org"},
   "datePublished": "2024-11-10T12:48:00+01:00", "dateModified": "2024-11-11",
   "isBasedOn": {"@type": "Report", "name": "Wire report"}, "creditText": "dpa", "isAccessibleForFree": "False",
   "sourceOrganization": {"name": "dpa"}}
]};
</script><link rel=canonical href="https://www.example.com/bridge/">"##;

#[test]
fn a_news_article_in_json_ld_is_read_through_its_graph() {
    let facts = facts(GRAPH, None);
    assert_eq!(facts.candidates.iter().filter(|candidate| candidate.chosen).count(), 11);
    assert_eq!(facts.title.as_deref(), Some("Bridge reopens"));
    assert_eq!(facts.outlet.as_deref(), Some("The Example"));
    assert_eq!(facts.author.as_deref(), Some("A. Writer, B. Writer"));
    assert_eq!(facts.url.as_deref(), Some("https://www.example.com/bridge/"));
    let date = facts.published.as_ref().unwrap();
    assert_eq!(
        (date.value.as_str(), date.basis, date.zone.as_deref()),
        ("2024-11-10T12:48:00+01:00", Basis::Record, Some("+01:00"))
    );
    assert_eq!(facts.free, Some(false));
    let extra: Vec<String> = facts.extra.iter().map(|(name, json)| format!("{name} {json}")).collect();
    assert_eq!(
        extra,
        ["modified \"2024-11-11\"", "isBasedOn \"Wire report\"", "creditText \"dpa\"", "sourceOrganization \"dpa\""]
    );
}

#[test]
fn the_first_usable_source_in_order_is_chosen_and_the_others_say_why_not() {
    let html = r#"<title>Bridge reopens | The Example</title>
        <meta property="og:title" content="You will not believe this bridge"><meta property="og:site_name" content="The Example">
        <meta name="author" content="https://example.com/people/7"><meta name="byl" content="By A. Writer">
        <meta name="date" content="10/11/2024"><meta name="dc.date" content="2024-11-10">
        <h1>Bridge <i>reopens</i></h1><time datetime="2024-11-12">x</time>"#;
    let facts = facts(html, None);
    assert_eq!(
        listed(&facts, Fact::Title),
        ["*h1: Bridge reopens", "og:title: You will not believe this bridge", "title: Bridge reopens | The Example"]
    );
    assert_eq!(listed(&facts, Fact::Author), ["meta author: https://example.com/people/7", "*meta byl: By A. Writer"]);
    assert_eq!(facts.author.as_deref(), Some("A. Writer"));
    assert_eq!(listed(&facts, Fact::Published), ["*DC.date: 2024-11-10", "meta date: 10/11/2024", "time: 2024-11-12"]);
    let why: Vec<&str> = facts.candidates.iter().map(|candidate| candidate.why.as_str()).collect();
    assert!(
        why.contains(&"no date, or one that can be read in two ways")
            && why.contains(&"an address")
            && why.contains(&"behind h1"),
        "{why:?}"
    );
}

#[test]
fn a_title_loses_the_outlet_and_nothing_else() {
    let title = |html: &str| facts(html, None).title;
    let page = |title: &str| format!("<meta property='og:site_name' content='The Example'><title>{title}</title>");
    assert_eq!(title(&page("Bridge reopens — the example")).as_deref(), Some("Bridge reopens"));
    assert_eq!(title(&page("Read The Example")).as_deref(), Some("Read The Example"));
    assert_eq!(title(&page("The Example")), None);
    assert_eq!(title(&format!("<h1>The example</h1>{}", page("Three"))).as_deref(), Some("Three"));
    // Of two headings neither is the article's.
    assert_eq!(title(&format!("<h1>One</h1><h1>Two</h1>{}", page("Three"))).as_deref(), Some("Three"));
}

#[test]
fn an_address_at_another_site_is_another_page() {
    let html = "<link rel=canonical href='https://reuters.com/world/bridge'><meta property=og:url content=/relative>";
    assert_eq!(facts(html, Some("https://example.com/bridge")).url, None);
    assert_eq!(facts(html, Some("https://www.reuters.com/x")).url.as_deref(), Some("https://reuters.com/world/bridge"));
    assert_eq!(facts(html, None).url.as_deref(), Some("https://reuters.com/world/bridge"));
}

#[test]
fn the_host_names_the_outlet_where_the_page_does_not() {
    let outlet = |html: &str, told: &str| facts(html, Some(told)).outlet;
    assert_eq!(outlet("", "https://www.theguardian.com/a").as_deref(), Some("The Guardian"));
    assert_eq!(
        outlet("<meta property=og:site_name content='the Guardian'>", "https://x.example/").as_deref(),
        Some("The Guardian")
    );
    assert_eq!(
        outlet("<meta property=og:site_name content='A Gazette'>", "https://theguardian.com/").as_deref(),
        Some("A Gazette")
    );
    assert_eq!(outlet("", "https://example.com/"), None);
}

#[test]
fn microdata_counts_inside_an_article() {
    let html = r#"<div itemscope itemtype="https://schema.org/WebSite"><span itemprop="headline">The site</span></div>
        <article itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Bridge reopens</h2>
        <p>By <span itemprop="author" itemscope itemtype="https://schema.org/Person">Reporter <b itemprop="name">A. Writer</b> in town</span>
        <time itemprop="datePublished" datetime="2024-11-10">Sunday</time>
        <div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="The Example"></div>
        </article><p itemprop="headline">Not this</p>"#;
    let facts = facts(html, None);
    assert_eq!(listed(&facts, Fact::Title), ["*microdata headline: Bridge reopens"]);
    assert_eq!(listed(&facts, Fact::Author), ["*microdata author: A. Writer"]);
    assert_eq!(listed(&facts, Fact::Outlet), ["*microdata publisher: The Example"]);
    assert_eq!(listed(&facts, Fact::Published), ["*microdata datePublished: 2024-11-10"]);
}

#[test]
fn every_source_that_is_read_has_its_rank() {
    let known = |fact: Fact, source: &str| ORDER.iter().any(|(named, order)| *named == fact && order.contains(&source));
    for (fact, source) in markup::sources().chain(json_ld::sources()) {
        assert!(known(fact, source), "{source}");
    }
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/inputs.md")).unwrap();
    for (fact, order) in ORDER {
        let row = format!("| `{}` | {} |", fact.name(), order.join(", "));
        assert!(page.contains(&row), "docs/inputs.md lacks: {row}");
    }
}
