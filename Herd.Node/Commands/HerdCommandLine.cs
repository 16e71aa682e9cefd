using System.Collections;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using Herd.Node.Logging;
using Herd.Node.Settings;
using Herd.Node.Survey;
using Herd.Node.Tls;

namespace Herd.Node.Commands;

internal static class HerdCommandLine
{
    private static readonly Option<string?> Herd = new("--herd")
    {
        Description = $"The herd file: a path, or one of those shipped ({string.Join(", ", HerdFile.Shipped)}). Default: {HerdFile.Default}",
        HelpName = "FILE",
        Recursive = true,
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Overrides a setting of the herd file, as in --set herd.client.idle-timeout=5m. May be given many times",
        HelpName = "PATH=VALUE",
        Recursive = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = $"The key to show to nodes. Other users of this machine see it: better set it as {ClientKey.Variable} in the environment",
        HelpName = "NAME:SECRET",
    };

    private static readonly Option<bool> Tls = new("--tls") { Description = "Uses TLS, also where the settings don't say so" };

    private static readonly Option<string?> Ca = new("--ca")
    {
        Description = "Uses TLS, and knows nodes by the CA in this file (PEM). Default: herd.tls.ca, or else whom this machine trusts",
        HelpName = "FILE",
    };

    /// <summary>Runs a command line. Errors take one line of standard error.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var parsed = Root().Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors is [var error, ..] && !AsksForHelp(parsed))
                return Refuse($"{Describe(error.Message)}{Suggestion(parsed)}; see 'herd --help'");
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Commands that run nodes handle signals themselves.
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
        }
        catch (SettingsException mistake)
        {
            return Refuse(mistake.Message);
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine($"herd: {Faults.Describe(fault)}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "A herd of nodes that know where clients are. Without a command: herd up.")
        {
            Herd, Set, Up(), Demo(), Node(), Send(), Status(), Watch(), Health(), Remove(), Export(), Import(), Phone(), Secret(), Certificates(),
        };
        root.SetAction(RunUpAsync);
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpWithExamples((HelpAction)help.Action!);
            else if (option is VersionOption version)
                version.Action = new PrintVersion();
        }

        return root;
    }

    private static Command Up()
    {
        var up = new HerdCommand(
            "up",
            "Runs every node of the herd file in this process, and says how to try it.",
            "herd up",
            "herd up --herd alford",
            "herd up --herd my-herd.conf --set herd.places.provider=google");
        up.SetAction(RunUpAsync);
        return up;
    }

    private static Command Demo()
    {
        var walkers = new Option<int>("--walkers")
        {
            Description = $"How many clients move. Default: {DemoCommand.DefaultWalkers}",
            HelpName = "N",
            DefaultValueFactory = _ => DemoCommand.DefaultWalkers,
        };
        walkers.Validators.Add(result => CheckNumber(result, "--walkers", 1, DemoCommand.MaxWalkers));
        var demo = new HerdCommand(
            "demo",
            "Runs the herd with clients that move, and shows its map: cut links, stop nodes, and see them agree again. Nothing stays.",
            "herd demo",
            "herd demo --walkers 1000",
            "herd demo --herd riley") { walkers };
        demo.SetAction(parsed => DemoCommand.RunAsync(
            sets => HerdSettings.Load(parsed.GetValue(Herd), [.. sets, .. parsed.GetValue(Set) ?? []], EnvironmentVariables()), parsed.GetValue(walkers)));
        return demo;
    }

    private static void CheckNumber(OptionResult result, string option, int min, int max)
    {
        if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max))
            result.AddError($"{option}: expected a whole number from {min} to {max}, found {SettingsCheck.Show(token.Value)}");
    }

    private static Command Node()
    {
        var name = new Argument<string>("NAME") { Description = "A node of the herd file; with --join, any name." };
        var join = new Option<string?>("--join")
        {
            Description = "Joins a herd that runs, through one of its nodes: where its links are reached. "
                + "The node needn't stand in the herd file; its ports are any free ones, unless --set herd.nodes.NAME.client-port=… and the like say which",
            HelpName = "HOST:LINKPORT",
        };
        var node = new HerdCommand(
            "node",
            "Runs one node. Prints 'NAME ready …' when all its ports listen.",
            "herd node Goloman",
            "herd node Ball --herd alford") { name, join };
        node.SetAction(async parsed =>
        {
            var joining = parsed.GetValue(join) is { } target
                ? await JoinTarget.ResolveAsync(parsed.GetRequiredValue(name), target).ConfigureAwait(false)
                : null;
            return await NodeCommand.RunAsync(Load(parsed, joining), parsed.GetRequiredValue(name)).ConfigureAwait(false);
        });
        return node;
    }

    private static Command Send()
    {
        var to = new Argument<string>("NODE|HOST:PORT") { Description = "A node of the herd file, or where one takes clients." };
        var commands = new Argument<string[]>("COMMAND")
        {
            Description = "Client commands, each in quotation marks. Without any: the lines of standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var send = new HerdCommand(
            "send",
            "Sends client commands to a node and prints the answers.",
            "herd send Goloman \"IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\"",
            "herd send 127.0.0.1:12003 \"WHATSAT kiwi.cs.ucla.edu 10 5\"",
            "herd send Goloman < commands.txt",
            "HERD_KEY=jane:… herd send Goloman \"WHATSAT jane/phone 10 5\"") { to, commands, Key, Tls, Ca };
        send.SetAction(parsed => SendCommand.RunAsync(
            () => Load(parsed), parsed.GetRequiredValue(to), herd => Trust(parsed, herd, settings => settings.Clients), parsed.GetValue(commands) ?? [], KeyOf(parsed)));
        return send;
    }

    private static Command Status()
    {
        var at = At("Asks this node and the members that it tells of, instead of the herd file's nodes.");
        var watch = new Option<TimeSpan?>("--watch")
        {
            Description = "Keeps the table up to date until Ctrl-C, asking every so many seconds. Default: 1",
            HelpName = "SECONDS",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = WatchInterval.Parse,
        };
        var json = new Option<bool>("--json") { Description = "Prints a JSON document, with --watch one a line" };
        var status = new HerdCommand(
            "status",
            "Asks every node of the herd file and every member what it knows, and says whether they agree.",
            "herd status",
            "herd status --herd alford",
            "herd status --at 127.0.0.1:12300 --watch",
            "herd status --json | jq .agree") { at, watch, json, Key, Tls, Ca };
        status.SetAction(async parsed =>
        {
            using var http = Http(parsed, at);
            return await StatusCommand.RunAsync(Survey(parsed, at, http), parsed.GetValue(json), parsed.GetValue(watch)).ConfigureAwait(false);
        });
        return status;
    }

    private static Command Health()
    {
        var at = At("The node. Default: the first of the herd file.");
        var health = new HerdCommand(
            "health",
            "Asks one node whether it serves. Exit code 1: it doesn't.",
            "herd health",
            "herd health --at 127.0.0.1:12303",
            "herd health --at 127.0.0.1:12300 --ca certs/ca.pem") { at, Tls, Ca };
        health.SetAction(async parsed =>
        {
            using var http = Http(parsed, at);
            return await HealthCommand.RunAsync(http, Nodes(parsed, at)[0]).ConfigureAwait(false);
        });
        return health;
    }

    private static Command Watch()
    {
        var at = new Option<NodeAddress[]>("--at")
        {
            Description = "Reads at this node, or, given several times, at any of them. Default: any of the herd file's",
            HelpName = "HOST:HTTP-PORT",
            CustomParser = HttpAddress.ParseAll,
        };
        var bbox = new Option<string?>("--bbox") { Description = "Only within west,south,east,north, in degrees", HelpName = "W,S,E,N" };
        var client = new Option<string?>("--client") { Description = "Only this client", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Prints Features, one a line, and other events as {\"event\":…,\"data\":…}" };
        var watch = new HerdCommand(
            "watch",
            "Prints where clients are and each change, until Ctrl-C. When a node is gone it goes on at another.",
            "herd watch",
            "herd watch --bbox -119,33,-117,35",
            "herd watch --client jane/phone --json") { at, bbox, client, json, Key, Tls, Ca };
        watch.SetAction(async parsed =>
        {
            IReadOnlyList<NodeAddress> nodes = parsed.GetValue(at) is { Length: > 0 } given ? given : [.. Load(parsed).Nodes.Select(NodeAddress.Of)];
            using var http = Http(parsed, isAt: parsed.GetValue(at) is { Length: > 0 });
            var filter = string.Join('&', new[] { ("bbox", parsed.GetValue(bbox)), ("client", parsed.GetValue(client)) }
                .Where(parameter => parameter.Item2 is not null)
                .Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2!)}"));
            return await new WatchCommand(http, nodes, filter, parsed.GetValue(json)).RunAsync().ConfigureAwait(false);
        });
        return watch;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("NAME") { Description = "A node that doesn't answer." };
        var at = At("Asks this node, or the members that it tells of, instead of the herd file's nodes.");
        var remove = new HerdCommand(
            "remove",
            "Takes a node that won't come back out of the herd. Some member that answers does it.",
            "herd remove Ball",
            "herd remove Ball --at 127.0.0.1:12300",
            "HERD__LINK__SECRET=… herd remove Ball") { name, at, Key, Tls, Ca };
        remove.SetAction(async parsed =>
        {
            using var http = Http(parsed, at);
            return await RemoveCommand.RunAsync(http, Survey(parsed, at, http), NodesReader.CheckName(parsed.GetRequiredValue(name))).ConfigureAwait(false);
        });
        return remove;
    }

    private static Command Export()
    {
        var at = At("Asks this node. Default: the first of the herd file that can be reached.");
        var export = new HerdCommand(
            "export",
            "Writes all locations that a node knows to standard output, a JSON object a line.",
            "herd export > locations.ndjson",
            "herd export --at 127.0.0.1:12300 | gzip > locations.ndjson.gz") { at, Key, Tls, Ca };
        export.SetAction(async parsed =>
        {
            using var http = Http(parsed, at);
            return await ExportCommand.RunAsync(http, Nodes(parsed, at)).ConfigureAwait(false);
        });
        return export;
    }

    private static Command Import()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A file of 'herd export', or GeoJSON if its name ends in .geojson or .json. Default: standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var at = At("Reports to this node. Default: the first of the herd file that can be reached.");
        var import = new HerdCommand(
            "import",
            "Reports the locations of a file to a node. Older ones than it knows change nothing.",
            "herd import locations.ndjson",
            "zcat locations.ndjson.gz | herd import --at 127.0.0.1:12300",
            "herd import stops.geojson") { file, at, Key, Tls, Ca };
        import.SetAction(async parsed =>
        {
            using var http = Http(parsed, at);
            return await ImportCommand.RunAsync(http, Nodes(parsed, at), parsed.GetValue(file)).ConfigureAwait(false);
        });
        return import;
    }

    private static IReadOnlyList<NodeAddress> Nodes(ParseResult parsed, Option<NodeAddress?> at) =>
        parsed.GetValue(at) is { } node ? [node] : [.. Load(parsed).Nodes.Select(NodeAddress.Of)];

    private static Command Phone()
    {
        var name = new Argument<string>("NAME") { Description = "A key's name (herd.access.keys), or any user's while there are no keys." };
        var device = new Option<string>("--device")
        {
            Description = $"Which of the user's phones: the client's ID is NAME/DEVICE. Default: {PhoneCommand.DefaultDevice}",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => PhoneCommand.DefaultDevice,
        };
        var at = new Option<Uri?>("--at")
        {
            Description = "Where phones reach a node, as in https://herd.example.org:12300. Default: the herd file's first node",
            HelpName = "URL",
            CustomParser = PhoneCommand.ParseAddress,
        };
        var phone = new HerdCommand(
            "phone",
            "Says what to type into each app, with a QR code, so that a phone reports to the herd. Shows the key's secret.",
            "herd phone jane --at https://herd.example.org:12300",
            "herd phone jane --device tablet --herd my-herd.conf") { name, device, at };
        phone.SetAction(parsed => PhoneCommand.Run(
            Load(parsed), parsed.GetRequiredValue(name), parsed.GetRequiredValue(device), parsed.GetValue(at), Console.Out, Console.Error));
        return phone;
    }

    private static Command Secret()
    {
        var secret = new HerdCommand(
            "secret",
            "Prints a new secret, for herd.link.secret or a key.",
            "herd secret",
            "export HERD__LINK__SECRET=$(herd secret)");
        secret.SetAction(_ => SecretCommand.Run(Console.Out));
        return secret;
    }

    private static ClientKey? KeyOf(ParseResult parsed) =>
        ClientKey.Read(parsed.GetValue(Key), Environment.GetEnvironmentVariable(ClientKey.Variable));

    private static Command Certificates()
    {
        var names = new Argument<string[]>("NAME") { Description = "Nodes. Default: all of the herd file.", Arity = ArgumentArity.ZeroOrMore };
        var folder = new Option<string>("--out") { Description = "The folder for them. A CA that is there already is used", HelpName = "DIR", Required = true };
        var hosts = new Option<string[]>("--host") { Description = "A name or address more of the nodes' host, beside the herd file's and this machine's own. May be given many times", HelpName = "HOST" };
        var days = new Option<int>("--days")
        {
            Description = $"How long the nodes' certificates are valid. Default: {CertificatesCommand.DefaultDays}",
            HelpName = "DAYS",
            DefaultValueFactory = _ => CertificatesCommand.DefaultDays,
        };
        days.Validators.Add(result => CheckNumber(result, "--days", 1, CertificatesCommand.MaxDays));
        var certificates = new HerdCommand(
            "certificates",
            "Makes a private CA, and a certificate for each node; or issues new ones.",
            "herd certificates --out certs",
            "herd certificates --out certs --herd my-herd.conf",
            "herd certificates --out certs Riley --host riley.example.com") { names, folder, hosts, days };
        certificates.SetAction(parsed => CertificatesCommand.Run(
            Load(parsed),
            parsed.GetValue(Herd) is null,
            parsed.GetRequiredValue(folder),
            parsed.GetValue(names) ?? [],
            parsed.GetValue(hosts) ?? [],
            parsed.GetValue(days)));
        return certificates;
    }

    private static NodeHttp Http(ParseResult parsed, Option<NodeAddress?> at) => Http(parsed, isAt: parsed.GetValue(at) is not null);

    private static NodeHttp Http(ParseResult parsed, bool isAt) =>
        NodeHttp.With(
            Trust(parsed, isAt ? null : Load(parsed), settings => settings.Http), new Credentials(KeyOf(parsed), () => Load(parsed)));

    /// <summary>How to recognize nodes by TLS; null: no TLS.</summary>
    /// <param name="herd">Null: an address was given, so only a herd named with --herd or --set counts.</param>
    private static ServerTrust? Trust(ParseResult parsed, HerdSettings? herd, Func<TlsSettings, bool> hasTls)
    {
        if (parsed.GetValue(Ca) is { } ca)
            return ServerTrust.Read("--ca", ca);
        if (herd is null && (parsed.GetValue(Herd) is not null || parsed.GetValue(Set) is [_, ..]))
            herd = Load(parsed);
        return parsed.GetValue(Tls) || (herd is not null && hasTls(herd.Tls)) ? ServerTrust.Of(herd?.Tls ?? TlsSettings.None) : null;
    }

    private static Option<NodeAddress?> At(string description) => new("--at")
    {
        Description = description,
        HelpName = "HOST:HTTP-PORT",
        CustomParser = HttpAddress.Parse,
    };

    private static HerdSurvey Survey(ParseResult parsed, Option<NodeAddress?> at, NodeHttp http) =>
        parsed.GetValue(at) is { } node ? HerdSurvey.At(http, node) : HerdSurvey.Of(http, Load(parsed));

    private static Task<int> RunUpAsync(ParseResult parsed) =>
        UpCommand.RunAsync(Load(parsed), isDefault: parsed.GetValue(Herd) is null && parsed.GetValue(Set) is not [_, ..]);

    private static HerdSettings Load(ParseResult parsed, Joining? joining = null) =>
        HerdSettings.Load(parsed.GetValue(Herd), parsed.GetValue(Set) ?? [], EnvironmentVariables(), joining);

    private static IEnumerable<KeyValuePair<string, string>> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""));

    private static bool AsksForHelp(ParseResult parsed) => parsed.Action is HelpWithExamples;

    private static string Describe(string message) =>
        Faults.OneLine(message).TrimEnd('.').Replace("Unrecognized command or argument", "no such command or option:", StringComparison.Ordinal);

    private static string Suggestion(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(subcommand => subcommand.Name).Concat(command.Options.Select(option => option.Name)).Concat(["--herd", "--set", "--help"]);
        return parsed.UnmatchedTokens is [var token, ..] && NearestName.Similar(token, known) is { } nearest ? $"; did you mean {nearest}?" : "";
    }

    private static int Refuse(string mistake)
    {
        Console.Error.WriteLine($"herd: {mistake}");
        return ExitCode.Usage;
    }
}
