using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

public sealed record PolicySample(Question Question, string Answer, double Score);
