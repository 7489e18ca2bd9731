namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>A function, a method of a value, or a macro.</summary>
internal delegate object? Callable(Arguments arguments);

/// <summary>A value with attributes of its own, such as a loop.</summary>
internal interface IHasAttributes
{
    /// <returns>False where there is none of the name.</returns>
    bool TryGet(string name, out object? value);
}
