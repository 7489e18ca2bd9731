using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>Builds HTML and SVG that are also well-formed XML. Only what stands literally in an interpolated string is markup; every value put
/// into it is escaped, and numbers are written the same in every culture.</summary>
public sealed class MarkupBuilder
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup.</summary>
#pragma warning disable CA1822, IDE0060 // the handler has written into this builder by the time the method runs
    public MarkupBuilder Add([InterpolatedStringHandlerArgument("")] ref Handler markup) => this;
#pragma warning restore CA1822, IDE0060

    /// <summary>Adds what another builder made.</summary>
    public MarkupBuilder Add(MarkupBuilder markup)
    {
        _text.Append(markup._text);
        return this;
    }

    /// <summary>Adds text of this program's own, such as a style sheet, as it is.</summary>
    public MarkupBuilder AddTrusted(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>All that was added.</summary>
    public override string ToString() => _text.ToString();

    private static string Escape(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    /// <summary>Takes an interpolated string apart into markup and values.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder _text;

        /// <summary>Made by the compiler for an interpolated string.</summary>
        public Handler(int literalLength, int formattedCount, MarkupBuilder builder)
        {
            _text = builder._text;
            _text.EnsureCapacity(_text.Length + literalLength + (formattedCount * 8));
        }

        /// <summary>What stands literally in the string is markup.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>Markup stays markup.</summary>
        public void AppendFormatted(MarkupBuilder markup) => _text.Append(markup._text);

        /// <summary>A text is escaped.</summary>
        public void AppendFormatted(string? value) => _text.Append(Escape(value ?? ""));

        /// <summary>A number is written the same in every culture.</summary>
        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => _text.Append(Escape(value.ToString(format, CultureInfo.InvariantCulture)));
    }
}
