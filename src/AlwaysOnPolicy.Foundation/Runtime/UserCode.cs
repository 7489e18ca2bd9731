namespace AlwaysOnPolicy.Runtime;

/// <summary>Calls a function of the user's from a thread that <see cref="OwnThread"/> runs.</summary>
internal static class UserCode
{
    /// <summary>Without the thread's context, so that a function that blocks on a task (<c>.Result</c>, <c>.Wait()</c>) waits for the pool and not for
    /// the thread that it blocks. What the caller awaits afterwards comes back to the thread all the same.</summary>
    public static T Call<T>(Func<T> function)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return function();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
