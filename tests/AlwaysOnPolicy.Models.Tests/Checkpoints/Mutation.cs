using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>One to four pieces of damage to a file.</summary>
internal static class Mutation
{
    private static readonly byte[] s_telling = [0, 1, 0x7f, 0x80, 0xff, (byte)'"', (byte)'[', (byte)'{', (byte)'}', (byte)'-', (byte)'9', (byte)'.', (byte)'e'];

    public static byte[] Of(byte[] file, SeededRandom random)
    {
        var bytes = new List<byte>(file);
        for (var left = 1 + random.Next(4); left > 0; left--) Damage(bytes, random);
        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, SeededRandom random)
    {
        if (bytes.Count == 0) return;
        // Headers stand at the beginning (safetensors, pickle) and at the end (zip): two thirds of the damage fall there.
        var near = Math.Min(bytes.Count, 4096);
        var at = random.Next(3) switch
        {
            0 => random.Next(near),
            1 => bytes.Count - 1 - random.Next(near),
            _ => random.Next(bytes.Count),
        };
        var run = Math.Min(1 + random.Next(64), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = s_telling[random.Next(s_telling.Length)]; break;
            case 2: bytes[at] = (byte)random.Next(256); break;
            case 3: bytes.RemoveRange(at, run); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - run + 1), run)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            default:
                for (var i = at; i < at + run; i++) bytes[i] = 0xff;
                break;
        }
    }
}
