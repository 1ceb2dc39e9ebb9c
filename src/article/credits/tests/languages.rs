//! What texts in other languages than English credit. Each body is long enough that its language is told, as in a report.

use super::*;

/// Words that say in which language the body goes on.
const GOES_ON: [(Language, &str); 7] = [
    (
        Language::German,
        "Die beiden Länder haben im Sommer einen Vertrag unterzeichnet, dem die Parlamente zustimmten, und die Brücke \
         wird nun doch nicht gebaut, weil das Geld fehlt.",
    ),
    (
        Language::French,
        "Les deux pays ont signé cet été un traité que leurs parlements ont approuvé, et le pont ne sera donc pas \
         construit parce que l'argent manque.",
    ),
    (
        Language::Spanish,
        "Los dos países firmaron en verano un tratado que sus parlamentos han aprobado, y el puente no se construirá \
         porque falta el dinero.",
    ),
    (
        Language::Italian,
        "I due paesi hanno firmato in estate un trattato che i loro parlamenti hanno approvato, e il ponte non sarà \
         costruito perché mancano i soldi.",
    ),
    (
        Language::Portuguese,
        "Os dois países assinaram no verão um tratado que os seus parlamentos já aprovaram, e a ponte não será \
         construída porque falta o dinheiro.",
    ),
    (
        Language::Russian,
        "Обе страны подписали летом договор, который уже одобрили их парламенты, и мост не будет построен, потому что \
         на него нет денег.",
    ),
    (
        Language::Arabic,
        "وقع البلدان معاهدة في الصيف ووافق عليها البرلمانان منذ ذلك الحين، ولن يبنى الجسر لأن المال لا يكفي لذلك.",
    ),
];

/// Holds that a report in the language that begins with `sentence` credits `expected`: class, source and cue, `image` before
/// the class of a picture's.
fn assert_credits(language: Language, sentence: &str, expected: &[(&str, &str, &str)]) {
    let (_, goes_on) = GOES_ON.iter().find(|(known, _)| *known == language).expect("a language with phrases");
    let body = format!("{sentence}\n\n{goes_on}");
    let text = Text::new(&body, line_phrases());
    assert_eq!(text.language(), Some(language), "{sentence}");
    let credits = credits(&text);
    let found: Vec<_> = credits
        .iter()
        .map(|credit| {
            let class = if credit.for_image { "image" } else { credit.class.name() };
            (class, credit.source.as_str(), text.slice(credit.cue))
        })
        .collect();
    assert_eq!(found, expected, "{sentence}");
    // A text that is too short to tell is read by all books.
    let alone = credits_by(&Text::new(sentence, line_phrases()), &books(None));
    assert_eq!(alone.len(), expected.len(), "{sentence}: {alone:?}");
}

fn assert_none(language: Language, sentences: &[&str]) {
    sentences.iter().for_each(|sentence| assert_credits(language, sentence, &[]));
}

#[test]
fn german() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::German, sentence, expected);
    credits("BERLIN (dpa) - Die Brücke fällt.", &[("wire", "dpa", "(dpa)")]);
    credits(
        "Wien (APA/dpa) - Die Brücke fällt.",
        &[("wire", "Austria Presse Agentur", "(APA/dpa)"), ("wire", "dpa", "(APA/dpa)")],
    );
    credits("München (dpa/lby) – Die Brücke fällt.", &[("wire", "dpa", "(dpa/lby)")]);
    credits("Quelle: zeitung.example, ino/dpa", &[("wire", "dpa", "dpa")]);
    credits("Die Brücke fällt. (APA, red)", &[("wire", "Austria Presse Agentur", "(APA, red)")]);
    credits("Die Brücke fällt. (dpa, AFP)", &[("wire", "dpa", "(dpa, AFP)"), ("wire", "AFP", "(dpa, AFP)")]);
    credits("Von dpa", &[("wire", "dpa", "Von")]);
    credits("Die Brücke fällt. (mit dpa)", &[("wire", "dpa", "mit")]);
    credits(
        "Die Brücke fällt, wie die Nachrichtenagentur Reuters berichtet.",
        &[("wire", "Reuters", "wie die Nachrichtenagentur Reuters berichtet")],
    );
    credits(
        "Die Brücke fällt, wie Reuters am Montag berichtete.",
        &[("wire", "Reuters", "wie Reuters am Montag berichtete")],
    );
    credits("Die Brücke fällt, berichtete die dpa.", &[("wire", "dpa", "berichtete")]);
    credits("Die Brücke fällt, meldete die russische Nachrichtenagentur TASS.", &[("wire", "TASS", "meldete")]);
    credits("Laut Reuters fällt die Brücke.", &[("wire", "Reuters", "Laut")]);
    credits("Nach Angaben der Agentur Interfax fällt die Brücke.", &[("wire", "Interfax", "Nach Angaben der")]);
    credits("Der Nachrichtenagentur AFP zufolge fällt die Brücke.", &[("wire", "AFP", "zufolge")]);
    credits(
        "Das meldete die dpa unter Berufung auf den Spiegel.",
        &[("wire", "dpa", "meldete"), ("outlet", "Der Spiegel", "unter Berufung auf")],
    );
    credits("„Sie fällt“, sagte er der Deutschen Presse-Agentur.", &[("wire", "dpa", "sagte er")]);
    credits("Das berichtet die Zeitung „Die Welt“.", &[("outlet", "Die Welt", "berichtet")]);
    credits("„Sie fällt“, sagte er der \"Bild\"-Zeitung.", &[("outlet", "Bild", "sagte er")]);
    credits(
        "Wie die Nachrichtenagentur Reuters unter Berufung auf Insider berichtete, fällt die Brücke.",
        &[("wire", "Reuters", "Wie"), ("unnamed", "insider", "unter Berufung auf")],
    );
    credits(
        "„Sie fällt“, sagte ein Sprecher der Bahn der Deutschen Presse-Agentur.",
        &[("wire", "dpa", "sagte ein Sprecher der")],
    );
    credits("„Sie fällt“, sagte Vogt der dpa.", &[("wire", "dpa", "sagte")]);
    credits("Köln (KNA) Die Brücke fällt.", &[("wire", "Katholische Nachrichten-Agentur", "(KNA)")]);
    credits("Von unserer Agentur", &[("unnamed", "unserer agentur", "Von")]);
    credits("Anna Vogt mit dpa", &[("wire", "dpa", "mit")]);
    credits("Medienberichten zufolge fällt die Brücke.", &[("unnamed", "medienberichten", "zufolge")]);
    credits("Foto: picture alliance/dpa", &[("image", "dpa", "Foto")]);
    credits("Bild: Anna Vogt/dpa", &[("image", "dpa", "Bild")]);
    credits("Foto: APA", &[("image", "Austria Presse Agentur", "Foto")]);
    assert_none(
        Language::German,
        &[
            "Die Aktien von Reuters fielen.",
            "Die dpa hat ihren Sitz in Hamburg.",
            "Laut Gesetz fällt die Brücke.",
            "Die APA fällt.",
            "Er sprach mit Reuters über die Brücke.",
            "Sagte der Minister etwas?",
        ],
    );
}

#[test]
fn french() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::French, sentence, expected);
    credits("PARIS (AFP) - Le pont tombe.", &[("wire", "AFP", "(AFP)")]);
    credits("avec AFP", &[("wire", "AFP", "avec")]);
    credits("Le pont tombe. (avec Reuters)", &[("wire", "Reuters", "avec")]);
    credits("Le pont tombe, selon l'AFP.", &[("wire", "AFP", "selon")]);
    credits("D'après l’agence russe TASS, le pont tombe.", &[("wire", "TASS", "D'après")]);
    credits("Selon l'agence de presse officielle russe TASS, le pont tombe.", &[("wire", "TASS", "Selon")]);
    credits("Le pont tombe, a rapporté l'agence Reuters.", &[("wire", "Reuters", "rapporté")]);
    credits("L'agence Chine nouvelle et le pont tombent, a indiqué l'agence Xinhua.", &[("wire", "Xinhua", "indiqué")]);
    credits("L'AFP a rapporté jeudi que le pont tombe.", &[("wire", "AFP", "a rapporté")]);
    credits(
        "Le pont tombe, rapporte l'agence TASS, citant Interfax.",
        &[("wire", "TASS", "rapporte"), ("wire", "Interfax", "citant")],
    );
    credits("Le pont tombe, a-t-il déclaré à l'AFP.", &[("wire", "AFP", "a-t-il déclaré à")]);
    credits("Selon Le Monde, le pont tombe.", &[("outlet", "Le Monde", "Selon")]);
    credits("Le pont tombe, a appris l'AFP.", &[("wire", "AFP", "a appris")]);
    credits("Le Monde avec AFP", &[("wire", "AFP", "avec")]);
    credits("Selon des médias locaux, le pont tombe.", &[("unnamed", "des médias locaux", "Selon")]);
    credits("Photo : AFP", &[("image", "AFP", "Photo")]);
    credits("Crédit photo : Anne Morel/AFP", &[("image", "AFP", "Crédit photo")]);
    assert_none(
        Language::French,
        &["L'AFP a son siège à Paris.", "Selon la loi, le pont tombe.", "Un accord avec Reuters a été signé."],
    );
}

#[test]
fn spanish() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::Spanish, sentence, expected);
    credits("PARÍS, 9 nov (EFE).- El puente cae.", &[("wire", "EFE", "(EFE)")]);
    credits("MADRID, 9 (EUROPA PRESS) El puente cae.", &[("wire", "Europa Press", "(EUROPA PRESS)")]);
    credits("(Con información de EFE)", &[("wire", "EFE", "Con información de")]);
    credits("El puente cae, según Reuters.", &[("wire", "Reuters", "según")]);
    credits("El puente cae, según informó Reuters.", &[("wire", "Reuters", "según informó")]);
    credits("El puente cae, informó la agencia EFE.", &[("wire", "EFE", "informó")]);
    credits("El puente cae, reportó la agencia de noticias rusa TASS.", &[("wire", "TASS", "reportó")]);
    credits(
        "El puente cae, informó Efe citando a Interfax.",
        &[("wire", "EFE", "informó"), ("wire", "Interfax", "citando a")],
    );
    credits("Según El País, el puente cae.", &[("outlet", "El País", "Según")]);
    credits("El puente cae, dijo el alcalde a Efe.", &[("wire", "EFE", "dijo el alcalde a")]);
    credits("Según medios locales, el puente cae.", &[("unnamed", "medios locales", "Según")]);
    credits("Foto: EFE", &[("image", "EFE", "Foto")]);
    assert_none(Language::Spanish, &["La sede de EFE está en Madrid.", "Según la ley, el puente cae."]);
}

#[test]
fn italian() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::Italian, sentence, expected);
    credits("(ANSA) - ROMA, 09 NOV - Il ponte cade.", &[("wire", "ANSA", "(ANSA)")]);
    credits("Il ponte cade, secondo l'ANSA.", &[("wire", "ANSA", "secondo")]);
    credits("Il ponte cade, riporta l'agenzia Reuters.", &[("wire", "Reuters", "riporta")]);
    credits("Il ponte cade, ha riferito l'agenzia russa TASS.", &[("wire", "TASS", "riferito")]);
    credits("L'Ansa ha riferito che il ponte cade.", &[("wire", "ANSA", "ha riferito")]);
    credits(
        "Lo riferisce la Tass citando Interfax.",
        &[("wire", "TASS", "Lo riferisce"), ("wire", "Interfax", "citando")],
    );
    credits("Lo ha detto il sindaco all'ANSA.", &[("wire", "ANSA", "ha detto il sindaco all")]);
    credits("Secondo i media locali il ponte cade.", &[("unnamed", "i media locali", "Secondo")]);
    credits("Foto: Ansa", &[("image", "ANSA", "Foto")]);
    assert_none(Language::Italian, &["La sede dell'ANSA è a Roma.", "Nel secondo tempo il ponte cade."]);
}

#[test]
fn portuguese() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::Portuguese, sentence, expected);
    credits("Lisboa, 09 nov 2024 (Lusa) - A ponte cai.", &[("wire", "Lusa", "(Lusa)")]);
    credits("Com informações da Agência Brasil", &[("wire", "Agência Brasil", "Com informações da")]);
    credits("A ponte cai, segundo a Reuters.", &[("wire", "Reuters", "segundo")]);
    credits("De acordo com a Reuters, a ponte cai.", &[("wire", "Reuters", "De acordo com")]);
    credits("A ponte cai, informou a agência Lusa.", &[("wire", "Lusa", "informou")]);
    credits(
        "A ponte cai, noticiou a agência estatal russa TASS, citando a Interfax.",
        &[("wire", "TASS", "noticiou"), ("wire", "Interfax", "citando")],
    );
    credits("Segundo a imprensa local, a ponte cai.", &[("unnamed", "a imprensa local", "Segundo")]);
    credits("Foto: Ana Reis/Lusa", &[("image", "Lusa", "Foto")]);
    assert_none(Language::Portuguese, &["A sede da Lusa fica em Lisboa.", "Segundo a lei, a ponte cai."]);
}

#[test]
fn russian() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::Russian, sentence, expected);
    credits("МОСКВА, 9 ноя - РИА Новости. Мост рухнул.", &[("wire", "RIA Novosti", "РИА Новости")]);
    credits("МОСКВА, 9 ноября. /ТАСС/. Мост рухнул.", &[("wire", "TASS", "ТАСС")]);
    credits("Мост рухнул, сообщает агентство Рейтер.", &[("wire", "Reuters", "сообщает")]);
    credits("Мост рухнул, сообщило агентство «Рейтер».", &[("wire", "Reuters", "сообщило")]);
    credits("Мост рухнул, передаёт ТАСС.", &[("wire", "TASS", "передаёт")]);
    credits("По данным «Интерфакса», мост рухнул.", &[("wire", "Interfax", "По данным")]);
    credits(
        "Мост рухнул, пишет Коммерсантъ со ссылкой на Рейтер.",
        &[("outlet", "Kommersant", "пишет"), ("wire", "Reuters", "со ссылкой на")],
    );
    credits("По сообщениям СМИ, мост рухнул.", &[("unnamed", "сми", "По сообщениям")]);
    credits("Фото: РИА Новости", &[("image", "RIA Novosti", "Фото")]);
    assert_none(Language::Russian, &["Здание ТАСС стоит в центре Москвы.", "По данным полиции, мост рухнул."]);
}

#[test]
fn arabic() {
    let credits = |sentence, expected: &[_]| assert_credits(Language::Arabic, sentence, expected);
    credits("القاهرة 9 نوفمبر (رويترز) - انهار الجسر.", &[("wire", "Reuters", "(رويترز)")]);
    credits("باريس (أ ف ب) - انهار الجسر.", &[("wire", "AFP", "(أ ف ب)")]);
    credits("ذكرت وكالة رويترز أن الجسر انهار.", &[("wire", "Reuters", "ذكرت")]);
    credits("وذكرت وكالة أنباء شينخوا أن الجسر انهار.", &[("wire", "Xinhua", "وذكرت")]);
    credits("انهار الجسر بحسب وكالة فرانس برس.", &[("wire", "AFP", "بحسب")]);
    credits("انهار الجسر وفقًا لرويترز.", &[("wire", "Reuters", "وفقًا")]);
    credits("انهار الجسر وفقا لوكالة الأناضول.", &[("wire", "Anadolu", "وفقا")]);
    credits("انهار الجسر وفقا للأناضول.", &[("wire", "Anadolu", "وفقا")]);
    credits("نقلت عن رويترز أن الجسر انهار.", &[("wire", "Reuters", "نقلت عن")]);
    credits("انهار الجسر بحسب وسائل إعلام محلية.", &[("unnamed", "وسائل اعلام محلية", "بحسب")]);
    credits("الصورة: رويترز", &[("image", "Reuters", "الصورة")]);
    assert_none(Language::Arabic, &["يقع مقر رويترز في لندن.", "انهار الجسر بحسب الشرطة."]);
}

#[test]
fn a_text_is_read_by_the_phrases_of_its_own_language() {
    let languages: Vec<_> = GOES_ON.iter().map(|(language, _)| *language).chain([Language::English]).collect();
    for language in languages {
        assert_eq!(books(Some(language)).len(), 1, "{language:?}");
    }
    assert_eq!(books(None).len(), FILES.len());
    assert_eq!(books(Some(Language::Dutch)).len(), FILES.len());
}
