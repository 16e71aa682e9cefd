using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Herd.Node.Commands;

/// <summary>A command with examples for its help.</summary>
/// <param name="examples">At least one.</param>
internal sealed class HerdCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples = ["herd", "herd node Goloman", "herd send Welsh \"WHATSAT kiwi.cs.ucla.edu 10 5\""];

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is HerdCommand command ? command.Examples : RootExamples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        output.WriteLine("Any setting can come from the environment: HERD__PLACES__GOOGLE__API_KEY is herd.places.google.api-key.");
        output.WriteLine("Exit codes: 0 all went well, 1 something failed, 2 a setting, an option or a name is wrong, or a port is taken.");
        return result;
    }
}
