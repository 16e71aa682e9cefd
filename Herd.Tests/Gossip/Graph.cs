using Herd.Actors.Gossip;

namespace Herd.Tests.Gossip;

internal sealed class Graph
{
    private readonly string[] _names;
    private readonly int[][] _neighbours;

    public Graph(IEnumerable<string> names, IEnumerable<NeighbourPair> links)
    {
        _names = [.. names];
        var numbers = _names.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        var neighbours = _names.Select(_ => new List<int>()).ToArray();
        foreach (var link in links)
        {
            neighbours[numbers[link.First]].Add(numbers[link.Second]);
            neighbours[numbers[link.Second]].Add(numbers[link.First]);
        }

        _neighbours = [.. neighbours.Select(numbers => numbers.ToArray())];
    }

    /// <summary>From each node's own view of its neighbours: a link exists if either end wants it.</summary>
    public static Graph Of(IReadOnlyCollection<string> names, Func<string, IEnumerable<string>> neighboursOf) => new(
        names,
        names.SelectMany(name => neighboursOf(name).Where(names.Contains).Select(other =>
            string.CompareOrdinal(name, other) < 0 ? new NeighbourPair(name, other) : new NeighbourPair(other, name))).Distinct());

    public int MaxDegree => _neighbours.Max(numbers => numbers.Length);

    public double MeanDegree => _neighbours.Average(numbers => numbers.Length);

    public int Diameter => Enumerable.Range(0, _names.Length).Max(number => DistancesFrom(number, -1, -1).Max());

    public bool IsConnected => IsConnectedWithout(-1, -1);

    public bool SurvivesAnyOne => FindsNoCutVertex(-1);

    /// <summary>Whether it stays connected without any two nodes: no node is a cut vertex once another is gone.</summary>
    /// <param name="sample">How many first nodes to try, evenly spread; all if there are fewer.</param>
    public bool SurvivesAnyTwo(int sample)
    {
        var step = Math.Max(1, _names.Length / sample);
        return Enumerable.Range(0, _names.Length).Where(number => number % step == 0).All(FindsNoCutVertex);
    }

    /// <summary>By brute force, to check <see cref="SurvivesAnyTwo"/>.</summary>
    public bool SurvivesAnyTwoTried()
    {
        for (var first = 0; first < _names.Length; first++)
        {
            for (var second = 0; second < first; second++)
            {
                if (!IsConnectedWithout(first, second))
                    return false;
            }
        }

        return true;
    }

    private bool IsConnectedWithout(int one, int other)
    {
        var start = Enumerable.Range(0, _names.Length).First(number => number != one && number != other);
        var distances = DistancesFrom(start, one, other);
        return Enumerable.Range(0, _names.Length).All(number => number == one || number == other || distances[number] >= 0);
    }

    private int[] DistancesFrom(int start, int one, int other)
    {
        var distances = new int[_names.Length];
        Array.Fill(distances, -1);
        distances[start] = 0;
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var next in _neighbours[at].Where(next => next != one && next != other && distances[next] < 0))
            {
                distances[next] = distances[at] + 1;
                queue.Enqueue(next);
            }
        }

        return distances;
    }

    /// <summary>Tarjan's search for cut vertices, with one node left out (-1: none). False also if the graph isn't connected.</summary>
    private bool FindsNoCutVertex(int without)
    {
        var order = new int[_names.Length];
        var low = new int[_names.Length];
        var count = 0;
        var isCut = false;
        var root = without == 0 ? 1 : 0;
        if (root < _names.Length)
            Visit(root, -1);
        return !isCut && count >= _names.Length - (without < 0 ? 0 : 1);

        void Visit(int at, int parent)
        {
            order[at] = low[at] = ++count;
            var subtrees = 0;
            foreach (var next in _neighbours[at])
            {
                if (next == without || next == parent)
                    continue;
                if (order[next] != 0)
                {
                    low[at] = Math.Min(low[at], order[next]);
                    continue;
                }

                Visit(next, at);
                subtrees++;
                low[at] = Math.Min(low[at], low[next]);
                isCut |= parent >= 0 && low[next] >= order[at];
            }

            isCut |= parent < 0 && subtrees > 1;
        }
    }
}
