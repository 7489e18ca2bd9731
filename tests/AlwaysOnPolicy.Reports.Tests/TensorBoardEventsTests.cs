using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class TensorBoardEventsTests
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);

    [Fact]
    public void What_is_written_reads_back_through_tensorboards_own_messages()
    {
        var events = TensorBoardFile.Read(TensorBoardEvents.Encode(
        [
            (s_time, 1, [new("objective/kl", 0.5), new("ppo/loss/value", double.NaN)]),
            (s_time.AddSeconds(1), 300, [new("objective/kl", -2)]),
        ]));
        events.Count.ShouldBe(3);
        events[0].FileVersion.ShouldBe("brain.Event:2");
        events[1].WallTime.ShouldBe(1_700_000_000.25);
        events[1].Summary.Value.Select(v => (v.Tag, v.SimpleValue)).ShouldBe([("objective/kl", 0.5f), ("ppo/loss/value", float.NaN)]);
        (events[2].Step, events[2].Summary.Value.Single().SimpleValue).ShouldBe((300, -2f));
    }

    [Fact]
    public void The_checksum_is_crc_32c_masked()
    {
        // RFC 3720, B.4: the CRC-32C of 32 zero bytes is 8a9136aa.
        const uint crc = 0x8a9136aa;
        TensorBoardEvents.MaskedChecksum(new byte[32]).ShouldBe(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u));
    }

    [Fact]
    public void No_step_no_file_content() => TensorBoardEvents.Encode([]).ShouldBeEmpty();
}
