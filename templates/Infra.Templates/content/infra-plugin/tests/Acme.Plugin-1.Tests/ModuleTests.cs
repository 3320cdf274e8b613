namespace AcmeNamespace;

public sealed class ModuleTests
{
    [Fact]
    public void The_module_keeps_the_rules() => ModuleTest.KeepsTheRules(new AcmeClassModule());

    // UPDATE_SNAPSHOTS=1 dotnet test approves a change.
    [Fact]
    public void What_clients_see_is_what_was_approved() => ModuleTest.HasTheApprovedFace(new AcmeClassModule());
}
