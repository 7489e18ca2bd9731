// A circle for NamespaceCircleTests to find: one use by a property, one by an attribute's argument, one in a method's body alone.
#pragma warning disable IDE0161, IDE0130
namespace AlwaysOnPolicy.Architecture.Tests.CircleOfThree.A
{
    internal sealed class First
    {
        public List<B.Second[]>? Property { get; init; }
    }
}

namespace AlwaysOnPolicy.Architecture.Tests.CircleOfThree.B
{
    [System.ComponentModel.TypeConverter(typeof(C.Third))]
    internal sealed class Second;
}

namespace AlwaysOnPolicy.Architecture.Tests.CircleOfThree.C
{
    internal sealed class Third
    {
        public override string ToString() => string.Join(' ', Enumerable.Repeat(1, 1).Select(_ => new A.First().Property?.Count));
    }
}
