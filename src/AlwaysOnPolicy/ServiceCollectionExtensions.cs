using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy;

/// <summary>Registers the library with a service collection.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds an <see cref="Aligner"/>, one for all, which logs to the collection's loggers. One that is there already stays.</summary>
    /// <param name="services">What it is added to.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddAlwaysOnPolicy(this IServiceCollection services, AlignerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new Aligner(provider.GetService<ILogger<Aligner>>(), options));
        return services;
    }
}
