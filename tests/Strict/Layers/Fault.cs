namespace Infra.Strict.Layers;

/// <summary>What a test asks to go wrong on the way.</summary>
public abstract record Fault
{
    private Fault() { }

    /// <summary>The connection ends before AWS has seen the request.</summary>
    public static Fault DropBefore { get; } = new Dropped(Acts: false);

    /// <summary>AWS has done what was asked, and the connection ends before the answer.</summary>
    public static Fault DropAfter { get; } = new Dropped(Acts: true);

    /// <summary>A sign-in page in place of AWS, as guest networks and proxies answer.</summary>
    public static Fault WebPage { get; } =
        new Answered(200, "text/html",
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to the network</body></html>");

    /// <summary>The service fails, 500 or 503, without a body that anybody could read.</summary>
    public static Fault Status(int status) => new Answered(status, "text/plain", "");

    /// <summary>The answer is the usual one and comes late.</summary>
    public static Fault Slow(TimeSpan by) => new Delayed(by);

    internal sealed record Dropped(bool Acts) : Fault;

    internal sealed record Answered(int Code, string ContentType, string Body) : Fault;

    internal sealed record Delayed(TimeSpan By) : Fault;
}
