//! In every language: sentences end where readers end them, one number and one day are one value each however they are
//! written, and a sentence that was copied and edited is found while the others are left alone.

use wirecopy::article::line_phrases;
use wirecopy::overlap::{Chance, Corpus, Depth, candidate_pairs, find};
use wirecopy::text::{Language, Text};

/// Two reports of one announcement. The one sentence of `ours` that `theirs` took over and edited is named by index;
/// both hold 12,500 and 19 June 2024.
struct Case {
    language: Language,
    ours: &'static str,
    theirs: &'static str,
    sentences: [usize; 2],
    copied: [usize; 2],
}

const CASES: [Case; 17] = [
    Case {
        language: Language::English,
        ours: "The transport ministry said on 19 June 2024 that 12,500 households near the harbour must leave their \
               homes before the new bridge is built. Mr. Cole of the fishermen's club fears for its livelihood. Work \
               is to begin in spring.",
        theirs: "The harbour was founded by monks in the Middle Ages. The ministry of transport said on June 19, 2024 \
                 that 12500 households near the old harbour must leave their homes before the bridge is built.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::German,
        ours: "Das Verkehrsministerium teilte am 19. Juni 2024 mit, dass 12.500 Haushalte am Hafen ihre Wohnungen \
               verlassen müssen, bevor die neue Brücke gebaut wird. Dr. Groß vom Verein der Fischer sorgt sich um die \
               Zukunft. „Wer fragt uns?“, sagte er.",
        theirs: "Den Hafen gründeten Mönche im Mittelalter. Das Verkehrsministerium teilte am 19.06.2024 mit, dass etwa \
                 12 500 Haushalte am alten Hafen ihre Wohnungen verlassen müssen, bevor die Brücke gebaut wird.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::French,
        ours: "Le ministère des Transports a annoncé le 19 juin 2024 que 12 500 foyers proches du port devront quitter \
               leur logement avant la construction du nouveau pont. M. Morel, président des pêcheurs, craint pour \
               l'avenir. « Qui nous écoute ? » demande-t-il.",
        theirs: "Le port fut fondé par des moines au Moyen Âge. Le ministère a annoncé mercredi 19 juin 2024 que \
                 12\u{202f}500 foyers proches du vieux port devront quitter leur logement avant la construction du pont.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Spanish,
        ours: "El Ministerio de Transporte anunció el 19 de junio de 2024 que 12.500 hogares cercanos al puerto deberán \
               abandonar sus viviendas antes de que se construya el nuevo puente. La Sra. Vidal, de la cofradía de \
               pescadores, teme por el futuro. ¿Quién nos escucha?",
        theirs: "El puerto fue fundado por monjes en la Edad Media. El Ministerio anunció el 19 de junio de 2024 que \
                 12500 hogares cercanos al viejo puerto deberán abandonar sus viviendas antes de que se construya el puente.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Italian,
        ours: "Il ministero dei Trasporti ha annunciato il 19 giugno 2024 che 12.500 famiglie vicine al porto dovranno \
               lasciare le loro case prima che sia costruito il nuovo ponte. Il sig. Riva, dei pescatori, teme per il \
               futuro. Chi ci ascolta?",
        theirs: "Il porto fu fondato dai monaci nel Medioevo. Il ministero ha annunciato il 19 giugno 2024 che circa \
                 12500 famiglie vicine al vecchio porto dovranno lasciare le loro case prima che sia costruito il ponte.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Portuguese,
        ours: "O Ministério dos Transportes anunciou em 19 de junho de 2024 que 12.500 famílias próximas do porto \
               terão de deixar as suas casas antes da construção da nova ponte. A Sra. Matos, dos pescadores, teme pelo \
               futuro. Quem nos ouve?",
        theirs: "O porto foi fundado por monges na Idade Média. O Ministério anunciou em 19 de junho de 2024 que cerca \
                 de 12500 famílias próximas do velho porto terão de deixar as suas casas antes da construção da ponte.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Dutch,
        ours: "Het ministerie van Verkeer maakte op 19 juni 2024 bekend dat 12.500 huishoudens bij de haven hun woning \
               moeten verlassen voordat de nieuwe brug wordt gebouwd. Mevr. Bakker van de vissers vreest voor de \
               toekomst. Wie luistert naar ons?",
        theirs: "De haven werd in de middeleeuwen door monniken gesticht. Het ministerie maakte op 19 juni 2024 bekend \
                 dat 12500 huishoudens bij de oude haven hun woning moeten verlassen voordat de brug wordt gebouwd.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Polish,
        ours: "Ministerstwo transportu ogłosiło 19 czerwca 2024 r., że 12 500 gospodarstw w pobliżu portu musi opuścić \
               swoje mieszkania przed budową nowego mostu. Prof. Nowak ze związku rybaków obawia się o przyszłość. Kto \
               nas słucha?",
        theirs: "Port założyli mnisi w średniowieczu. Ministerstwo ogłosiło w środę 19 czerwca 2024 r., że 12500 \
                 gospodarstw w pobliżu starego portu musi opuścić swoje mieszkania przed budową mostu.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Russian,
        ours: "Министерство транспорта сообщило 19 июня 2024 года, что 12 500 семей возле порта должны покинуть своё \
               жильё до начала строительства нового моста. Проф. Орлов из союза рыбаков опасается за будущее. Кто нас \
               слышит?",
        theirs: "Порт основали монахи в Средние века. Министерство сообщило в среду, 19 июня 2024 года, что 12500 семей \
                 возле старого порта должны покинуть свое жилье до начала строительства моста.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Ukrainian,
        ours: "Міністерство транспорту повідомило 19 червня 2024 року, що 12 500 сімей біля порту мусять залишити свої \
               оселі до початку будівництва нового мосту. Проф. Коваль зі спілки рибалок боїться за майбутнє. Хто нас \
               чує?",
        theirs: "Порт заснували ченці в Середні віки. Міністерство повідомило в середу, 19 червня 2024 року, що 12500 \
                 сімей біля старого порту мусять залишити свої оселі до початку будівництва мосту.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Arabic,
        ours: "أعلنت وزارة النقل في ١٩ يونيو ٢٠٢٤ أن ١٢٬٥٠٠ أسرة قرب الميناء يجب أن تغادر منازلها قبل بناء الجسر \
               الجديد. ويخشى د. سالم من جمعية الصيادين على المستقبل. من يسمعنا؟",
        theirs: "أسس الرهبان هذا المرفأ في العصور الوسطى. وأعلنت الوزارة في 19 يونيو/حزيران 2024 ان نحو 12500 أسرة قرب \
                 الميناء القديم يجب أن تغادر منازلها قبل بناء الجسر.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Persian,
        ours: "وزارت راه در ۱۹ ژوئن ۲۰۲۴ اعلام کرد که ۱۲٬۵۰۰ خانوار نزدیک بندر باید پیش از ساخت پل تازه خانه‌های خود را \
               ترک کنند. رئیس صنف ماهیگیران نگران آینده است. چه کسی صدای ما را می‌شنود؟",
        theirs: "این لنگرگاه را راهبان در سده‌های میانه ساختند. وزارت راه در 19 ژوئن 2024 اعلام كرد که حدود ۱۲ هزار و ۵۰۰ \
                 خانوار نزدیک بندر کهنه بايد پیش از ساخت پل خانه\u{200c}های خود را ترک کنند.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Turkish,
        ours: "Ulaştırma Bakanlığı, 19 Haziran 2024’te limana yakın 12.500 hanenin yeni köprü yapılmadan önce evlerini \
               terk etmesi gerektiğini açıkladı. Balıkçılar derneğinden Dr. Yıldız gelecekten endişeli. Bizi kim \
               dinliyor?",
        theirs: "Limanı Orta Çağ'da keşişler kurdu. Bakanlık, 19 Haziran 2024 günü eski limana yakın 12 bin 500 hanenin \
                 köprü yapılmadan önce evlerini terk etmesi gerektiğini açıkladı.",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Hindi,
        ours: "परिवहन मंत्रालय ने १९ जून २०२४ को कहा कि बंदरगाह के पास के १२,५०० परिवारों को नया पुल बनने से पहले अपने घर छोड़ने \
               होंगे। मछुआरा संघ के डॉ. वर्मा भविष्य को लेकर चिंतित हैं। हमारी कौन सुनता है?",
        theirs: "यह घाट मध्य युग में साधुओं ने बसाया था। मंत्रालय ने बुधवार 19 जून 2024 को कहा कि पुराने बन्दरगाह के पास के 12,500 \
                 परिवारों को पुल बनने से पहले अपने घर छोड़ने होंगे।",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Chinese,
        ours: "交通部2024年6月19日宣布，港口附近的1.25万户居民必须在新大桥动工之前离开自己的住房。渔民协会担心未来的生计。“谁听我们的？”",
        theirs: "这个渡口是僧侣在中世纪修建的。交通部二〇二四年六月十九日宣布，老港口附近的12500户居民必须在大桥动工之前离开自己的住房。",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Japanese,
        ours: "国土交通省は2024年6月19日、港の近くの1万2500世帯が新しい橋の建設が始まる前に住宅を立ち退かなければならないと発表した。\
               漁師の組合は将来を心配している。誰が聞いてくれるのか？",
        theirs: "この町は中世に僧が開いた。国土交通省は２０２４年６月１９日、古い港の近くの12,500世帯が橋の建設が始まる前に住宅を\
                 立ち退かなければならないと明らかにした。",
        sentences: [3, 2],
        copied: [0, 1],
    },
    Case {
        language: Language::Korean,
        ours: "교통부는 2024년 6월 19일 항구 근처의 1만2500가구가 새 다리를 짓기 전에 살던 집을 모두 떠나야 한다고 발표했다. 어민 \
               단체는 앞날을 걱정한다. 누가 우리 말을 듣는가?",
        theirs: "이 나루는 중세에 승려들이 세웠다. 교통부가 2024년 6월 19일 옛 항구 근처의 12,500가구는 다리를 짓기 전에 살던 집을 \
                 모두 떠나야 한다고 밝혔다.",
        sentences: [3, 2],
        copied: [0, 1],
    },
];

fn read(input: &str) -> Text {
    Text::new(input, line_phrases())
}

/// The values that a sentence states.
fn values(text: &Text, sentence: usize) -> Vec<String> {
    let within = text.sentences()[sentence].span;
    let tokens = text.tokens().into_iter().filter(|token| within.contains(token.span));
    tokens.filter_map(|token| token.value.map(|value| value.to_string())).collect()
}

#[test]
fn every_language_is_tried_once_and_recognised() {
    for (case, language) in CASES.iter().zip(Language::ALL) {
        assert_eq!(case.language, language);
        assert_eq!([read(case.ours).language(), read(case.theirs).language()], [Some(language); 2]);
    }
}

#[test]
fn sentences_end_where_readers_end_them() {
    for case in &CASES {
        let counts = [case.ours, case.theirs].map(|input| read(input).sentences().len());
        assert_eq!(counts, case.sentences, "{:?}", case.language);
    }
}

#[test]
fn one_number_and_one_day_are_one_value_each() {
    for case in &CASES {
        for (input, copied) in [case.ours, case.theirs].into_iter().zip(case.copied) {
            assert_eq!(
                values(&read(input), copied).iter().filter(|value| *value == "2024-06-19").count(),
                1,
                "{input}"
            );
            assert_eq!(values(&read(input), copied).iter().filter(|value| *value == "12500").count(), 1, "{input}");
        }
    }
}

#[test]
fn the_edited_sentence_is_found_and_no_other() {
    for case in &CASES {
        let texts = [case.ours, case.theirs].map(read);
        let corpus = Corpus::new(&[&texts[0], &texts[1]]);
        let pairs = find(&corpus, &candidate_pairs(&corpus), Chance::NAMED, Depth::Edits);
        let copied: Vec<_> = pairs
            .iter()
            .flat_map(|pair| &pair.overlaps)
            .filter(|overlap| overlap.relation.is_copying())
            .map(|overlap| [overlap.a.sentences.clone(), overlap.b.sentences.clone()])
            .collect();
        assert_eq!(copied, [case.copied.map(|sentence| sentence..sentence + 1)], "{:?}", case.language);
    }
}
