namespace Infra.Plugins;

/// <summary>
/// The public face of each tool, so that a reviewer sees it change. To accept a change, run the tests with UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly Snapshots Approved = new(Path.Combine(AllTools.SourceFolder(), "snapshots"));

    [Theory]
    [MemberData(nameof(AllTools.Names), MemberType = typeof(AllTools))]
    public void The_public_face_is_the_approved_one(string name) => Approved.Check(AllTools.Manifest(name));

    [Fact]
    public void No_snapshot_is_left_over() => Approved.NoneIsLeftOver(AllTools.Items.Select(t => $"{t.Module}_{t.Tool.Name}"));
}
