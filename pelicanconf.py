"""Settings of the demo shop. Merle & Lin, its address and its bank account are made up."""

import os

SITENAME = "Merle & Lin"
SITESUBTITLE = "Paper, pens and things for the table"
SITEURL = os.environ.get("PELICART_ORIGIN", "https://merle-lin.example")
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Paris"

PATH = "content"
THEME = "theme"
PLUGINS = ["pelicart"]
STATIC_PATHS = ["images"]
CACHE_PATH = ".pelicart/cache"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["journal"]

DIRECT_TEMPLATES = ["index", "404"]
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
AUTHORS_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = ""
CATEGORIES_SAVE_AS = CATEGORY_SAVE_AS = TAGS_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

# What the theme of the demo shows besides the goods.
HERO = {
    "file": "images/hero.svg",
    "alt": "A table by a window: a mug of coffee, a blue vase with a sprig, a sealed letter, a"
    " brass pen, a bottle of ink, and a blackbird on three books",
}
FEATURED = [
    "linen-notebook",
    "brass-fountain-pen",
    "writing-brush",
    "concertina-sketchbook",
    "bottled-ink",
    "canvas-bag",
    "vase-with-a-running-glaze",
    "linen-tea-towel",
]
FACTS = [
    (
        "Sent from Paris",
        "Letters from €3.90, parcels in two days, and free within France from €80.",
        "/delivery/",
        "Delivery and its prices",
    ),
    (
        "Paid your way",
        "By card, PayPal, bank transfer or cheque, without an account and without a script.",
        "/about/",
        "How this shop works",
    ),
    (
        "Sent back easily",
        "Changed your mind? Tell us within 14 days, from the page of your order.",
        "/returns/",
        "Returns",
    ),
]
FOOTER = [
    ("Shop", [("All goods", "/products/"), ("About", "/about/"), ("Contact", "/contact/")]),
    (
        "Service",
        [
            ("Delivery", "/delivery/"),
            ("Returns", "/returns/"),
            ("Accessibility", "/accessibility/"),
            ("Cart", "/shop/cart"),
        ],
    ),
    ("Legal", [("Terms", "/terms/"), ("Privacy", "/privacy/"), ("Imprint", "/imprint/")]),
]

# Rates of the two neighbours it sells to most; elsewhere in the Union the rates of home. An
# example of how rules are written, no tax advice.
_TAX_RULES = [
    {"to": ["FR", "MC", "EU"], "rates": {"standard": "20", "book": "5.5"}},
    {"to": ["DE"], "rates": {"standard": "19", "book": "7"}},
    {"to": ["BE"], "rates": {"standard": "21", "book": "6"}},
    {"to": ["FR:971", "FR:972", "FR:974"], "rates": {"standard": "8.5", "book": "2.1"}},
    {"to": ["FR:973", "FR:976"], "untaxed": True},
]

_ZONES = [
    {
        "name": "France",
        "to": ["FR", "MC"],
        "rates": [
            {
                "name": "Letter, 2 to 4 days",
                "price": {"EUR": "3.90", "CHF": "4.00", "JPY": 620},
                "heaviest": "250 g",
            },
            {
                "name": "Parcel, 2 days",
                "by_weight": {
                    "1 kg": {"EUR": "6.90", "CHF": "7.00", "JPY": 1100},
                    "5 kg": {"EUR": "9.90", "CHF": "10.00", "JPY": 1600},
                },
                "free_from": {"EUR": "80.00", "CHF": "82.00", "JPY": 13000},
            },
            {
                "name": "Carrier, by appointment",
                "by_weight": {
                    "15 kg": {"EUR": "29.00", "CHF": "30.00", "JPY": 4700},
                    "60 kg": {"EUR": "59.00", "CHF": "60.00", "JPY": 9500},
                },
            },
            {"name": "Pick up in Paris", "pickup": True},
        ],
    },
    {
        "name": "French overseas",
        "to": ["FR:971", "FR:972", "FR:973", "FR:974", "FR:976"],
        "rates": [
            {
                "name": "Overseas parcel, 5 to 9 days",
                "by_weight": {
                    "500 g": {"EUR": "11.90", "CHF": "12.00", "JPY": 1900},
                    "2 kg": {"EUR": "24.00", "CHF": "25.00", "JPY": 3900},
                    "10 kg": {"EUR": "79.00", "CHF": "81.00", "JPY": 12700},
                },
            }
        ],
    },
    {
        "name": "European Union",
        "to": ["EU"],
        "rates": [
            {
                "name": "Parcel, 3 to 6 days",
                "by_weight": {
                    "1 kg": {"EUR": "12.90", "CHF": "13.00", "JPY": 2100},
                    "5 kg": {"EUR": "19.90", "CHF": "20.00", "JPY": 3200},
                    "30 kg": {"EUR": "49.00", "CHF": "50.00", "JPY": 7900},
                },
                "free_from": {"EUR": "150.00", "CHF": "155.00", "JPY": 24000},
            }
        ],
    },
    {
        "name": "Switzerland",
        "to": ["CH", "LI"],
        "rates": [
            {
                "name": "Parcel, 4 to 7 days",
                "by_weight": {
                    "2 kg": {"EUR": "16.90", "CHF": "17.00", "JPY": 2700},
                    "10 kg": {"EUR": "29.00", "CHF": "30.00", "JPY": 4700},
                },
                "free_from": {"EUR": "175.00", "CHF": "180.00", "JPY": 28000},
            }
        ],
    },
    {
        "name": "Rest of the world",
        "to": ["*"],
        "rates": [
            {
                "name": "International parcel, 7 to 14 days",
                "by_weight": {
                    "500 g": {"EUR": "19.00", "CHF": "19.50", "JPY": 3000},
                    "2 kg": {"EUR": "34.00", "CHF": "35.00", "JPY": 5500},
                },
            }
        ],
    },
]

# Every way to pay there is, so that each can be tried; a real shop offers two or three of them.
_METHODS = {
    "card": {"module": "stripe"},
    "monetico": {},
    "paypal": {},
    "mollie": {},
    # The account is the example of France in the registry of IBAN formats.
    "transfer": {
        "days": 10,
        "remind": [5, 8],
        "fee": "-2 %",
        "holder": "Merle & Lin",
        "iban": "FR14 2004 1010 0505 0001 3M02 606",
        "bic": "EXMPFRPPXXX",
        "bank": "Banque de l'Exemple",
    },
    "cheque": {
        "days": 14,
        "remind": [7, 12],
        "countries": ["FR", "MC"],
        "currencies": ["EUR"],
        "payee": "Merle & Lin",
        "address": ["Merle & Lin", "12 rue de l'Exemple", "75000 Paris", "France"],
    },
    "fax": {"days": 14, "fax": "+33 1 99 00 12 01"},
    "cash": {"days": 7, "deliveries": "pickup"},
}

# `make demo` makes a key for cards at each start; its private half stays in .pelicart/.
if _CARD_KEY := os.environ.get("PELICART_DEMO_CARD_KEY"):
    _METHODS["ssl"] = {"key": _CARD_KEY, "accept": "I store card numbers under PCI DSS SAQ D"}

SHOP = {
    "currencies": ["EUR", "CHF", "JPY"],
    "country": "FR",
    "per_page": 36,
    "taxes": {"included": True, "untaxed": "less tax", "rules": _TAX_RULES},
    "shipping": _ZONES,
    "methods": _METHODS,
    "quantity": 20,
    "email": "hello@merle-lin.example",
    "phone": "+33 1 99 00 12 00",
    "address": ["Merle & Lin", "12 rue de l'Exemple", "75000 Paris", "France"],
    # Made up as well: no such number was ever given.
    "invoice": {"tax_id": "FR 00 000 000 000", "note": ["Thank you for buying from us."]},
    "pages": {
        "terms": "/terms/",
        "privacy": "/privacy/",
        "returns": "/returns/",
        "delivery": "/delivery/",
    },
}
