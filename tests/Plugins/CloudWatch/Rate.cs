namespace Infra.Plugins.CloudWatch;

/// <summary>A limit of requests a second, on the clock of the test.</summary>
/// <param name="time">The clock.</param>
/// <param name="most">Most requests within a second.</param>
internal sealed class Rate(TimeProvider time, int most)
{
    private readonly Queue<DateTimeOffset> recent = new();

    /// <summary>A request; it fails as AWS does when there are too many.</summary>
    public void Count()
    {
        lock (recent)
        {
            var now = time.GetUtcNow();
            while (recent.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1)) recent.Dequeue();
            recent.Enqueue(now);
            if (recent.Count > most) throw new Amazon.CloudWatch.AmazonCloudWatchException("Rate exceeded") { ErrorCode = "Throttling" };
        }
    }
}
