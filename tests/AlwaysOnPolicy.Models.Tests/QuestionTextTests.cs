using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Tests;

public sealed class QuestionTextTests
{
    [Theory]
    [InlineData("  What's   UP?! ", "whats up")]
    [InlineData("Ça va, l’été?", "ça va lété")]
    [InlineData("**Really**, _why_?", "really why")]
    [InlineData("What is 3.5 + 1,000?", "what is 3.5 + 1,000")]
    [InlineData("Is C# like C++?", "is c # like c + +")]
    [InlineData("How does covid-19 spread at -5 degrees", "how does covid 19 spread at - 5 degrees")]
    [InlineData("i am sad 😢", "i am sad 😢")]
    [InlineData(" ??? ", "???")]
    public void A_key_is_the_words_and_signs_in_lower_case(string text, string key) => QuestionText.Key(text).ShouldBe(key);

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")]                       // NFC
    [InlineData("\uff37\uff48\uff59 \uff12\uff0b\uff13\uff1f", "why 2+3?")]   // full width
    [InlineData("\ufb01nd", "find")]                              // a ligature
    [InlineData("\uff76\uff9e", "\u30ac")]                        // half-width kana with its voicing mark
    [InlineData("2×3", "2 * 3")]
    [InlineData("5\u22123", "5 - 3")]
    [InlineData("what\u2019s", "whats")]
    [InlineData("don\u00b4t, don\u2032t, don`t", "don't, dont, don’t")]
    [InlineData("is `ls` safe, ´really´", "is ls safe, really")]
    [InlineData("İZMİR", "izmir")]
    [InlineData("葛\U000e0100城", "葛城")]                            // an ideographic variation
    [InlineData("w\u034fhy\u3164", "why")]                        // a grapheme joiner, a filler
    [InlineData("soft\u00adly", "softly")]
    [InlineData("❤\ufe0f", "❤")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("well-known", "well known")]
    [InlineData("* really, *why*?", "Really why")]
    [InlineData("why is the pup\u0440y s\u043ere", "why is the puppy sore")]       // Cyrillic er and o
    [InlineData("\u0430 \u0441\u0430\u0440\u0435", "a cape")]                     // Cyrillic alone
    [InlineData("WHY IS \u0422\u041d\u0415 W\u0410\u0422\u0415R H\u039f\u03a4", "why is the water hot")]   // capitals, Cyrillic and Greek
    [InlineData("\u04bb\u043ew \u03bdery", "\u04bbow very")]                      // what is read in mixed words alone
    [InlineData("РОСА", "роса")]
    [InlineData("ΤΟ ΝΕΡΟ", "το νερο")]
    public void Writings_of_one_question(string a, string b) => QuestionText.Key(a).ShouldBe(QuestionText.Key(b));

    [Theory]
    [InlineData("2+3", "2*3")]
    [InlineData("2-3", "2+3")]
    [InlineData("(a)*(b)", "(a) (b)")]
    [InlineData("2-3", "2 3")]
    [InlineData("2/3", "2 3")]
    [InlineData("-5 degrees", "5 degrees")]
    [InlineData("3.5", "35")]
    [InlineData("3.5", "3 5")]
    [InlineData("x²", "x2")]
    [InlineData("½", "12")]
    [InlineData("C", "C++")]
    [InlineData("C", "C#")]
    [InlineData("5 %", "5")]
    [InlineData("$5", "€5")]
    [InlineData("a < b", "a > b")]
    [InlineData("😀", "😢")]
    [InlineData("résumé", "resume")]
    [InlineData("कि", "का")]                                        // vowel signs
    [InlineData("เก่า", "เกา")]                                      // a tone mark
    [InlineData("???", "!")]
    [InlineData("Где живёт сом?", "Где живёт сор?")]               // words of look-alikes alone
    [InlineData("что такое нос", "что такое ное")]
    [InlineData("Почему кот спит?", "Почему крот спит?")]
    [InlineData("τι είναι το ρο", "τι είναι το ροκ")]
    [InlineData("is α a letter", "is a a letter")]
    [InlineData("5 μm", "5 mm")]
    [InlineData("ё", "e")]
    public void Different_questions(string a, string b) => QuestionText.Key(a).ShouldNotBe(QuestionText.Key(b));

    [Fact]
    public void Scripts_without_spaces_count_by_character_and_marks_stay_with_their_letter()
    {
        QuestionText.Words("Why 東京 now").ShouldBe(["why", "東", "京", "now"]);
        QuestionText.Words("कितना पानी").ShouldBe(["कितना", "पानी"]);
        QuestionText.Words("กี่คน").ShouldBe(["กี่", "ค", "น"]);
    }
}
