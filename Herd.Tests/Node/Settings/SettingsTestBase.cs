using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

/// <summary>Loads herd files that are written for a test.</summary>
public abstract class SettingsTestBase : IDisposable
{
    /// <summary>Two nodes and a link: what a test adds to is right in itself.</summary>
    protected const string Pair = """
        herd.nodes {
          Ada { client-port = 1, link-port = 2 }
          Bo { client-port = 3, link-port = 4 }
        }
        herd.links = [[Ada, Bo]]

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, string text) => _folder.Write(name, text);

    protected HerdSettings Load(string hocon, string[]? sets = null, params (string Name, string Value)[] environment) =>
        HerdSettings.Load(
            Write("test.conf", hocon),
            sets ?? [],
            environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));

    /// <summary>The error, the folder of the herd file left out.</summary>
    protected string Refusal(string hocon, string[]? sets = null, params (string Name, string Value)[] environment)
    {
        var refusal = Assert.Throws<SettingsException>(() => Load(hocon, sets, environment)).Message;
        Assert.DoesNotContain('\n', refusal);
        return refusal.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
