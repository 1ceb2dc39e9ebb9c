//! Web pages at the command line: what is read of them, and that everything else treats their articles as any other.

#![cfg(feature = "html")]

mod common;

use common::World;

/// A page as outlets make them: menus, a picture, data for machines, and the report.
fn page(title: &str, outlet: &str, date: &str, report: &[&str]) -> String {
    let paragraphs: String = report.iter().map(|paragraph| format!("      <p>{paragraph}</p>\n")).collect();
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title} | {outlet}</title>
  <meta property="og:site_name" content="{outlet}">
  <meta property="og:title" content="You will not believe what reopened">
  <link rel="canonical" href="https://www.example.com/news/bridge?utm_source=front">
  <script type="application/ld+json">
    {{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{title} (updated)", "datePublished": "{date}",
      "author": [{{"@type": "Person", "name": "A. Writer"}}], "publisher": {{"@type": "Organization", "name": "{outlet}"}},
      "creditText": "Reuters"}}
  </script>
</head>
<body>
  <nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
  <main>
    <article>
      <h1>{title}</h1>
{paragraphs}      <figure><img src="bridge.jpg" alt=""><figcaption>The bridge on Monday.</figcaption></figure>
    </article>
  </main>
  <footer><p><a href="/terms">Terms of use</a></p></footer>
</body>
</html>
"#
    )
}

const OPENING: &str =
    "The old bridge over the river reopened on Monday after two years of work, the city council said.";
const COST: &str = "The work cost 12&nbsp;million euros, <a href=\"/plans\">more than</a> the council had planned in the spring of 2022.";
const QUOTE: &str =
    "&ldquo;Every cent of it was well spent&rdquo;, said the mayor, who crossed the bridge on a bicycle first of all.";

#[test]
fn pages_are_articles() {
    let mut world = World::new();
    std::fs::create_dir_all(world.path("pages")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(world.path("pages").join(name), bytes).unwrap();
    let first = page("Bridge reopens", "The Example", "2024-11-11T08:00:00+01:00", &[OPENING, COST, QUOTE]);
    let second = page(
        "Old bridge open again",
        "The Sample",
        "2024-11-11",
        &[
            OPENING,
            &COST.replace("12", "15"),
            "Traffic had been led over two other bridges, and shops nearby had lost customers in all that time.",
        ],
    );
    write("bridge.html", first.as_bytes());
    write("again.html", second.as_bytes());
    write("gone.html", b"<html><head><title>404 Not Found</title></head><body><p>The page you asked for is not here.</p></body></html>");
    write("app.html", b"<html><body><div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>");
    let stub = page(
        "Ferries stop",
        "The Example",
        "2024-11-12",
        &[
            "The ferries stopped on Tuesday for want of passengers.",
            "Already a subscriber? Log in to continue reading.",
        ],
    );
    write("stub.html", stub.as_bytes());
    let (russian, ..) = encoding_rs::WINDOWS_1251.encode("<html><head><meta charset=windows-1251><title>Мост открыт</title></head><body><article><p>Старый мост через реку открыли в понедельник после двух лет ремонта, сообщил городской совет.</p></article></body></html>");
    write("most.html", &russian);
    world.run("show pages/bridge.html");
    world.run("show pages/bridge.html --meta");
    world.run("show pages/bridge.html --meta --json");
    world.run("show pages/bridge.html --sentences --json");
    world.run("show sources/004_4cd8ae22b0588f7c.txt --meta");
    world.run("add pages -n");
    world.run("add pages");
    world.run("show bridge --meta");
    world.run("show most");
    world.run("verify");
    world.run("diff pages/again.html pages/bridge.html");
    world.run("overlaps pages/again.html pages/bridge.html");
    world.run("trace pages/again.html pages/bridge.html");
    world.wait(3600);
    std::fs::write(world.path("pages/bridge.html"), first.replace("12&nbsp;million", "13&nbsp;million")).unwrap();
    world.run("add pages/bridge.html --outlet Elsewhere");
    world.run("log bridge");
    world.run("show bridge --meta");
    world.run("show bridge@v1 --sentences --json");
    world.golden("pages");
}
