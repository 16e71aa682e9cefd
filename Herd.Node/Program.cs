using Herd.Node.Commands;
using Herd.Node.Logging;

AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
{
    Console.Error.WriteLine($"herd: {Faults.Describe((Exception)fault.ExceptionObject)}");
    Environment.Exit(ExitCode.Failed);
};
return await HerdCommandLine.RunAsync(args);
