// A circle for NamespaceCircleTests to find: one use by a property, one by a base type's argument, one in a method's body alone.
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
    internal sealed class Second : List<C.Third>;
}

namespace AlwaysOnPolicy.Architecture.Tests.CircleOfThree.C
{
    internal sealed class Third
    {
        public override string ToString() => string.Concat(Enumerable.Repeat(1, 1).Select(_ => new A.First()));
    }
}
