namespace AcmeNamespace;

public sealed class ModuleTests
{
    [Fact]
    public void The_module_keeps_the_rules() => ModuleTest.KeepsTheRules(new AcmeClassModule());

    // The first run needs UPDATE_SNAPSHOTS=1 for tools that have no approved face yet.
    [Fact]
    public void What_clients_see_is_what_was_approved() => ModuleTest.HasTheApprovedFace(new AcmeClassModule());
}
