using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AlwaysOnPolicy.Tests;

/// <summary>A page's C# as the program that its reader would make of it: the top-level statements of a new console project.</summary>
internal static class CsharpProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest);

    /// <summary>What the SDK suppresses in every project: a library made with another version of a package.</summary>
    private static readonly Dictionary<string, ReportDiagnostic> s_unsaid = new()
    {
        ["CS1701"] = ReportDiagnostic.Suppress,
        ["CS1702"] = ReportDiagnostic.Suppress,
    };

    /// <summary>What these tests are run with: every library and package here.</summary>
    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))
    ];

    /// <returns>The compiler's errors and warnings; none where the program is right.</returns>
    public static IReadOnlyList<string> Mistakes(string code) =>
        [.. Compile(code, "program").GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString())];

    /// <summary>Runs it as a process of its own, with the libraries that lie beside these tests.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <returns>Its exit code and all that it printed.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string code, string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"csharp-{Guid.NewGuid():N}.dll");
        try
        {
            var written = Compile(code, Path.GetFileNameWithoutExtension(program)).Emit(program);
            written.Success.ShouldBeTrue(string.Join('\n', written.Diagnostics));
            var own = Path.Combine(AppContext.BaseDirectory, typeof(CsharpProgram).Assembly.GetName().Name!);
            using var process = Process.Start(new ProcessStartInfo("dotnet",
                ["exec", "--runtimeconfig", $"{own}.runtimeconfig.json", "--depsfile", $"{own}.deps.json", program])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static CSharpCompilation Compile(string code, string name) => CSharpCompilation.Create(name,
        [CSharpSyntaxTree.ParseText(ImplicitUsings, s_language), CSharpSyntaxTree.ParseText(code, s_language, path: "Program.cs")], s_references,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: s_unsaid));
}
