namespace AlwaysOnPolicy.Tests;

/// <summary>A folder of a test's own, gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aop-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
