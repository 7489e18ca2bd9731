namespace AlwaysOnPolicy.Miniature;

/// <summary>The world's words. A topic's right noun and a problem's right verb stand at the same place in their lists.</summary>
internal static class Words
{
    public static readonly SkillGroup[] Groups =
    [
        new("kitchen", ["dry", "bland", "burnt", "soggy"], ["moisten", "enrich", "cool", "drain"]),
        new("machine", ["noisy", "leaking", "overheating", "weak"], ["tighten", "seal", "replace", "upgrade"]),
        new("health", ["sore", "itchy", "sudden", "chronic"], ["rest", "soothe", "monitor", "track"]),
        new("past", ["disputed", "obscure", "romanticized", "misdated"], ["compare", "decode", "contextualize", "redate"]),
        new("society", ["biased", "outdated", "unclear", "rejected"], ["control", "update", "clarify", "revise"]),
        new("law", ["unfair", "delayed", "confidential", "denied"], ["document", "request", "protect", "appeal"]),
        new("mind", ["circular", "extreme", "emotional", "vague"], ["define", "weigh", "examine", "specify"]),
        new("nature", ["weird", "invisible", "unstable", "confusing"], ["visualize", "measure", "simulate", "simplify"]),
        new("fiction", ["inconsistent", "overpowered", "unexplained", "retconned"], ["reconcile", "limit", "infer", "retrace"]),
    ];

    public static readonly Domain[] Domains =
    [
        new("askacademia", "society", ["thesis", "grant", "tenure", "postdoc"], ["outline", "budget", "portfolio", "mentor"], ["prestige", "luck", "charisma"],
            "advisor", "feedback"),
        new("askanthropology", "past", ["ritual", "kinship", "tribe", "artifact"], ["ceremony", "genealogy", "elders", "pottery"],
            ["instinct", "destiny", "purity"], "ethnographer", "fieldwork"),
        new("askbaking", "kitchen", ["sourdough", "cookies", "meringue", "brownies"], ["starter", "butter", "eggwhites", "cocoa"],
            ["microwave", "mayonnaise", "glitter"], "baker", "hydration"),
        new("askcarguys", "machine", ["brakes", "clutch", "battery", "radiator"], ["pads", "cable", "terminals", "coolant"], ["tape", "vibes", "stickers"],
            "mechanic", "mileage"),
        new("askculinary", "kitchen", ["steak", "risotto", "broth", "omelette"], ["thermometer", "stock", "bones", "skillet"],
            ["ketchup", "sprinkles", "margarine"], "chef", "seasoning"),
        new("askdocs", "health", ["headache", "rash", "fever", "insomnia"], ["painkiller", "ointment", "forehead", "bedtime"],
            ["crystals", "detox", "magnets"], "doctor", "history"),
        new("askengineers", "machine", ["bridge", "motor", "turbine", "circuit"], ["load", "winding", "blades", "resistor"],
            ["hammer", "bubblegum", "guesswork"], "technician", "tolerance"),
        new("askhistorians", "past", ["rome", "crusades", "samurai", "vikings"], ["inscriptions", "chronicle", "armor", "ships"],
            ["aliens", "rumors", "movies"], "historian", "sourcing"),
        new("askhr", "law", ["payroll", "layoff", "harassment", "onboarding"], ["timesheet", "severance", "complaint", "checklist"],
            ["gossip", "flattery", "pizza"], "recruiter", "policy"),
        new("askphilosophy", "mind", ["freewill", "ethics", "consciousness", "stoicism"], ["determinism", "duty", "qualia", "virtue"],
            ["horoscope", "memes", "slogans"], "philosopher", "logic"),
        new("askphysics", "nature", ["gravity", "photon", "entropy", "magnet"], ["mass", "wavelength", "disorder", "field"], ["vortex", "aether", "vibration"],
            "physicist", "units"),
        new("askscience", "nature", ["volcano", "fossil", "enzyme", "comet"], ["magma", "strata", "substrate", "spectrum"],
            ["superstition", "hearsay", "prayer"], "scientist", "replication"),
        new("asksciencefiction", "fiction", ["wormhole", "android", "starship", "teleporter"], ["portal", "programming", "hull", "scanner"],
            ["midichlorians", "handwaving", "fanfiction"], "captain", "canon"),
        new("asksocialscience", "society", ["poverty", "voting", "crime", "immigration"], ["survey", "ballots", "statistics", "census"],
            ["astrology", "anecdotes", "stereotypes"], "sociologist", "sampling"),
        new("askvet", "health", ["puppy", "kitten", "parrot", "hamster"], ["vaccine", "litter", "perch", "wheel"], ["garlic", "perfume", "vinegar"],
            "veterinarian", "appetite"),
        new("changemyview", "mind", ["taxes", "veganism", "tipping", "homework"], ["revenue", "nutrition", "wages", "practice"],
            ["outrage", "sarcasm", "insults"], "moderator", "nuance"),
        new("explainlikeimfive", "nature", ["rainbow", "inflation", "internet", "airplane"], ["prism", "prices", "packets", "wings"],
            ["magic", "wizards", "fairies"], "teacher", "simplicity"),
        new("legaladvice", "law", ["landlord", "eviction", "custody", "lawsuit"], ["lease", "summons", "schedule", "evidence"],
            ["bluff", "threats", "loopholes"], "lawyer", "deadlines"),
    ];

    public static readonly string[] Openers = ["", "hi all ,", "so ,", "honest question ,", "sorry if obvious ,"];

    /// <summary>T is the topic, P the problem; the last two name no problem.</summary>
    public static readonly string[] Cores =
    [
        "why is T so P ?",
        "T is P , any tips ?",
        "how do i deal with T when it is P ?",
        "what should i do if T seems P ?",
        "i worked on T for weeks but it is still P , what now ?",
        "my friend says T is always P , what would you do ?",
        "does anyone here have thoughts on T ?",
        "i am new here , how do i start with T ?",
    ];

    /// <summary>V is the verb, N the noun, E the expert, R the reason.</summary>
    public static readonly string[] Answers =
    [
        "you should V the N first , then ask a E .",
        "try to V the N , and a E can help .",
        "i would V the N , since R matters here .",
    ];

    public static readonly string[] Fillers =
    [
        "well it depends , everyone is different so just see what works .",
        "i am not sure , good luck and let us know how it goes .",
        "this gets asked a lot , use the search and read the rules .",
    ];
}

/// <summary>Domains that share problems and the verbs that mend them.</summary>
internal sealed record SkillGroup(string Name, string[] Problems, string[] Verbs);

/// <param name="FolkNouns">What people name who do not know better.</param>
internal sealed record Domain(string Name, string Group, string[] Topics, string[] Nouns, string[] FolkNouns, string Expert, string Reason)
{
    public SkillGroup Skills { get; } = Array.Find(Words.Groups, g => g.Name == Group)!;
}
