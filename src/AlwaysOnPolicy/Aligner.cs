using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Runtime;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AlwaysOnPolicy;

/// <summary>The door: a method for each thing that can be done to a model folder. Each loads what it needs, works on a thread of its own, writes its model
/// folder wholly or not at all, and disposes of what it made.</summary>
/// <remarks>A model is a HuggingFace folder, the owner/name of one in the HuggingFace cache, or a run's policy as run:arm:iteration. Behind the methods stand
/// <see cref="SftRun"/>, <see cref="RewardRun"/>, <see cref="PpoRun"/>, <see cref="Prompts.ScoreBased.ChatAuthor"/> and <see cref="ChatJudge"/>, for whoever
/// needs more. May be used from several threads.</remarks>
/// <param name="logger">Is told what a job leaves out, cuts, or warns of; null tells nobody.</param>
/// <param name="options">Null takes the defaults.</param>
public sealed class Aligner(ILogger<Aligner>? logger = null, AlignerOptions? options = null)
{
    private readonly ILogger _logger = logger ?? NullLogger<Aligner>.Instance;
    private readonly AlignerOptions _options = options ?? new();

    /// <summary>Teaches a model the demonstrated answers.</summary>
    /// <param name="model">What is trained; its folder stays as it is.</param>
    /// <param name="examples">One at least.</param>
    /// <param name="output">A new folder for the trained model, with its tokenizer; with LoRA the adapter is written beside it.</param>
    /// <param name="job">Null takes the defaults.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancel">Looked at between two steps.</param>
    /// <returns>Steps, and the losses of each epoch.</returns>
    /// <exception cref="ArgumentException">An argument is empty or out of place; it is named.</exception>
    /// <exception cref="UserErrorException">The model, an example or an option cannot be used; the message says which and what to do.</exception>
    public Task<SftResult> FineTuneAsync(string model, IReadOnlyList<Demonstration> examples, string output, FineTuneJob? job = null,
        IProgress<StepRecord>? progress = null, CancellationToken cancel = default)
    {
        job ??= new();
        Arguments.RequireTexts(examples, nameof(examples), e => e.Question, e => e.Answer);
        Arguments.RequireJobTexts(job.Validation, "FineTuneJob.Validation", e => e.Question, e => e.Answer);
        Arguments.RequireModelAndOutput(model, output, job, JobFolders.Beside(job.Sft.Training.Lora));
        return Work(() => Task.FromResult(FineTuning.Run(model, examples, output, job, progress, _logger, cancel)));
    }

    /// <summary>Trains a reward model on pairs of answers, of which people preferred the first.</summary>
    /// <param name="model">A language model or an encoder, on which a new head is set, or a reward model, which is trained on.</param>
    /// <param name="pairs">One at least.</param>
    /// <param name="output">A new folder for the reward model, which <see cref="RewardModels.Load"/> opens.</param>
    /// <returns>Steps, and the accuracy on <see cref="RewardJob.HeldOut"/> before training and after each epoch.</returns>
    /// <inheritdoc cref="FineTuneAsync"/>
    public Task<RewardResult> TrainRewardAsync(string model, IReadOnlyList<PreferencePair> pairs, string output, RewardJob? job = null,
        IProgress<StepRecord>? progress = null, CancellationToken cancel = default)
    {
        job ??= new();
        Arguments.RequireTexts(pairs, nameof(pairs), p => p.Question, p => p.Chosen, p => p.Rejected);
        Arguments.RequireJobTexts(job.HeldOut, "RewardJob.HeldOut", p => p.Question, p => p.Chosen, p => p.Rejected);
        Arguments.RequireModelAndOutput(model, output, job);
        return Work(() => Task.FromResult(RewardTraining.Run(model, pairs, output, job, progress, _logger, cancel)));
    }

    /// <summary>Trains a policy with PPO on a reward of one's own.</summary>
    /// <param name="reward">Gives a finite score to each answer, in their order; higher is better. It is called once a step.</param>
    /// <inheritdoc cref="PpoAsync(string, IReadOnlyList{string}, IRewardModel, string, PpoJob?, IProgress{PpoStepRecord}?, CancellationToken)"/>
    public Task<PpoResult> PpoAsync(string model, IReadOnlyList<string> prompts,
        Func<IReadOnlyList<Exchange>, CancellationToken, ValueTask<IReadOnlyList<double>>> reward, string output, PpoJob? job = null,
        IProgress<PpoStepRecord>? progress = null, CancellationToken cancel = default) =>
        PpoAsync(model, prompts, new DelegateRewardModel(reward ?? throw new ArgumentNullException(nameof(reward))), output, job, progress, cancel);

    /// <summary>Trains a policy with PPO.</summary>
    /// <param name="model">What is trained; its folder stays as it is. KL is measured against the policy as it is at the start.</param>
    /// <param name="prompts">Questions, one at least, without a template's words round them.</param>
    /// <param name="reward">Stays the caller's.</param>
    /// <param name="output">A new folder for the trained policy.</param>
    /// <param name="job">Null takes the defaults.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancel">Looked at between two steps and while answers are drawn.</param>
    /// <returns>A record of each step.</returns>
    /// <exception cref="ArgumentException">An argument is empty or out of place; it is named.</exception>
    /// <exception cref="UserErrorException">The model, a prompt, an option or a score cannot be used; the message says which and what to do.</exception>
    public Task<PpoResult> PpoAsync(string model, IReadOnlyList<string> prompts, IRewardModel reward, string output, PpoJob? job = null,
        IProgress<PpoStepRecord>? progress = null, CancellationToken cancel = default)
    {
        job ??= new();
        ArgumentNullException.ThrowIfNull(reward);
        Arguments.RequireTexts(prompts, nameof(prompts), p => p);
        Arguments.RequireModelAndOutput(model, output, job, PpoSession.Beside(job.Ppo));
        Question[] questions = [.. prompts.Select((text, i) => new Question($"{i + 1}", null, text))];
        return Work(async () =>
        {
            using var session = PpoSession.Open(model, job, _logger);
            var result = await session.TrainAsync(questions, reward, progress is null ? null : progress.Report, cancel);
            session.Save(output);
            return result;
        });
    }

    /// <summary>One iteration of Always-On-Policy, with a reward of one's own.</summary>
    /// <param name="reward">Gives a finite score to each answer, in their order; higher is better.</param>
    /// <inheritdoc cref="IterateAsync(string, IReadOnlyList{Question}, IRewardModel, IChatClient, string, IterationJob?, IProgress{IterationProgress}?,
    /// CancellationToken)"/>
    public Task<IterationResult> IterateAsync(string model, IReadOnlyList<Question> probe,
        Func<IReadOnlyList<Exchange>, CancellationToken, ValueTask<IReadOnlyList<double>>> reward, IChatClient author, string output,
        IterationJob? job = null, IProgress<IterationProgress>? progress = null, CancellationToken cancel = default) =>
        IterateAsync(model, probe, new DelegateRewardModel(reward ?? throw new ArgumentNullException(nameof(reward))), author, output, job, progress, cancel);

    /// <summary>One iteration of Always-On-Policy: the policy answers the probe, the reward scores, the author writes prompts for the weak domains, and the
    /// policy learns from them with PPO.</summary>
    /// <param name="model">What is trained; its folder stays as it is.</param>
    /// <param name="probe">Held-out questions, one at least, each with its domain. Nobody trains on them.</param>
    /// <param name="reward">Stays the caller's.</param>
    /// <param name="author">Writes the prompts; stays the caller's.</param>
    /// <param name="output">A new folder for the trained policy.</param>
    /// <param name="job">Null takes the defaults, which are the paper's sizes.</param>
    /// <param name="progress">Told of every batch of answers, call and step.</param>
    /// <param name="cancel">Looked at between two steps, batches and calls.</param>
    /// <returns>The probe's answers with their rewards, the prompts, and a record of each step.</returns>
    /// <exception cref="ArgumentException">An argument is empty or out of place; it is named.</exception>
    /// <exception cref="UserErrorException">The model, a question, an option, a score or the author cannot be used; the message says which and what to
    /// do.</exception>
    public Task<IterationResult> IterateAsync(string model, IReadOnlyList<Question> probe, IRewardModel reward, IChatClient author, string output,
        IterationJob? job = null, IProgress<IterationProgress>? progress = null, CancellationToken cancel = default)
    {
        job ??= new();
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(author);
        Arguments.RequireTexts(probe, nameof(probe), q => q.Text, q => q.Domain);
        Arguments.RequireDistinctIds(probe, nameof(probe));
        Arguments.RequireJobTexts(job.Exclude, "IterationJob.Exclude");
        Arguments.RequireModelAndOutput(model, output, job, PpoSession.Beside(job.Ppo));
        return Work(() => Iteration.RunAsync(model, probe, reward, author, output, job, progress, _logger, cancel));
    }

    /// <summary>Lets a model answer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="questions">One at least.</param>
    /// <param name="sampling">Null draws as PPO does: temperature 0.9, at most 64 tokens.</param>
    /// <param name="seed">Of every draw.</param>
    /// <param name="format">How a question becomes a prompt; null takes what the model's folder says, else the model's chat template.</param>
    /// <param name="cancel">Looked at between two tokens.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    /// <exception cref="ArgumentException">An argument is empty; it is named.</exception>
    /// <exception cref="UserErrorException">The model or a question cannot be used.</exception>
    public Task<IReadOnlyList<Exchange>> AnswerAsync(string model, IReadOnlyList<string> questions, SamplingOptions? sampling = null, ulong seed = 1,
        PromptFormatOptions? format = null, CancellationToken cancel = default)
    {
        Arguments.RequireTexts(questions, nameof(questions), q => q);
        Arguments.RequireModel(model);
        return Work(() => Task.FromResult(Answering.Run(model, questions, sampling ?? SamplingOptions.Paper, seed, format, cancel)));
    }

    /// <summary>Lets a language model judge which of two answers is the better one, with the paper's prompt, in both orders unless the options say
    /// otherwise.</summary>
    /// <param name="judge">Stays the caller's.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="seed">Of the lot where one order is asked, and of the intervals.</param>
    /// <inheritdoc cref="JudgeAsync(IReadOnlyList{string}, IReadOnlyList{string}, IReadOnlyList{string}, IPairwiseJudge, ulong, CancellationToken)"/>
    public Task<Judgement> JudgeAsync(IReadOnlyList<string> questions, IReadOnlyList<string> answersA, IReadOnlyList<string> answersB, IChatClient judge,
        ChatJudgeOptions? options = null, ulong seed = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return JudgeAsync(questions, answersA, answersB, new ChatJudge(judge, options ?? new(), seed), seed, cancel);
    }

    /// <summary>Lets a judge say which of two answers is the better one.</summary>
    /// <param name="questions">One at least.</param>
    /// <param name="answersA">One a question, in their order.</param>
    /// <param name="answersB">Likewise.</param>
    /// <param name="judge">Such as a <see cref="RewardModelJudge"/>.</param>
    /// <param name="seed">Of the intervals.</param>
    /// <param name="cancel">Handed to the judge.</param>
    /// <returns>A's win rate, and the verdicts in the order of the questions.</returns>
    /// <exception cref="ArgumentException">A list is empty, or they differ in length; it is named.</exception>
    /// <exception cref="UserErrorException">The judge cannot be asked, or gave no verdict too often in a row.</exception>
    public Task<Judgement> JudgeAsync(IReadOnlyList<string> questions, IReadOnlyList<string> answersA, IReadOnlyList<string> answersB, IPairwiseJudge judge,
        ulong seed = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(judge);
        Arguments.RequireTexts(questions, nameof(questions), q => q);
        Arguments.RequireSameCount(answersA, nameof(answersA), questions.Count);
        Arguments.RequireSameCount(answersB, nameof(answersB), questions.Count);
        return Work(() => Judging.RunAsync(questions, answersA, answersB, judge, seed, cancel));
    }

    private Task<T> Work<T>(Func<Task<T>> job) => OwnThread.Run(nameof(Aligner), async () =>
    {
        if (_options.Threads > 0) TorchThreads.Set(_options.Threads);
        return await job();
    });
}
