using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Herd.Node.Commands;

internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in ExamplesOf(parseResult.CommandResult.Command.Name))
            output.WriteLine($"  {example}");
        output.WriteLine();
        output.WriteLine("Any setting can come from the environment: HERD__PLACES__GOOGLE__API_KEY is herd.places.google.api-key.");
        output.WriteLine("Exit codes: 0 all went well, 1 something failed, 2 a setting, an option or a name is wrong, or a port is taken.");
        return result;
    }

    private static string[] ExamplesOf(string command) => command switch
    {
        "up" => ["herd up", "herd up --herd alford", "herd up --herd my-herd.conf --set herd.places.provider=google"],
        "demo" => ["herd demo", "herd demo --walkers 1000", "herd demo --herd riley"],
        "node" => ["herd node Goloman", "herd node Ball --herd alford"],
        "send" =>
        [
            "herd send Goloman \"IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\"",
            "herd send 127.0.0.1:12003 \"WHATSAT kiwi.cs.ucla.edu 10 5\"",
            "herd send Goloman < commands.txt",
            "HERD_KEY=jane:… herd send Goloman \"WHATSAT jane/phone 10 5\"",
        ],
        "status" => ["herd status", "herd status --herd alford", "herd status --at 127.0.0.1:12300 --watch", "herd status --json | jq .agree"],
        "health" => ["herd health", "herd health --at 127.0.0.1:12303", "herd health --at 127.0.0.1:12300 --ca certs/ca.pem"],
        "remove" => ["herd remove Ball", "herd remove Ball --at 127.0.0.1:12300", "HERD__LINK__SECRET=… herd remove Ball"],
        "export" => ["herd export > locations.ndjson", "herd export --at 127.0.0.1:12300 | gzip > locations.ndjson.gz"],
        "import" => ["herd import locations.ndjson", "zcat locations.ndjson.gz | herd import --at 127.0.0.1:12300", "herd import stops.geojson"],
        "phone" => ["herd phone jane --at https://herd.example.org:12300", "herd phone jane --device tablet --herd my-herd.conf"],
        "secret" => ["herd secret", "export HERD__LINK__SECRET=$(herd secret)"],
        "certificates" => ["herd certificates --out certs", "herd certificates --out certs --herd my-herd.conf", "herd certificates --out certs Riley --host riley.example.com"],
        _ => ["herd", "herd node Goloman", "herd send Welsh \"WHATSAT kiwi.cs.ucla.edu 10 5\""],
    };
}
