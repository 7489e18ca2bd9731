using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

internal sealed record PolicySample(Question Question, string Answer, double Score);
