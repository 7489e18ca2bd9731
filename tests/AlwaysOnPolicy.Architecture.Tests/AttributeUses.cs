// Uses for NamespaceCircleTests to see: each namespace names Used in an attribute alone.
#pragma warning disable IDE0161, IDE0130
namespace AlwaysOnPolicy.Architecture.Tests.Uses.Used
{
    internal sealed class Given
    {
        internal sealed class Inner;
    }
}

namespace OfNobody
{
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class NamedAttribute : Attribute
    {
        public Type? One { get; set; }
        public Type[] Many { get; set; } = [];
    }
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOfItself
{
    [System.ComponentModel.TypeConverter(typeof(Used.Given))]
    internal sealed class User;
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOfTypes
{
    [OfNobody.Named(Many = [typeof(Used.Given)])]
    internal sealed class User;
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOfGeneric
{
    [System.ComponentModel.TypeConverter(typeof(List<Used.Given.Inner>))]
    internal sealed class User;
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeProperty
{
    [OfNobody.Named(One = typeof(Used.Given[]))]
    internal sealed class User;
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOnEvent
{
    internal sealed class User
    {
        [OfNobody.Named(One = typeof(Used.Given))]
        public event EventHandler? Raised
        {
            add { }
            remove { }
        }
    }
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOnReturn
{
    internal interface IUser
    {
        [return: OfNobody.Named(One = typeof(Used.Given))]
        int Number();
    }
}

namespace AlwaysOnPolicy.Architecture.Tests.Uses.AttributeOnTypeParameter
{
    internal interface IUser<[OfNobody.Named(One = typeof(Used.Given))] T>;
}
