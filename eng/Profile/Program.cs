using Infra.Profile;

if (args is not [var output, var start, var list, var core])
{
    Console.Error.WriteLine("Usage: infra-profile OUTPUT.mibc START LIST CORELIB   (START: what eng/record-start wrote; LIST: a file with the "
        + "assemblies that are compiled, one path a line; CORELIB: System.Private.CoreLib, or nothing when it is among them)");
    return 2;
}

using var assemblies = new Assemblies([.. File.ReadAllLines(list), core]);
var profile = new Profile(assemblies);
foreach (var source in assemblies.All)
{
    StateMachines.AddTo(profile, source);
}

new StartMethods(profile, assemblies).Add(File.ReadAllLines(start), assembly => core.Length == 0 || assembly != Assemblies.CoreLibrary);
profile.Save(output);
return 0;
