using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Bench.Rivals;

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereInstalledAttribute : FactAttribute
{
    public FactWhereInstalledAttribute(string program)
    {
        if (!InstalledProgram.Exists(program))
            Skip = InstalledProgram.Missing(program);
    }
}
