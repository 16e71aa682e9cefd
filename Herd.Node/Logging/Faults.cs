using System.Diagnostics;

namespace Herd.Node.Logging;

internal static class Faults
{
    private const int MaxFrames = 4;

    /// <summary>Type, message and innermost calls of an exception and its causes, on one line.</summary>
    public static string Describe(Exception fault)
    {
        var frames = new StackTrace(fault).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType is not null)
            .Take(MaxFrames)
            .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}");
        var calls = string.Join(" < ", frames);
        var cause = fault.InnerException is { } inner ? $", because of {Describe(inner)}" : "";
        return OneLine($"{fault.GetType().Name}: {fault.Message}{(calls.Length > 0 ? $" (in {calls})" : "")}{cause}");
    }

    public static string OneLine(string text) => Settings.SettingsCheck.OneLine(text);
}
