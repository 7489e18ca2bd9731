using System.Threading.RateLimiting;
using AlwaysOnPolicy.Web.Annotation.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace AlwaysOnPolicy.Web.Annotation.Access;

/// <summary>How often one may ask: a rater with a held-down key is slowed, a stranger who tries tokens is stopped, and neither slows anybody else.</summary>
internal static class RequestLimits
{
    private const string PersonKey = "person";
    private const int FailuresAMinute = 60, PagesAMinute = 3000;

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
    }

    public static void Remember(HttpContext context, Rater? person) => context.Items[PersonKey] = person;

    public static Rater? Person(HttpContext context) => (Rater?)context.Items[PersonKey];

    private static RateLimitPartition<string> Partition(HttpContext context)
    {
        if (Person(context) is { } person)
            return RateLimitPartition.GetTokenBucketLimiter($"person {person.Number}", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 100,
                TokensPerPeriod = 5,
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(200),
                QueueLimit = 0,
            });
        var api = context.Request.Path.StartsWithSegments("/api");
        return RateLimitPartition.GetFixedWindowLimiter($"{(api ? "failures" : "pages")} {context.Connection.RemoteIpAddress}", _ =>
            new FixedWindowRateLimiterOptions { PermitLimit = api ? FailuresAMinute : PagesAMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
    }
}
