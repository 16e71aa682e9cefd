using Herd.Node.Commands;
using Herd.Node.Logging;

var error = StandardError.Open();
Console.SetError(error);
AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
{
    error.WriteLine($"herd: {Faults.Describe((Exception)fault.ExceptionObject)}");
    error.Flush();
    Environment.Exit(ExitCode.Failed);
};
var exitCode = await HerdCommandLine.RunAsync(args);
error.Flush();
return exitCode;
