//! Sentences paired by what they mean to a model (`--semantic DIR`). The models are made here, of a dozen words; without the
//! feature `semantic` all there is to test is that the program says how to get it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

#[cfg(not(feature = "semantic"))]
#[test]
fn without_the_feature_the_option_says_how_to_build_it() {
    let mut world = common::World::new();
    for command in
        ["overlaps", "run", "trace", "diff sources/000_716b014e97384773.txt sources/002_d75d6387eb59bab1.txt"]
    {
        let output = world.run(&format!("{command} --semantic model"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{command}");
        assert!(said.contains("without the feature `semantic`") && said.contains("--features semantic"), "{said}");
    }
    assert!(!world.path("snapshots").exists(), "nothing is taken in before the model is there");
}

#[cfg(feature = "semantic")]
mod with_the_feature {
    use std::fs;
    use std::path::Path;

    use wirecopy::article::line_phrases;
    use wirecopy::diff::{Options, diff_as};
    use wirecopy::overlap::{Chance, Corpus, Depth, Overlap, Pair, Relation, find, method, method_with};
    use wirecopy::semantic::{FILES, Model, ModelError};
    use wirecopy::text::Text;

    use super::common::World;

    /// Words, and what they mean: who, what is done, what it is about.
    const WORDS: [(&str, [f32; 3]); 9] = [
        ("[unk]", [9.0, 9.0, 9.0]),
        ("physicians", [1.0, 0.1, 0.0]),
        ("doctors", [1.0, 0.0, 0.1]),
        ("sought", [0.0, 1.0, 0.1]),
        ("demanded", [0.1, 1.0, 0.0]),
        ("wages", [0.0, 0.1, 1.0]),
        ("pay", [0.1, 0.0, 1.0]),
        ("snow", [-1.0, -1.0, 0.0]),
        ("melted", [-1.0, 0.0, -1.0]),
    ];

    const BEFORE: &str = "The river burst its banks near the old mill before dawn and swept away two wooden bridges.";
    const AFTER: &str = "Insurers expect a long summer of claims from growers along the lower valley and its canals.";

    /// The files of a model of these words, in the order of their names.
    fn files() -> [(&'static str, Vec<u8>); 3] {
        let vocabulary: Vec<String> =
            WORDS.iter().enumerate().map(|(id, (word, _))| format!("\"{word}\": {id}")).collect();
        let tokenizer = format!(
            r#"{{"version": "1.0", "added_tokens": [], "normalizer": {{"type": "Lowercase"}},
                "pre_tokenizer": {{"type": "Whitespace"}}, "post_processor": null, "decoder": null,
                "truncation": null, "padding": null,
                "model": {{"type": "WordLevel", "unk_token": "[unk]", "vocab": {{{}}}}}}}"#,
            vocabulary.join(", ")
        );
        let numbers: Vec<u8> = WORDS.iter().flat_map(|(_, row)| row).flat_map(|number| number.to_le_bytes()).collect();
        let tensors = tensors(&[("embeddings", "F32", &[WORDS.len(), 3], numbers)]);
        [
            ("config.json", br#"{"model_type": "model2vec", "hidden_dim": 3}"#.to_vec()),
            ("model.safetensors", tensors),
            ("tokenizer.json", tokenizer.into_bytes()),
        ]
    }

    /// A safetensors file: the length of its head, the head, the numbers.
    fn tensors(tensors: &[(&str, &str, &[usize], Vec<u8>)]) -> Vec<u8> {
        let (mut entries, mut data) = (Vec::new(), Vec::new());
        for (name, kind, shape, bytes) in tensors {
            let start = data.len();
            data.extend(bytes);
            entries.push(format!(
                r#""{name}": {{"dtype": "{kind}", "shape": {shape:?}, "data_offsets": [{start}, {}]}}"#,
                data.len()
            ));
        }
        let head = format!("{{{}}}", entries.join(", "));
        [&(head.len() as u64).to_le_bytes()[..], head.as_bytes(), &data].concat()
    }

    fn write(folder: &Path, files: &[(&str, Vec<u8>)]) {
        fs::create_dir_all(folder).unwrap();
        files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
    }

    /// The model whose files are these, but for one.
    fn read_with(name: &str, bytes: Option<Vec<u8>>) -> Result<Model, ModelError> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &files());
        match bytes {
            Some(bytes) => fs::write(folder.path().join(name), bytes).unwrap(),
            None => fs::remove_file(folder.path().join(name)).unwrap(),
        }
        Model::read(folder.path())
    }

    fn model() -> Model {
        let [(name, bytes), ..] = files();
        read_with(name, Some(bytes)).unwrap()
    }

    fn text(sentences: &[&str]) -> Text {
        Text::new(&sentences.join(" "), line_phrases())
    }

    fn shared(a: &Text, b: &Text, model: Option<&Model>) -> Pair {
        let corpus = Corpus::new(&[a, b]).with_model(model);
        find(&corpus, &[(0, 1)], Chance::NAMED, Depth::Edits).remove(0)
    }

    fn places(overlap: Overlap) -> (usize, usize) {
        (overlap.a.sentences.start, overlap.b.sentences.start)
    }

    /// The sentences paired by meaning, 1-based.
    fn by_meaning(pair: &Pair) -> Vec<(usize, usize)> {
        let paired = pair.overlaps.iter().filter(|overlap| overlap.by_meaning);
        paired.map(|overlap| (overlap.a.sentences.start + 1, overlap.b.sentences.start + 1)).collect()
    }

    #[test]
    fn words_of_one_meaning_are_alike_and_what_is_unknown_says_nothing() {
        let model = model();
        let alike = |a: &str, b: &str| model.meaning(a).cosine(&model.meaning(b));
        assert!(alike("Doctors demanded pay", "physicians sought wages") > 950);
        assert_eq!(alike("doctors, perhaps, demanded pay", "doctors demanded pay"), 1000);
        assert_eq!(alike("doctors sought pay", "snow melted"), 0);
        assert_eq!(alike("perhaps", "perhaps"), 0);
        assert_eq!(alike("", "doctors"), 0);
    }

    #[test]
    fn a_matrix_may_be_halved_mapped_and_weighed() {
        // 1.0, -2.0 and the smallest number above zero; a row for two tokens; one of them counts twice, one not at all.
        let halves: Vec<u8> =
            [0x3c00u16, 0x0000, 0x0000, 0xc000, 0x0001, 0x0001].iter().flat_map(|half| half.to_le_bytes()).collect();
        let mapping: Vec<u8> = [0i64, 0, 0, 1, 1, 2, 2, 2, 2].iter().flat_map(|row| row.to_le_bytes()).collect();
        let weights: Vec<u8> =
            [1.0f64, 1.0, 2.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0].iter().flat_map(|weight| weight.to_le_bytes()).collect();
        let bytes = tensors(&[
            ("0", "F16", &[3, 2], halves),
            ("mapping", "I64", &[9], mapping),
            ("weights", "F64", &[9], weights),
        ]);
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &files());
        fs::write(folder.path().join("config.json"), "{}").unwrap();
        fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
        let model = Model::read(folder.path()).unwrap();
        let alike = |a: &str, b: &str| model.meaning(a).cosine(&model.meaning(b));
        assert_eq!(alike("physicians", "doctors"), 1000);
        assert_eq!(alike("doctors sought", "physicians physicians sought"), 1000);
        assert_eq!(alike("physicians sought", "sought physicians"), 1000);
        assert_eq!(alike("physicians", "sought"), 0);
        assert_eq!(alike("demanded", "sought"), 0);
        assert!((705..=708).contains(&alike("wages", "physicians")));
    }

    #[test]
    fn a_rewritten_sentence_between_copied_ones_is_paired_by_meaning() {
        let a = text(&[BEFORE, "Physicians sought higher wages on that day.", AFTER]);
        let b = text(&[BEFORE, "Doctors demanded better pay.", AFTER]);
        let model = model();
        let pair = shared(&a, &b, Some(&model));
        assert_eq!(by_meaning(&pair), [(2, 2)]);
        let found = pair.overlaps.iter().find(|overlap| overlap.by_meaning).unwrap();
        assert_eq!(found.relation, Relation::Paraphrase);
        let alike = |x: usize, y: usize| {
            let meaning = |text: &Text, at: usize| model.meaning(text.slice(text.sentences()[at].span));
            meaning(&a, x).cosine(&meaning(&b, y))
        };
        assert_eq!(found.score.thousandths(), alike(1, 1));
        // The other way round it is the same; without the model nothing but the words is found.
        assert_eq!(
            shared(&b, &a, Some(&model)).overlaps.into_iter().map(places).collect::<Vec<_>>(),
            [(0, 0), (1, 1), (2, 2)]
        );
        let plain = shared(&a, &b, None);
        assert_eq!((by_meaning(&plain), plain.overlaps.len()), (vec![], 2));
        let plain: Vec<&Overlap> = plain.overlaps.iter().collect();
        assert_eq!(pair.overlaps.iter().filter(|overlap| !overlap.by_meaning).collect::<Vec<_>>(), plain);
        let rows = |model| diff_as(&a, &b, Options { model, ..Options::default() }).rows.len();
        assert_eq!((rows(None), rows(Some(&model))), (4, 3));
    }

    #[test]
    fn meaning_alone_makes_nobody_a_copyist() {
        let model = model();
        let a = text(&["Physicians sought higher wages on that day.", "The weather was fine in the hills."]);
        let b = text(&["Doctors demanded better pay.", "Nobody knows how the vote will end."]);
        assert!(shared(&a, &b, Some(&model)).overlaps.is_empty());
        // Nor are sentences paired outside of what was copied, or where their neighbours say otherwise.
        let a = text(&["Physicians sought higher wages on that day.", BEFORE, AFTER]);
        let b = text(&[BEFORE, AFTER, "Doctors demanded better pay."]);
        assert_eq!(by_meaning(&shared(&a, &b, Some(&model))), []);
    }

    #[test]
    fn results_name_the_model_that_made_them() {
        let (one, same) = (model(), model());
        let [(name, _), ..] = files();
        let other = read_with(name, Some(b"{}".to_vec())).unwrap();
        assert_eq!(one.digest(), same.digest());
        assert_ne!(one.digest(), other.digest());
        assert_eq!(method_with(None), method());
        assert_ne!(method_with(Some(one.digest())), method());
        assert_ne!(method_with(Some(one.digest())), method_with(Some(other.digest())));
    }

    #[test]
    fn a_file_that_is_not_there_or_broken_is_named() {
        for name in FILES {
            let said = read_with(name, None).unwrap_err().to_string();
            assert!(said.contains(name) && said.contains("cannot be read"), "{said}");
            for bytes in [b"".to_vec(), b"{".to_vec(), vec![0xff; 64]] {
                let said = read_with(name, Some(bytes)).unwrap_err().to_string();
                assert!(said.contains(name), "{said}");
            }
        }
        let numbers = |count: usize| vec![0; 4 * count];
        let nan = f32::NAN.to_le_bytes().repeat(27);
        for (bytes, fault) in [
            (tensors(&[("rows", "F32", &[9, 3], numbers(27))]), "no matrix"),
            (tensors(&[("embeddings", "F32", &[27], numbers(27))]), "two dimensions"),
            (tensors(&[("embeddings", "F32", &[9, 0], numbers(0))]), "empty"),
            (tensors(&[("embeddings", "I32", &[9, 3], numbers(27))]), "kind I32"),
            (tensors(&[("embeddings", "F32", &[8, 3], numbers(24))]), "no row for token 8"),
            (tensors(&[("embeddings", "F32", &[9, 3], nan)]), "none"),
            (
                tensors(&[("embeddings", "F32", &[9, 3], numbers(27)), ("mapping", "I32", &[1], vec![0xff; 4])]),
                "no row for token 0",
            ),
            (
                tensors(&[("embeddings", "F32", &[9, 3], numbers(27)), ("mapping", "F32", &[1], vec![0; 4])]),
                "mapping of the kind F32",
            ),
        ] {
            let said = read_with("model.safetensors", Some(bytes)).unwrap_err().to_string();
            assert!(said.contains("model.safetensors") && said.contains(fault), "{said}: {fault}");
        }
        let said = read_with("config.json", Some(br#"{"hidden_dim": 4}"#.to_vec())).unwrap_err().to_string();
        assert!(said.contains("config.json") && said.contains('4'), "{said}");
    }

    #[test]
    fn at_the_command_line_a_model_is_named_or_missed() {
        let mut world = World::new();
        write(&world.path("model"), &files());
        for (name, middle) in
            [("a", "Physicians sought higher wages on that day."), ("b", "Doctors demanded better pay.")]
        {
            fs::write(world.path(&format!("{name}.txt")), format!("{BEFORE} {middle} {AFTER}\n")).unwrap();
        }
        let mut json = |line: &str| {
            let output = world.run(line);
            let lines = String::from_utf8(output.stdout).unwrap();
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
        };
        let plain = json("overlaps a.txt b.txt --json");
        let lines = json("overlaps a.txt b.txt --json --semantic model -j 1");
        let digest = |lines: &[serde_json::Value]| lines[0]["method"].as_str().unwrap().to_owned();
        assert!(plain[0]["params"]["semantic"].is_null());
        assert!(lines[0]["params"]["semantic"].as_str().unwrap().starts_with("sha256:"));
        assert_ne!(digest(&plain), digest(&lines));
        assert_eq!(lines.iter().filter(|line| line["by_meaning"] == true).count(), 1);
        assert_eq!(plain.iter().filter(|line| !line["by_meaning"].is_null()).count(), 0);
        assert_eq!(lines, json("overlaps a.txt b.txt --json --semantic model -j 4"));
        for command in ["diff a.txt b.txt", "trace a.txt b.txt", "run a.txt b.txt -n"] {
            let (plain, lines) =
                (json(&format!("{command} --json")), json(&format!("{command} --json --semantic model")));
            assert_ne!(digest(&plain), digest(&lines), "{command}");
            assert!(plain[0]["params"]["semantic"].is_null() && !lines[0]["params"]["semantic"].is_null(), "{command}");
        }
        let output = world.run("run a.txt --semantic nowhere");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        assert!(said.contains("config.json") && said.contains("tokenizer.json"), "{said}");
        assert!(!world.path("snapshots").exists(), "nothing is taken in before the model is there");
    }
}
