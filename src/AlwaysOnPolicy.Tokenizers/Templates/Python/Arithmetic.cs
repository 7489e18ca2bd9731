namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Arithmetic of whole and other numbers as Python has it. Whole numbers beyond 64 bits are refused.</summary>
internal static class Arithmetic
{
    public static object Subtract(object? a, object? b) => Of("-", a, b, (x, y) => checked(x - y), (x, y) => x - y);

    public static object Divide(object? a, object? b) => Of("/", a, b, null, (x, y) => y == 0 ? throw ByZero() : x / y);

    public static object FloorDivide(object? a, object? b) =>
        Of("//", a, b, (x, y) => y == 0 ? throw ByZero() : FloorOf(x, y), (x, y) => y == 0 ? throw ByZero() : Math.Floor(x / y));

    /// <summary>The remainder has the divisor's sign; a text on the left is formatted.</summary>
    public static object Remainder(object? a, object? b) => a is string format ? PercentFormat.Apply(format, b) : Of("%", a, b,
        (x, y) => y == 0 ? throw ByZero() : y is 1 or -1 ? 0 : x - (FloorOf(x, y) * y),
        (x, y) => y == 0 ? throw ByZero() : x - (Math.Floor(x / y) * y));

    public static object Power(object? a, object? b) =>
        Whole(a) is { } x && Whole(b) is >= 0 and var y ? (object)WholePower(x, (long)y) : Of("**", a, b, null, Math.Pow);

    public static object Negate(object? value) => Subtract(0L, value) is double d && d == 0 ? -d : Subtract(0L, value);

    public static object Plus(object? value) => Of("+", 0L, value, (_, y) => y, (_, y) => y);

    /// <summary>The value of a whole number or truth value; null of anything else.</summary>
    public static long? Whole(object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        _ => null,
    };

    public static double Real(object? value) => value is double d ? d : Whole(value)
        ?? throw new TemplateException($"a number is needed, and this is {PythonText.Describe(value)}.");

    /// <param name="whole">For two whole numbers; null where the result never is one.</param>
    public static object Of(string name, object? a, object? b, Func<long, long, long>? whole, Func<double, double, double> real)
    {
        Operators.Require(a, b);
        if (a is not (long or bool or double) || b is not (long or bool or double))
            throw new TemplateException($"{PythonText.Describe(a)} {name} {PythonText.Describe(b)} cannot be computed.");
        try
        {
            return whole is not null && Whole(a) is { } x && Whole(b) is { } y ? (object)whole(x, y) : real(Real(a), Real(b));
        }
        catch (OverflowException)
        {
            throw new TemplateException($"{PythonText.Describe(a)} {name} {PythonText.Describe(b)} is beyond 64 bits.");
        }
    }

    private static long WholePower(long x, long y)
    {
        if (y > 64 && x is not (0 or 1 or -1)) throw TooLarge();
        var power = System.Numerics.BigInteger.Pow(x, (int)(y > 64 ? 64 + (y % 2) : y));   // of 0, 1 and -1 only whether y is even counts
        return power >= long.MinValue && power <= long.MaxValue ? (long)power : throw TooLarge();

        TemplateException TooLarge() => new($"{x} ** {y} is beyond 64 bits.");
    }

    private static long FloorOf(long x, long y)
    {
        var quotient = checked(x / y);
        return x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient;
    }

    private static TemplateException ByZero() => new("a division by zero.");
}
