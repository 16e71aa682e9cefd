using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

public abstract class SettingsTestBase : IDisposable
{
    /// <summary>Valid by itself: two nodes and a link.</summary>
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

    protected string Refusal(string hocon, string[]? sets = null, params (string Name, string Value)[] environment)
    {
        var refusal = Assert.Throws<SettingsException>(() => Load(hocon, sets, environment)).Message;
        Assert.DoesNotContain('\n', refusal);
        return refusal.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
