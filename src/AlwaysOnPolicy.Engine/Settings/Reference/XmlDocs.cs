using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AlwaysOnPolicy.Engine.Settings.Reference;

/// <summary>The documentation comments of settings, from the XML files that the compiler writes beside each assembly.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, Dictionary<string, XElement>> _files = new(StringComparer.Ordinal);

    /// <returns>What a setting means, as one line of Markdown; "" where nothing is written.</returns>
    public string Meaning(SettingsKey key) => Text(Member(key.Property)?.Element("summary") ?? Parameter(key.Property));

    /// <returns>What a setting's value counts, from its <c>value</c> element; "" where there is none.</returns>
    public string Unit(SettingsKey key) => Text(Member(key.Property)?.Element("value"));

    /// <returns>What a member of an enumeration means; "" where nothing is written.</returns>
    public string Meaning(FieldInfo member) => Text(Find(member.DeclaringType!, $"F:{Name(member.DeclaringType!)}.{member.Name}")?.Element("summary"));

    /// <returns>What a record of settings is.</returns>
    public string Meaning(Type record) => Text(Find(record, $"T:{Name(record)}")?.Element("summary"));

    private XElement? Member(PropertyInfo property) => Find(property.DeclaringType!, $"P:{Name(property.DeclaringType!)}.{property.Name}");

    /// <summary>A positional record says what its properties are where it names them.</summary>
    private XElement? Parameter(PropertyInfo property) =>
        Find(property.DeclaringType!, $"T:{Name(property.DeclaringType!)}")?.Elements("param")
            .FirstOrDefault(p => (string?)p.Attribute("name") == property.Name);

    private XElement? Find(Type type, string member) => File(type.Assembly).GetValueOrDefault(member);

    private Dictionary<string, XElement> File(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (_files.TryGetValue(path, out var known)) return known;
        if (!System.IO.File.Exists(path))
            throw new SettingsException(
                $"'{path}' is not there: what settings mean is read from the XML files that lie beside the tool. Build it anew, or see docs/settings.md.");
        return _files[path] = XDocument.Load(path).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static string Text(XElement? element) => element is null ? "" : Blanks().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => Referred((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? ""),
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>A property or an enumeration's member is said as a settings file says it.</summary>
    private static string Referred(string target)
    {
        var name = target.Split('(')[0].Split('.')[^1];
        return target.Length > 1 && target[1] == ':' && target[0] is 'P' or 'F' ? $"`{SettingsKey.NameOf(name)}`" : $"`{name}`";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
