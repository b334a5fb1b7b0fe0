//! The words that generated accounts are made of: places, people and forms in several
//! languages, each with the Latin spelling that goes into addresses. No logic beyond picking.

/// Displayed form and Latin form.
pub(crate) type Word = (&'static str, &'static str);

/// How a language names organisations.
#[derive(Debug)]
pub(crate) struct Tongue {
    pub(crate) language: &'static str,
    /// Out of 100 accounts.
    share: u64,
    pub(crate) places: &'static [Word],
    /// `{place}` and `{kind}` put together.
    pub(crate) join: &'static str,
    /// `{a}` three digits, `{b}` four.
    pub(crate) phone: &'static str,
    pub(crate) family_first: bool,
}

/// First and family names of a language.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) language: &'static str,
    pub(crate) given: &'static [Word],
    pub(crate) family: &'static [Word],
}

pub(crate) fn pick(words: &'static [Word], roll: u64) -> Word {
    let count = u64::try_from(words.len().max(1)).unwrap_or(1);
    usize::try_from(roll % count).ok().and_then(|at| words.get(at)).copied().unwrap_or(("", ""))
}

pub(crate) fn pick_str(words: &'static [&'static str], roll: u64) -> &'static str {
    let count = u64::try_from(words.len().max(1)).unwrap_or(1);
    usize::try_from(roll % count).ok().and_then(|at| words.get(at)).copied().unwrap_or("")
}

pub(crate) fn tongue(roll: u64) -> &'static Tongue {
    let mut left = roll % 100;
    for tongue in TONGUES {
        if left < tongue.share {
            return tongue;
        }
        left -= tongue.share;
    }
    &TONGUES[0]
}

/// About one account in a hundred has a name that no column was drawn for.
pub(crate) const LONG: &[&str] = &[
    "{name} – Office of the Vice President for Digital Teaching, Lifelong Learning, Outreach, \
     International Partnerships and Audiovisual Archives",
    "{name}, Consortium of Independent Providers of Recorded and Live Instruction (formerly the \
     Regional Association for Distance Education and Public Broadcasting)",
    "{name} & Tochtergesellschaften Beteiligungsverwaltungsgesellschaft mbH & Co. \
     Kommanditgesellschaft auf Aktien",
];

/// Marks that people do put into names.
pub(crate) const MARKED: &[&str] = &[
    "{name} 🎓",
    "🎬 {name}",
    "{name} ⭐️",
    "{name} (test)",
    "{name} – old, do not use",
    "{name} \"Live\"",
    "{name} / 2",
    "{name} & Co.",
    "ZZ {name}",
    "{name} 👩‍🏫",
];

const ENGLISH_PLACES: &[Word] = &[
    ("Ashford", "ashford"),
    ("Bridgeport", "bridgeport"),
    ("Cedar Falls", "cedarfalls"),
    ("Dunmore", "dunmore"),
    ("Eastvale", "eastvale"),
    ("Fairhaven", "fairhaven"),
    ("Glenwood", "glenwood"),
    ("Harrogate", "harrogate"),
    ("Inverness", "inverness"),
    ("Juneau", "juneau"),
    ("Kingston", "kingston"),
    ("Lakeside", "lakeside"),
    ("Maplewood", "maplewood"),
    ("Northfield", "northfield"),
    ("Oakridge", "oakridge"),
    ("Portsmouth", "portsmouth"),
    ("Queensbury", "queensbury"),
    ("Riverton", "riverton"),
    ("Springdale", "springdale"),
    ("Thornbury", "thornbury"),
    ("Upland", "upland"),
    ("Ventnor", "ventnor"),
    ("Westbrook", "westbrook"),
    ("Yarmouth", "yarmouth"),
    ("Bellevue", "bellevue"),
    ("Clearwater", "clearwater"),
    ("Driftwood", "driftwood"),
    ("Elmhurst", "elmhurst"),
    ("Foxborough", "foxborough"),
    ("Greystone", "greystone"),
    ("Highland", "highland"),
    ("Ironbridge", "ironbridge"),
    ("Keswick", "keswick"),
    ("Lindenhurst", "lindenhurst"),
    ("Milford", "milford"),
    ("Newbury", "newbury"),
    ("Orchard Park", "orchardpark"),
    ("Penrith", "penrith"),
    ("Rosemount", "rosemount"),
    ("Silver Creek", "silvercreek"),
    ("Tiverton", "tiverton"),
    ("Valley Forge", "valleyforge"),
    ("Whitby", "whitby"),
    ("Aurora", "aurora"),
    ("Blue Harbor", "blueharbor"),
    ("Copper Hill", "copperhill"),
    ("Dover", "dover"),
    ("Evergreen", "evergreen"),
];
const GERMAN_PLACES: &[Word] = &[
    ("München", "muenchen"),
    ("Köln", "koeln"),
    ("Düsseldorf", "duesseldorf"),
    ("Göttingen", "goettingen"),
    ("Freiburg", "freiburg"),
    ("Würzburg", "wuerzburg"),
    ("Zürich", "zuerich"),
    ("Lübeck", "luebeck"),
    ("Tübingen", "tuebingen"),
    ("Saarbrücken", "saarbruecken"),
    ("Österreich Süd", "oesterreich-sued"),
    ("Graz", "graz"),
    ("Weißenfels", "weissenfels"),
    ("Gießen", "giessen"),
    ("Münster", "muenster"),
];
const FRENCH_PLACES: &[Word] = &[
    ("Besançon", "besancon"),
    ("Orléans", "orleans"),
    ("Saint-Étienne", "saint-etienne"),
    ("Montréal", "montreal"),
    ("Genève", "geneve"),
    ("Nîmes", "nimes"),
    ("Lyon", "lyon"),
    ("Bordeaux", "bordeaux"),
    ("Angoulême", "angouleme"),
    ("Québec", "quebec"),
    ("Île-de-France", "ile-de-france"),
    ("Béziers", "beziers"),
    ("Liège", "liege"),
];
const HEBREW_PLACES: &[Word] = &[
    ("חיפה", "haifa"),
    ("תל אביב", "telaviv"),
    ("ירושלים", "jerusalem"),
    ("באר שבע", "beersheva"),
    ("נתניה", "netanya"),
    ("רחובות", "rehovot"),
    ("הגליל", "galil"),
    ("השרון", "sharon"),
    ("אשדוד", "ashdod"),
    ("רמת גן", "ramatgan"),
];
const JAPANESE_PLACES: &[Word] = &[
    ("東京", "tokyo"),
    ("大阪", "osaka"),
    ("京都", "kyoto"),
    ("札幌", "sapporo"),
    ("名古屋", "nagoya"),
    ("福岡", "fukuoka"),
    ("仙台", "sendai"),
    ("横浜", "yokohama"),
    ("神戸", "kobe"),
    ("広島", "hiroshima"),
];
const SPANISH_PLACES: &[Word] = &[
    ("Málaga", "malaga"),
    ("Córdoba", "cordoba"),
    ("León", "leon"),
    ("Logroño", "logrono"),
    ("Bogotá", "bogota"),
    ("Medellín", "medellin"),
    ("Yucatán", "yucatan"),
    ("Cádiz", "cadiz"),
];
const ARABIC_PLACES: &[Word] = &[
    ("القاهرة", "cairo"),
    ("عمّان", "amman"),
    ("الناصرة", "nazareth"),
    ("دبي", "dubai"),
    ("بيروت", "beirut"),
    ("الرباط", "rabat"),
];

const TONGUES: &[Tongue] = &[
    Tongue {
        language: "en",
        share: 54,
        places: ENGLISH_PLACES,
        join: "{place} {kind}",
        phone: "+1 555 {a} {b}",
        family_first: false,
    },
    Tongue {
        language: "de",
        share: 13,
        places: GERMAN_PLACES,
        join: "{kind} {place}",
        phone: "+49 {a} {b}0",
        family_first: false,
    },
    Tongue {
        language: "fr",
        share: 11,
        places: FRENCH_PLACES,
        join: "{kind} de {place}",
        phone: "+33 1 55 {a} {b}",
        family_first: false,
    },
    Tongue {
        language: "he",
        share: 8,
        places: HEBREW_PLACES,
        join: "{kind} {place}",
        phone: "+972-4-{a}-{b}",
        family_first: false,
    },
    Tongue {
        language: "ja",
        share: 6,
        places: JAPANESE_PLACES,
        join: "{place}{kind}",
        phone: "+81-3-{a}0-{b}",
        family_first: true,
    },
    Tongue {
        language: "es",
        share: 5,
        places: SPANISH_PLACES,
        join: "{kind} de {place}",
        phone: "+34 {a} {b}",
        family_first: false,
    },
    Tongue {
        language: "ar",
        share: 3,
        places: ARABIC_PLACES,
        join: "{kind} {place}",
        phone: "+20 2 {a} {b}",
        family_first: false,
    },
];

pub(crate) const PEOPLE: &[People] = &[
    People {
        language: "en",
        given: &[
            ("Olivia", "olivia"),
            ("James", "james"),
            ("Priya", "priya"),
            ("Marcus", "marcus"),
            ("Hannah", "hannah"),
            ("Tyrone", "tyrone"),
            ("Siobhán", "siobhan"),
            ("Grace", "grace"),
            ("Ethan", "ethan"),
            ("Wei", "wei"),
            ("Zoë", "zoe"),
            ("Amara", "amara"),
            ("Luca", "luca"),
            ("Ingrid", "ingrid"),
        ],
        family: &[
            ("Carter", "carter"),
            ("O'Brien", "obrien"),
            ("Patel", "patel"),
            ("Nguyen", "nguyen"),
            ("Walker", "walker"),
            ("Okafor", "okafor"),
            ("Fitzgerald", "fitzgerald"),
            ("Lindqvist", "lindqvist"),
            ("Brown-Hughes", "brown-hughes"),
            ("Santos", "santos"),
            ("Kowalski", "kowalski"),
            ("Chen", "chen"),
            ("Murphy", "murphy"),
        ],
    },
    People {
        language: "de",
        given: &[
            ("Jürgen", "juergen"),
            ("Annika", "annika"),
            ("Björn", "bjoern"),
            ("Käthe", "kaethe"),
            ("Lukas", "lukas"),
            ("Sabine", "sabine"),
        ],
        family: &[
            ("Müller", "mueller"),
            ("Weiß", "weiss"),
            ("Schröder", "schroeder"),
            ("von der Heide", "vonderheide"),
            ("Krüger", "krueger"),
            ("Bauer", "bauer"),
        ],
    },
    People {
        language: "fr",
        given: &[
            ("Élodie", "elodie"),
            ("François", "francois"),
            ("Hélène", "helene"),
            ("Noël", "noel"),
            ("Chloé", "chloe"),
            ("Mathieu", "mathieu"),
        ],
        family: &[
            ("Lefèvre", "lefevre"),
            ("Dubois", "dubois"),
            ("Béranger", "beranger"),
            ("D'Arcy", "darcy"),
            ("Moreau", "moreau"),
            ("Gagné", "gagne"),
        ],
    },
    People {
        language: "he",
        given: &[
            ("דנה", "dana"),
            ("יוסי", "yossi"),
            ("נועה", "noa"),
            ("איתן", "eitan"),
            ("מיכל", "michal"),
            ("עומר", "omer"),
        ],
        family: &[
            ("לוי", "levi"),
            ("כהן", "cohen"),
            ("בן דוד", "bendavid"),
            ("מזרחי", "mizrahi"),
            ("פרידמן", "friedman"),
            ("אבו חסן", "abuhassan"),
        ],
    },
    People {
        language: "ja",
        given: &[
            ("花子", "hanako"),
            ("太郎", "taro"),
            ("美咲", "misaki"),
            ("健太", "kenta"),
            ("さくら", "sakura"),
            ("翔", "sho"),
        ],
        family: &[
            ("佐藤", "sato"),
            ("鈴木", "suzuki"),
            ("高橋", "takahashi"),
            ("渡辺", "watanabe"),
            ("山本", "yamamoto"),
            ("小林", "kobayashi"),
        ],
    },
    People {
        language: "es",
        given: &[
            ("Íñigo", "inigo"),
            ("Begoña", "begona"),
            ("José", "jose"),
            ("Lucía", "lucia"),
            ("Andrés", "andres"),
            ("María", "maria"),
        ],
        family: &[
            ("Muñoz", "munoz"),
            ("García", "garcia"),
            ("Ibáñez", "ibanez"),
            ("Peña", "pena"),
            ("López", "lopez"),
        ],
    },
    People {
        language: "ar",
        given: &[("ليلى", "layla"), ("أحمد", "ahmad"), ("نور", "nour"), ("سامي", "sami")],
        family: &[("حداد", "haddad"), ("منصور", "mansour"), ("خوري", "khoury"), ("سالم", "salem")],
    },
];
