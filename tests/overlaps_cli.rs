//! `wirecopy overlaps` at the command line.

mod common;

use common::World;

#[test]
fn overlaps_of_the_five_articles() {
    let mut world = World::new();
    world.run("overlaps");
    world.run("overlaps --evidence --width 80");
    world.run("overlaps --names --by article --ascii");
    world.run("overlaps --matrix");
    world.run("overlaps --by passage --format dot");
    world.golden("overlaps");
}

#[test]
fn nothing_found_says_why() {
    let mut world = World::new();
    world.run("overlaps sources/002_d75d6387eb59bab1.txt");
    world.run("overlaps sources/000_716b014e97384773.txt sources/002_d75d6387eb59bab1.txt");
    world.golden("nothing_found");
}

#[test]
fn explained_is_what_each_stage_kept_and_lost() {
    let mut world = World::new();
    world.run("explain 001 004");
    world.run("explain 000 003");
    world.run("explain sources/000_716b014e97384773.txt");
    world.run("explain sources/000_716b014e97384773.txt sources/002_d75d6387eb59bab1.txt");
    world.run("explain m-cf53a59dc8594ae3 --ascii --width 60");
    world.run("explain 001");
    world.run("explain 001 001");
    world.run("explain m-0000000000000000");
    let words = |from: usize| (from..from + 12).map(|word| format!("w{word}x")).collect::<Vec<_>>().join(" ");
    let record = |id: usize, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}.\"}}\n");
    let many: String = (10..80).map(|id| record(id, &words(if id == 79 { 1000 } else { 100 * id }))).collect();
    std::fs::write(world.path("many.jsonl"), many).unwrap();
    world.run("explain many.jsonl 10 79");
    world.run("explain many.jsonl 10 20");
    world.golden("explained");
}

/// Texts of more bytes than may be taken end the run with a message; where there is enough nothing changes.
#[test]
fn memory_is_kept_within_bounds() {
    let mut world = World::new();
    let whole = world.run("overlaps --json");
    assert_eq!(world.run("overlaps --json --max-memory 400M").stdout, whole.stdout);
    let mut world = World::new();
    world.run("overlaps --max-memory 1M");
    world.run("overlaps --max-memory much");
    world.golden("max_memory");

    let mut world = World::new();
    let words: String = (0..2_000_000).map(|word| format!("w{}x ", word % 5000)).collect();
    let record = |id: usize| format!("{{\"id\":\"{id}\",\"text\":\"{words}.\"}}\n");
    std::fs::write(world.path("large.jsonl"), (0..6).map(record).collect::<String>()).unwrap();
    let output = world.run("overlaps large.jsonl --max-memory 64M");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("64.0 MiB of memory, which --max-memory allows"), "{said}");
}

/// What a form has no place for is refused, not passed over.
#[test]
fn options_for_people_are_refused_where_the_output_is_for_programs() {
    let mut world = World::new();
    for command in ["overlaps --matrix", "overlaps --names", "overlaps --top 3", "run -n --top 3"] {
        for form in ["--json", "--format json"] {
            let output = world.run(&format!("{command} {form}"));
            let said = String::from_utf8_lossy(&output.stderr);
            let option = command.split(' ').find(|word| word.starts_with("--")).unwrap();
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{command} {form}");
            assert!(said.contains(&format!("{option} shapes the text for people")), "{said}");
        }
        assert_eq!(world.run(command).status.code(), Some(0), "{command}");
    }
    assert_eq!(world.run("run -n --json").status.code(), Some(0));
}

#[test]
fn options_that_fit_no_such_result_are_refused() {
    let mut world = World::new();
    std::fs::write(world.path("wrong.tsv"), "a\tb\nx\ty\n").unwrap();
    for (command, said) in [
        ("overlaps --by outlet --matrix", "--matrix does not go with this --by"),
        ("overlaps --by passage --ids", "--ids does not go with this --by"),
        ("overlaps --pairs wrong.tsv", "wrong.tsv names no two of the articles read"),
    ] {
        let output = world.run(command);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{command}");
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(world.run("overlaps --by article --matrix").status.code(), Some(0));
}

#[test]
fn pairs_and_outlets_narrow_what_is_compared() {
    let mut world = World::new();
    let record = |id: &str, outlet: &str| {
        let text = "The river burst its banks near the old mill before dawn and swept away two wooden bridges.";
        format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"{text}\"}}\n")
    };
    let records = [record("a", "One"), record("b", "One"), record("c", "Two")].concat();
    std::fs::write(world.path("wire.jsonl"), records).unwrap();
    std::fs::write(world.path("pairs.tsv"), "id\tb\ta\nx\tc\tb\n").unwrap();
    std::fs::write(world.path("wrong.tsv"), "one\ttwo\na\tb\n\na\tnobody\n").unwrap();
    world.run("overlaps wire.jsonl --by article");
    world.run("overlaps wire.jsonl --by article --across-outlets");
    world.run("overlaps wire.jsonl --by article --pairs pairs.tsv --json");
    world.run("overlaps wire.jsonl --pairs wrong.tsv");
    world.run("overlaps wire.jsonl --pairs absent.tsv");
    world.golden("pairs");
}

#[test]
fn one_wording_of_two_outlets_is_two_articles() {
    let mut world = World::new();
    std::fs::copy(world.path("sources/002_d75d6387eb59bab1.txt"), world.path("sources/reprint.txt")).unwrap();
    let found = world.run("overlaps sources/002_d75d6387eb59bab1.txt sources/reprint.txt --by article --json");
    let lines = String::from_utf8(found.stdout).unwrap();
    assert_eq!(lines.matches("\"schema\":\"wirecopy/article/1\"").count(), 2);
    assert!(lines.contains("\"derivation\":{\"a\":\"wholly\",\"b\":\"wholly\"}"), "{lines}");
}

#[test]
fn outlets_share_wording() {
    let mut world = World::new();
    std::fs::write(world.path("outlets.jsonl"), common::outlets()).unwrap();
    world.run("overlaps outlets.jsonl --by outlet");
    world.run("overlaps --by outlet --ascii");
    for line in [
        "overlaps outlets.jsonl --since 2024-03-02 --until 2024-04",
        "overlaps outlets.jsonl --window 1 --by article",
        "overlaps outlets.jsonl --since 2025",
        "overlaps --until 2024-10",
        "overlaps outlets.jsonl --since yesterday",
        "overlaps outlets.jsonl --window 3 --pairs none.tsv",
        "trace outlets.jsonl --as-of 2024-03-31",
    ] {
        world.run(line);
    }
    world.golden("outlets");
}

/// A story that lies in two folders word for word is two articles, and each can be told and called.
#[test]
fn one_story_in_two_folders_is_two_articles() {
    let mut world = World::new();
    for folder in ["m", "t"] {
        std::fs::create_dir(world.path(folder)).unwrap();
        let copy = world.path(&format!("{folder}/reprint.txt"));
        std::fs::copy(world.path("sources/002_d75d6387eb59bab1.txt"), copy).unwrap();
    }
    world.run("overlaps m t --by article");
    world.run("overlaps m t --by family");
    world.run("trace m t reprint");
    world.run("trace m t reprint~2");
    world.run("trace m t file:m/reprint.txt");
    world.run("trace m t --format csv");
    std::fs::write(world.path("pairs.tsv"), "a\tb\nfile:m/reprint.txt\tfile:t/reprint.txt\nreprint\treprint\n")
        .unwrap();
    world.run("overlaps m t --by article --pairs pairs.tsv");
    let lines = world.command("overlaps m t --by article --json").output().unwrap().stdout;
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.contains(r#""a":"reprint","b":"reprint~2""#), "{lines}");
    world.golden("twins");
}

/// A period without a day is no period, and an article of another time is not one nobody read.
#[test]
fn a_period_is_one_and_says_what_it_leaves_out() {
    let mut world = World::new();
    std::fs::write(world.path("outlets.jsonl"), common::outlets()).unwrap();
    world.run("overlaps outlets.jsonl --since 2025-05-01 --until 2025-04-01");
    world.run("report outlets.jsonl --since 2025 --until 2024 -o report.html");
    world.run("trace outlets.jsonl p1 --as-of 2024-03-01");
    world.run("trace outlets.jsonl x1 --as-of 2024-03-01");
    let month = world.command("overlaps outlets.jsonl --since 2024-04 --until 2024-04-02").output().unwrap();
    assert_ne!(month.status.code(), Some(2));
    world.golden("periods");
}

/// A text names an agency as its language writes it, and the agency's own reports state the name as they do.
#[test]
fn an_outlet_is_credited_in_any_script() {
    let world = World::new();
    let bridge = "Рабочие заменили сорок стальных тросов моста через гавань, и водители стояли в очереди целый час.";
    let record = |id: &str, outlet: &str, text: &str| {
        format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"{text}\"}}\n")
    };
    let credit = bridge.replace("в очереди целый час.", "в очереди целый час, сообщает ТАСС.");
    let records = [record("a", "ТАСС", bridge), record("b", "Озёрские вести", &credit)].concat();
    std::fs::write(world.path("bridge.jsonl"), records).unwrap();
    let output = world.command("overlaps bridge.jsonl --by outlet").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Озёрские вести credits ТАСС in 1, ТАСС credits Озёрские вести in 0"), "{said}");
}
