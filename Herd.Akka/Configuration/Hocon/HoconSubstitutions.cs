namespace Akka.Configuration.Hocon;

/// <summary>Gives the substitutions of a parsed text their values.</summary>
internal static class HoconSubstitutions
{
    /// <summary>Resolves in the order of the text, so that a path may lead through a substitution that came before.</summary>
    /// <exception cref="FormatException">A substitution names nothing, or itself.</exception>
    public static void Resolve(HoconValue root, IReadOnlyList<HoconSubstitution> substitutions)
    {
        var config = new Config(new HoconRoot(root));
        foreach (var substitution in substitutions)
        {
            substitution.ResolvedValue = config.GetValue(substitution.Path)
                ?? throw new FormatException($"Unresolved substitution: {substitution.Path}");
            RefuseCycles(substitution, [], []);
        }
    }

    private static void RefuseCycles(IHoconElement element, HashSet<HoconSubstitution> open, HashSet<HoconSubstitution> settled)
    {
        switch (element)
        {
            case HoconSubstitution { ResolvedValue: { } value } substitution when !settled.Contains(substitution):
                if (!open.Add(substitution))
                    throw new FormatException($"Substitution names itself: {substitution.Path}");
                value.Values.ForEach(part => RefuseCycles(part, open, settled));
                settled.Add(substitution);
                break;
            case HoconObject section:
                foreach (var value in section.Items.Values)
                    value.Values.ForEach(part => RefuseCycles(part, open, settled));
                break;
            case HoconArray list:
                foreach (var value in list)
                    value.Values.ForEach(part => RefuseCycles(part, open, settled));
                break;
        }
    }
}
