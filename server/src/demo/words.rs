//! The words that the demo company's records are made of.

/// Where customers are: city and country.
pub(super) const CITIES: [(&str, &str); 16] = [
    ("İstanbul", "Türkiye"),
    ("Ankara", "Türkiye"),
    ("İzmir", "Türkiye"),
    ("Bursa", "Türkiye"),
    ("Diyarbakır", "Türkiye"),
    ("London", "United Kingdom"),
    ("Leeds", "United Kingdom"),
    ("Bristol", "United Kingdom"),
    ("Hamburg", "Germany"),
    ("München", "Germany"),
    ("Köln", "Germany"),
    ("Lyon", "France"),
    ("Rotterdam", "Netherlands"),
    ("Wien", "Austria"),
    ("Milano", "Italy"),
    ("Gdańsk", "Poland"),
];

/// Whom customers are named after.
pub(super) const NAMES: [&str; 40] = [
    "Yılmaz",
    "Kaya",
    "Demir",
    "Şahin",
    "Çelik",
    "Yıldız",
    "Öztürk",
    "Aydın",
    "Arslan",
    "Doğan",
    "Kılıç",
    "Aslan",
    "Çetin",
    "Kara",
    "Koç",
    "Işık",
    "Taylor",
    "Walker",
    "Hughes",
    "Bennett",
    "Foster",
    "Harding",
    "Whitmore",
    "Ashby",
    "Müller",
    "Schröder",
    "Becker",
    "Krüger",
    "Lange",
    "Vogt",
    "Moreau",
    "Lefèvre",
    "Girard",
    "van Dijk",
    "de Vries",
    "Huber",
    "Ricci",
    "Conti",
    "Nowak",
    "Zieliński",
];

/// What customers do.
pub(super) const TRADES: [&str; 25] = [
    "Home",
    "Garden",
    "Kitchen",
    "Interiors",
    "Gifts",
    "Hotels",
    "Catering",
    "Ev Gereçleri",
    "Züccaciye",
    "Mobilya",
    "Market",
    "Trading",
    "Wholesale",
    "Living",
    "Tableware",
    "Textil",
    "Wohnen",
    "Maison",
    "Cafés",
    "Stores",
    "Outlet",
    "Design",
    "Workshop",
    "Studio",
    "Online",
];

/// A kind of goods and its price in cents.
type Kind = (&'static str, i64);
/// A category and the goods in it.
type Category = (&'static str, &'static [Kind]);

/// Categories and what lies below each.
pub(super) const CATALOG: [(&str, &[Category]); 6] = [
    (
        "Kitchen",
        &[
            ("Cookware", &[("Saucepan", 3490), ("Frying pan", 2890), ("Casserole", 5490), ("Kettle", 3990)]),
            ("Knives and boards", &[("Chef's knife", 4590), ("Cutting board", 1890), ("Peeler", 590)]),
            ("Storage", &[("Jar", 490), ("Bread bin", 2990), ("Spice rack", 2490), ("Lunch box", 1290)]),
        ],
    ),
    (
        "Tableware",
        &[
            ("Cups and mugs", &[("Mug", 690), ("Tea glass", 290), ("Espresso cup", 490), ("Tumbler", 390)]),
            ("Plates and bowls", &[("Dinner plate", 890), ("Soup bowl", 790), ("Serving dish", 1990)]),
            ("Cutlery", &[("Fork", 290), ("Spoon", 290), ("Carving set", 6990)]),
        ],
    ),
    (
        "Living",
        &[
            ("Lighting", &[("Table lamp", 4990), ("Lantern", 2290), ("Candle holder", 990), ("Light chain", 1490)]),
            ("Textiles", &[("Cushion", 1990), ("Throw", 3990), ("Table runner", 1790), ("Curtain", 4490)]),
            ("Decoration", &[("Vase", 2490), ("Picture frame", 1290), ("Wall clock", 2990), ("Mirror", 5990)]),
        ],
    ),
    (
        "Garden",
        &[
            ("Planting", &[("Plant pot", 1490), ("Watering can", 1990), ("Trowel", 890), ("Planter box", 3490)]),
            ("Outdoor", &[("Folding chair", 3990), ("Parasol", 8990), ("Hammock", 5990)]),
        ],
    ),
    (
        "Bath",
        &[
            ("Towels", &[("Hand towel", 1190), ("Bath towel", 2490), ("Peshtemal", 1990), ("Bath mat", 2290)]),
            ("Accessories", &[("Soap dish", 890), ("Dispenser", 1590), ("Laundry basket", 3990)]),
        ],
    ),
    (
        "Office",
        &[
            ("Paper", &[("Notebook", 690), ("Calendar", 1290), ("Wrapping paper", 390), ("Card set", 590)]),
            ("Desk", &[("Pen holder", 990), ("Desk lamp", 5490), ("Letter tray", 1490)]),
        ],
    ),
];

/// What goods are made of, or their colour; it moves their price by so many percent.
pub(super) const MATERIALS: [(&str, i64); 12] = [
    ("Oak", 140),
    ("Bamboo", 90),
    ("Ceramic", 100),
    ("Enamel", 95),
    ("Copper", 180),
    ("Glass", 85),
    ("Linen", 120),
    ("Cotton", 80),
    ("Marble", 210),
    ("Steel", 110),
    ("Walnut", 160),
    ("Recycled", 75),
];

/// Colours and sizes.
pub(super) const VARIANTS: [&str; 8] =
    ["small", "large", "white", "sand", "forest green", "cobalt blue", "terracotta", "charcoal"];

/// Why orders are held, closed or called off.
pub(super) const REASONS: [&str; 5] = [
    "The customer asked for it",
    "Payment is being clarified",
    "Delivery address is being clarified",
    "The rest is no longer made",
    "Ordered twice by mistake",
];
