using Akka.Configuration.Hocon;
using Herd.Actors.Gossip;

namespace Herd.Node.Settings;

internal static class LinksReader
{
    private const string Setting = "links";
    private const string Auto = "auto";
    private const string Expected = "auto, or a list of pairs of nodes, as in [[Goloman, Hands], [Hands, Wilkes]]";

    public static LinkPlan Read(SettingsSection herd, IReadOnlyList<NodeSettings> nodes)
    {
        if (herd.IsWord(Setting, Auto))
            return LinkPlan.Auto.Instance;
        var names = nodes.Select(node => node.Name).ToList();
        List<NeighbourPair> links = [];
        foreach (var value in herd.List(Setting, Expected))
        {
            if (ReadPair(value) is not { } pair)
                herd.Refuse(Setting, $"expected {Expected}, found {SettingsSection.Found(value)} in it");
            else if (new[] { pair.First, pair.Second }.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
                herd.Refuse(Setting, $"{SettingsSection.Found(value)}: there is no node {SettingsCheck.Show(unknown)}; did you mean {NearestName.Of(unknown, names)}?");
            else if (pair.First == pair.Second)
                herd.Refuse(Setting, $"{SettingsSection.Found(value)}: a node can't have a link with itself; take it out");
            else if (!links.Exists(link => link.OtherThan(pair.First) == pair.Second))
                links.Add(pair);
        }

        return new LinkPlan.Pairs(links);
    }

    private static NeighbourPair? ReadPair(HoconValue value) =>
        HoconText.IsList(value) && value.GetArray() is [var first, var second]
        && first.GetString() is { } firstName && second.GetString() is { } secondName
            ? new NeighbourPair(firstName, secondName)
            : null;
}
