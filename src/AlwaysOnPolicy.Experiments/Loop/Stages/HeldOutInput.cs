using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>What an author's stage needs to keep from held-out questions.</summary>
/// <param name="Encoder">The one that embedded them, for what the author writes.</param>
internal sealed record HeldOutInput(Artifact<HeldOutSet> Questions, InputFiles? Encoder, ContaminationSettings Settings);
