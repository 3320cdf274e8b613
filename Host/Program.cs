using Infra.Host.Cli;

return EntryPoint.RunAsync(args).GetAwaiter().GetResult();
