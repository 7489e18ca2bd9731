using System.Globalization;
using AlwaysOnPolicy.Benchmarks;
using AlwaysOnPolicy.Benchmarks.Scale;
using AlwaysOnPolicy.Models.Runtime;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

if (args is ["large-model", var largeModel, var tokenizer])     // see bench/large-model.sh
{
    LargeModel.Write(largeModel, tokenizer);
    return;
}

if (args is ["large-tokenizer", var largeTokenizer, var words])
{
    TokenizerSpeed.WriteLarge(largeTokenizer, words);
    return;
}

if (args is ["tokenizers", var texts, .. var folders])
{
    TokenizerSpeed.Run(texts, folders);
    return;
}

if (args is ["ledger-kills", ..])     // see bench/ledger.sh
{
    Environment.ExitCode = await LedgerKills.RunAsync(kills: Number(1, 20), comparisons: Number(2, 460));
    return;
}

if (args is ["ledger-half", ..])
{
    Environment.ExitCode = await LedgerKills.HalfAsync(comparisons: Number(1, 2000));
    return;
}

if (args is ["run-kills", var killsTool, var killsPlace, var killsNumber, var killsSeconds, var killsSeed, var killsStages,
        .. var killed])     // see bench/kills.sh
{
    var number = int.Parse(killsNumber, CultureInfo.InvariantCulture);
    Environment.ExitCode = await new RunKills(killsTool, killsPlace, Seconds(killsSeconds), killsStages.Split(',', StringSplitOptions.RemoveEmptyEntries))
        .RunAsync(killed, number, int.Parse(killsSeed, CultureInfo.InvariantCulture));
    return;
}

if (args is ["run-signals", var signalsTool, var signalsPlace, var signalsSeconds, var world, var real, var tiny, var data, var only])
{
    // see bench/signals.sh
    Environment.ExitCode = await new RunSignals(signalsTool, signalsPlace, Seconds(signalsSeconds), only).RunAsync(world, real, tiny, data);
    return;
}

TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));

if (args is ["ledger-speed", var ledgerFolder])
{
    await LedgerSpeed.RunAsync(ledgerFolder);
    return;
}

if (args is ["ledger-worker", var run, var endpoint, var comparisons, var lists, var budget])
{
    await LedgerWorker.RunAsync(run, endpoint, int.Parse(comparisons), int.Parse(lists), long.Parse(budget));
    return;
}

int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place]) : otherwise;

if (args is ["vanilla-embed", var embedder, var embedded, ..])     // see bench/vanilla.sh
{
    TorchNative.Register();
    await VanillaSpeed.EmbedAsync(embedder, embedded, Number(3, 36_000));
    return;
}

if (args is ["vanilla", var rowsFile, ..])
{
    await VanillaSpeed.RunAsync(rowsFile, Number(2, 36_000), Number(3, 4));
    return;
}

if (args is ["probe", var probed, var questions, var numbers])
{
    ProbeSpeed.Run(probed, int.Parse(questions, CultureInfo.InvariantCulture), numbers);
    return;
}

if (args is ["same", var compared, var count, var type])
{
    Environment.ExitCode = SameAnswers.Run(compared, int.Parse(count, CultureInfo.InvariantCulture), type);
    return;
}

if (args is ["serve", var served, var process, ..])     // see bench/serve.sh
{
    Environment.ExitCode = await ServeLoad.RunAsync(served, int.Parse(process, CultureInfo.InvariantCulture), seconds: Number(3, 60));
    return;
}

if (args is ["rewards", var rewarding, var recorded, ..])     // see bench/serve-reward.sh
{
    Environment.ExitCode = await RewardCalls.RunAsync(new(rewarding), recorded, calls: Number(3, 10_000), atOnce: Number(4, 32));
    return;
}

if (args is ["monitors", var monitored, var firstRun, var repeats, .. var worlds])     // see bench/monitors.sh
{
    await MonitorRates.RunAsync(monitored, [.. worlds.Select(w => ulong.Parse(w, CultureInfo.InvariantCulture))],
        ulong.Parse(firstRun, CultureInfo.InvariantCulture), int.Parse(repeats, CultureInfo.InvariantCulture));
    return;
}

if (args is ["reward-fit", var looked, var lookedWorld, var lookedFirst, var lookedSeeds, .. var trained])     // see bench/reward-fit.sh
{
    await RewardFitRates.RunAsync(looked, ulong.Parse(lookedWorld, CultureInfo.InvariantCulture), ulong.Parse(lookedFirst, CultureInfo.InvariantCulture),
        int.Parse(lookedSeeds, CultureInfo.InvariantCulture), steps: 40, trained);
    return;
}

if (args is ["scale"])     // the tables of docs/scale.md
{
    ScaleTables.Write(Console.Out);
    return;
}

if (args is ["raters", var raters, var seconds])
{
    await RaterLoad.RunAsync(int.Parse(raters, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
    return;
}

// In this process: libtorch is loaded once, by the product's own loader. One torch thread unless BENCH_THREADS says otherwise: ratios are
// steadier so, and the miniature's stages run that way.
TorchNative.Register();
TorchThreads.Set(int.TryParse(Environment.GetEnvironmentVariable("BENCH_THREADS"), out var threads) ? threads : 1);

var job = Job.ShortRun.WithRuntime(CoreRuntime.Core10_0).WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromMinutes(10), logOutput: true));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.JoinSummary));
