using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Bench.Rivals;

/// <summary>A test that needs a program of the machine: without it, it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereInstalledAttribute : FactAttribute
{
    public FactWhereInstalledAttribute(string program)
    {
        if (!InstalledProgram.Exists(program))
            Skip = InstalledProgram.Missing(program);
    }
}
