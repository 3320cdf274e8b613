using Infra.AsyncProfile;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: infra-async-profile OUTPUT.mibc @LIST | ASSEMBLY...   (LIST: a file with one path a line; "
        + "System.Private.CoreLib must be among them)");
    return 2;
}

// The core library first: it has the boxes, whose methods are named for the state machines of all.
var files = args.Skip(1).SelectMany(a => a.StartsWith('@') ? File.ReadAllLines(a[1..]) : [a])
    .Where(f => f.Length > 0)
    .OrderByDescending(f => Path.GetFileNameWithoutExtension(f) == "System.Private.CoreLib");
var profile = new Profile();
foreach (var file in files)
{
    StateMachines.AddTo(profile, file);
}

profile.Save(args[0]);
return 0;
