//! The five generated worlds: who the parent is, what its children are called, and the accounts
//! beside it that make every error path reachable. How one child is made is in `mod.rs`.

use super::words::Word;
use crate::options::WorldKind;

/// What a kind of world consists of.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) kind: WorldKind,
    pub(crate) parent_name: &'static str,
    pub(crate) parent_id: i64,
    pub(crate) admin: (&'static str, &'static str),
    /// Domain of the parent's own people.
    pub(crate) domain: &'static str,
    pub(crate) accounts: u32,
    /// Prefix of Reference IDs.
    pub(crate) reference: &'static str,
    pub(crate) templates: &'static [&'static str],
    /// Parts of larger organisations; `{name}` is the organisation.
    pub(crate) parts: &'static [&'static str],
    pub(crate) descriptions: &'static [&'static str],
    english: &'static [Word],
    german: &'static [Word],
    french: &'static [Word],
    hebrew: &'static [Word],
    japanese: &'static [Word],
    spanish: &'static [Word],
    arabic: &'static [Word],
}

impl Plan {
    /// What organisations of this world are called in a language.
    pub(crate) fn kinds(&self, language: &str) -> &'static [Word] {
        match language {
            "de" => self.german,
            "fr" => self.french,
            "he" => self.hebrew,
            "ja" => self.japanese,
            "es" => self.spanish,
            "ar" => self.arabic,
            _ => self.english,
        }
    }

    pub(crate) fn of(kind: &WorldKind) -> &'static Plan {
        PLANS.iter().find(|plan| plan.kind == *kind).unwrap_or(&PLANS[0])
    }
}

const TEMPLATES: &[&str] = &[
    "Template – Standard",
    "Template – Live events",
    "Template – Education (English)",
    "Vorlage – Bildung",
    "Modèle – Entreprise",
    "תבנית – חינוך",
];

static PLANS: [Plan; 5] = [
    Plan {
        kind: WorldKind::Reseller,
        parent_name: "Northgate Video",
        parent_id: 1_842_310,
        admin: ("Dana", "Whitfield"),
        domain: "northgate-video.example",
        accounts: 3_000,
        reference: "NG",
        templates: TEMPLATES,
        parts: &["{name} – Marketing", "{name} – Training", "{name} North", "{name} (Events)"],
        descriptions: &[
            "Multi-publishers console",
            "Customer since the webinar package",
            "Moved over from the old platform",
            "Pilot, review in spring",
        ],
        english: &[
            ("Media", "media"),
            ("College", "college"),
            ("Insurance", "insurance"),
            ("Credit Union", "credit"),
            ("Church", "church"),
            ("Clinic", "clinic"),
            ("School District", "schools"),
            ("Realty", "realty"),
            ("Sports", "sports"),
            ("Films", "films"),
            ("Energy", "energy"),
            ("Public Library", "library"),
            ("Robotics", "robotics"),
            ("Chamber of Commerce", "chamber"),
            ("Foods", "foods"),
        ],
        german: &[
            ("Akademie", "akademie"),
            ("Stadtwerke", "stadtwerke"),
            ("Volkshochschule", "vhs"),
            ("Bürgerfunk", "buergerfunk"),
            ("Klinikum", "klinikum"),
        ],
        french: &[
            ("Médiathèque", "mediatheque"),
            ("Clinique", "clinique"),
            ("Lycée", "lycee"),
            ("Chambre de commerce", "cci"),
        ],
        hebrew: &[
            ("מכללת", "mikhlala"),
            ("עיריית", "iriya"),
            ("תיאטרון", "teatron"),
            ("קופת חולים", "kupa"),
        ],
        japanese: &[
            ("ラーニング", "learning"),
            ("大学病院", "hospital"),
            ("放送", "hoso"),
            ("市役所", "city"),
        ],
        spanish: &[("Academia", "academia"), ("Clínica", "clinica"), ("Cámara", "camara")],
        arabic: &[("أكاديمية", "academy"), ("مستشفى", "hospital"), ("غرفة تجارة", "chamber")],
    },
    Plan {
        kind: WorldKind::University,
        parent_name: "Hallmont University",
        parent_id: 1_127_655,
        admin: ("Ruth", "Abernathy"),
        domain: "hallmont.example",
        accounts: 420,
        reference: "HU",
        templates: TEMPLATES,
        parts: &[
            "{name}: Lecture capture",
            "{name}: Library",
            "{name}: Alumni",
            "{name}: Research group 2",
        ],
        descriptions: &[
            "Central IT, media services",
            "Faculty account",
            "Summer school",
            "Archive",
        ],
        english: &[
            ("Faculty of Law", "law"),
            ("School of Medicine", "medicine"),
            ("Department of Physics", "physics"),
            ("Business School", "business"),
            ("Conservatory", "music"),
            ("Campus", "campus"),
            ("Institute of History", "history"),
        ],
        german: &[("Fakultät für Chemie", "chemie"), ("Institut für Germanistik", "germanistik")],
        french: &[("Faculté des lettres", "lettres"), ("École d'ingénieurs", "ingenieurs")],
        hebrew: &[("הפקולטה למדעים", "science"), ("בית הספר לחינוך", "education")],
        japanese: &[("校舎", "campus"), ("研究所", "institute")],
        spanish: &[("Facultad de Derecho", "derecho"), ("Instituto de Idiomas", "idiomas")],
        arabic: &[("كلية الطب", "medicine"), ("معهد اللغات", "languages")],
    },
    Plan {
        kind: WorldKind::Enterprise,
        parent_name: "Brightwater Group",
        parent_id: 1_530_482,
        admin: ("Henrik", "Solberg"),
        domain: "brightwater-group.example",
        accounts: 650,
        reference: "BW",
        templates: TEMPLATES,
        parts: &["{name} – HR", "{name} – Compliance training", "{name} – Sales enablement"],
        descriptions: &["Internal communications", "Town halls", "Onboarding", "Safety training"],
        english: &[
            ("Logistics", "logistics"),
            ("Pharma", "pharma"),
            ("Retail", "retail"),
            ("Components", "components"),
            ("Services", "services"),
            ("Capital", "capital"),
        ],
        german: &[("Werk", "werk"), ("Vertrieb GmbH", "vertrieb"), ("Maschinenbau AG", "mb")],
        french: &[("Usine", "usine"), ("Direction régionale", "direction")],
        hebrew: &[("מפעלי", "mifal"), ("מרכז שירות", "sherut")],
        japanese: &[("支社", "branch"), ("工場", "factory")],
        spanish: &[("Planta", "planta"), ("Oficina", "oficina")],
        arabic: &[("فرع", "branch"), ("مصنع", "factory")],
    },
    Plan {
        kind: WorldKind::Media,
        parent_name: "Meridian Broadcasting Network",
        parent_id: 1_664_097,
        admin: ("Camille", "Rousseau"),
        domain: "meridian-network.example",
        accounts: 240,
        reference: "MBN",
        templates: TEMPLATES,
        parts: &["{name} Sports", "{name} News", "{name} Kids", "{name} 24"],
        descriptions: &["Regional station", "Archive channel", "Event channel", "Web only"],
        english: &[
            ("Tonight", "tonight"),
            ("Public Television", "tv"),
            ("Radio", "radio"),
            ("Herald", "herald"),
            ("Film Club", "filmclub"),
        ],
        german: &[("Rundfunk", "rundfunk"), ("Tagblatt", "tagblatt")],
        french: &[("Télévision", "tele"), ("Journal", "journal")],
        hebrew: &[("ערוץ", "arutz"), ("רדיו", "radio")],
        japanese: &[("テレビ", "tv"), ("新聞", "shimbun")],
        spanish: &[("Canal", "canal"), ("Radio", "radio")],
        arabic: &[("قناة", "channel"), ("إذاعة", "radio")],
    },
    Plan {
        kind: WorldKind::Oem,
        parent_name: "Larkspur Learning",
        parent_id: 1_908_744,
        admin: ("Tomasz", "Zielinski"),
        domain: "larkspur.example",
        accounts: 1_800,
        reference: "LL",
        templates: TEMPLATES,
        parts: &["{name} (sandbox)", "{name} – Production", "{name} – Trial"],
        descriptions: &["Created by the LMS connector", "Tenant of Larkspur 4", "Trial tenant"],
        english: &[
            ("Academy", "academy"),
            ("High School", "high"),
            ("Tutoring", "tutoring"),
            ("Nursing School", "nursing"),
            ("Driving School", "driving"),
            ("Trust", "trust"),
        ],
        german: &[("Gymnasium", "gymnasium"), ("Berufsschule", "berufsschule")],
        french: &[("Collège", "college"), ("Centre de formation", "formation")],
        hebrew: &[("תיכון", "tichon"), ("מרכז למידה", "lemida")],
        japanese: &[("高校", "high"), ("塾", "juku")],
        spanish: &[("Colegio", "colegio"), ("Instituto", "instituto")],
        arabic: &[("مدرسة", "school"), ("مركز تدريب", "training")],
    },
];
