"""The demo's people, conversations and newest dialogues, written by hand. Nobody in it exists.

A line is `who: text`; `me` is the owner of the store. `who + verb` is a tapback on the line before it,
`who [name of a file] words` a picture with words.
"""

PEOPLE = {
    "Mara": ("Mara Lindqvist", "mara.lindqvist@example.org", "us"),
    "Jonas": ("Jonas Lindqvist", "jonas.lindqvist@example.org", "us"),
    "Ingrid": ("Ingrid Lindqvist", "+12125550117", "us"),
    "Aiko": ("Aiko Takahashi", "aiko.takahashi@example.com", "jp"),
    "Tobias": ("Tobias Ottenbruch", "+493023125016", "de"),
    "Priscilla": ("Priscilla Fairweather", "priscilla.fairweather@example.net", "gb"),
    "Youssef": ("Youssef Haddad", "+12025550188", "us"),
    "Clementine": ("Clementine Applegarth", "clementine@applegarth.example", "gb"),
    "Bartholomew": ("Bartholomew Cholmondeley", "+447700900321", "gb"),
    "Marisol": ("Marisol Valdecasas", "marisol.valdecasas@example.org", "es"),
    "Dentist": ("Whitcombe Dental", "+12125550162", "us"),
    "Library": ("Marlowe Street Library", "+12125550133", "us"),
}

CHATS = (
    ("Lindqvists", "iMessage", ("Mara", "Jonas", "Ingrid"), "en", "Lindqvists 🏡", 20),
    ("Mara", "iMessage", ("Mara",), "en", None, 16),
    ("Choir", "iMessage", ("Priscilla", "Youssef", "Clementine", "Aiko"), "en", "Choir carpool", 9),
    ("Aiko", "iMessage", ("Aiko",), "ja", None, 8),
    ("Tobias", "RCS", ("Tobias",), "de", None, 7),
    ("Ingrid", "SMS", ("Ingrid",), "en", None, 7),
    ("Allotment", "SMS", ("Bartholomew", "Youssef", "Ingrid"), "en", "Allotment committee", 5),
    ("Marisol", "iMessage", ("Marisol",), "es", None, 5),
    ("Jonas", "iMessage", ("Jonas",), "en", None, 6),
    ("Youssef", "RCS", ("Youssef",), "ar", None, 3),
    ("Dentist", "SMS", ("Dentist",), "en", None, 1),
    ("Library", "SMS", ("Library",), "en", None, 1),
)

DIALOGUES = {
    "Dentist": """
Dentist: Reminder: your check-up with Dr Abernathy is on Thursday 29 October at 08:40. Reply C to confirm.
me: C
Dentist: Thank you, you are confirmed. Please bring your insurance card.
""",
    "Library": """
Library: "The Salt Path Almanac" that you reserved is ready for collection until 7 November.
Library: Loan period of "Knots and Splices" ends in 3 days.
me: RENEW
Library: Renewed until 21 November. Enjoy your reading!
""",
    "Youssef": """
Youssef: مساء الخير، هل وصلت الدعوة؟
me: نعم شكرا! سنأتي كلنا
Youssef: رائع. أمي تحضر المعمول
me: إذن سنأتي مبكرين 😄
Youssef + loved
""",
    "Marisol": """
Marisol: ¿Ya compraste los billetes?
me: Todavía no, esperaba a que confirmaras las fechas
Marisol: Del 4 al 11 de diciembre, confirmadísimo
me: Perfecto, los saco esta noche
Marisol: Lleva zapatos cómodos, vamos a subir al mirador todos los días
me + laughed
Marisol [mirador.jpg] Mira lo que nos espera
me: ¡Qué maravilla!
me + loved
""",
    "Allotment": """
Bartholomew: The water butt by plot 9 has frozen over already. October!
Youssef: I can bring the camping stove
Bartholomew: Let us not set fire to the shed a second time
Ingrid + laughed
Ingrid: It was a very small fire
me: Committee meeting still on Wednesday?
Bartholomew: Half past six, my kitchen. Agenda: hosepipe, hedgehogs, any other business.
Youssef: I move that we put the hedgehogs first
Bartholomew: Seconded. They have seniority.
""",
    "Tobias": """
Tobias: Bist du zur Weihnachtszeit in Berlin?
me: Ab dem 18., eine ganze Woche
Tobias: Großartig, dann gehen wir wieder auf den kleinen Markt in Himmelpforten
me: Nur wenn es den Apfelkuchen von letztem Jahr gibt
Tobias: Ich habe ihn gestern vorbestellt. Kein Scherz.
me: Du bist der Beste 😂
Tobias + loved
Tobias: Schlafsofa ist frisch bezogen, Schlüssel liegt beim Nachbarn
me: Bis ganz bald!
""",
    "Choir": """
Priscilla: Who is driving on Thursday? My car is making the goose noise again
Youssef: I can take three
Clementine: Then I'll take the altos and the cake
Aiko: There is cake?
Clementine: There is always cake, Aiko
Aiko + loved
me: I'll be at the corner of Marlowe Street at ten to seven
Youssef: Copy. Priscilla, bring the score this time
Priscilla: ONE time I forgot it. One.
Clementine + laughed
me: It was the concert 😇
Priscilla + emphasized
""",
    "Aiko": """
Aiko: 写真ありがとう!紅葉がとてもきれい
me: 来年は一緒に行きましょう
Aiko: 約束ですよ🍁
me [紅葉.jpg] 約束のしるし
Aiko + loved
Aiko: ところで、土曜日のコンサートのチケット、二枚取れました
me: 本当?すごい!何時に待ち合わせする?
Aiko: 六時に駅前の本屋で
me: 了解です
""",
    "Ingrid": """
Ingrid: This is Grandma on the new telephone.
Ingrid: How do I make the letters bigger
me: Settings, then Display, then Text Size. Shall I come by on Saturday and show you?
Ingrid: Yes please. I will make the cardamom buns.
me: Then I'm bringing Jonas too, or he'll never forgive me
Ingrid: I have already counted him
Ingrid: The letters are very big now. I can see them from the garden.
me: 😂 perfect!
""",
    "Jonas": """
Jonas: can you pick me up after practice? coach moved it to 5:30
me: Yes, but I'm bringing the dog and the dog is wet
Jonas: how wet
me: Lake wet.
Jonas: worth it
me: Did you hand in the history essay?
Jonas: define hand in
me: Jonas.
Jonas: handing it in right now this very second
Jonas: done!! 4 pages and a map
me: Proud of you. Even the map.
Jonas + liked
""",
    "Mara": """
Mara: The heating engineer can come Tuesday between 8 and 12
me: I'll work from home then
Mara: You're a star. Also we're out of coffee, which I am telling you as a matter of national security
me: Already in the basket ☕️
Mara + loved
Mara: Did your mother ring about Sunday?
me: She did. She's counting heads for the roast, and she has opinions about the potatoes
Mara: Her opinions about potatoes are correct and I won't hear otherwise
me + laughed
Mara: Home around seven. Don't let Jonas eat the pie before I'm there
me: The pie is under guard
me [the pie.jpg] Proof of life
Mara + laughed
Mara: See you tonight ❤️
""",
    "Lindqvists": """
Ingrid: Sunday at one. The roast, the potatoes, and no telephones at the table.
Mara: We'll be there! Shall I bring the rhubarb crumble?
Ingrid: Yes. And Jonas is to bring an appetite
Jonas: always packed
me: Can Aiko join us? She's in town until Monday
Ingrid: Of course. Tell her we eat early and talk late.
Mara + loved
Jonas: can i bring the telescope, it's supposed to be clear
Ingrid: You may bring the telescope. It is not a telephone.
Mara + laughed
me [harvest moon.jpg] From last autumn, remember?
Ingrid: I do. You were all freezing and nobody would go inside.
Jonas: best night ever
Mara: Wear the thick socks this time
me: Sunday at one, then. I'll pick up Aiko at the ferry landing on the way
Ingrid: Good. I shall set six places.
""",
}
