namespace Infra.Host.Demo;

/// <summary>What the options of <c>infra demo</c> say.</summary>
/// <param name="Live">Use the real AWS account of the credentials in place of an emulator.</param>
/// <param name="DryRun">Show the plans only.</param>
/// <param name="Interactive">Explain each step, show its plan, and ask.</param>
/// <param name="Yes">Answer yes in advance.</param>
/// <param name="Keep">Leave what was made.</param>
/// <param name="CleanUp">Tell no story; remove what earlier runs left.</param>
internal sealed record DemoOptions(bool Live, bool DryRun, bool Interactive, bool Yes, bool Keep, bool CleanUp);
