using System.Buffers;
using System.Collections.Concurrent;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Query.Writing;

/// <summary>
/// Numbers the partitions of rows as they are met, by several threads at once: files are then written by number, so that no value
/// becomes part of a path. A number is a node of a tree, with a level for each field of the spec.
/// </summary>
internal sealed class PartitionNumbers
{
    /// <summary>A number that no partition has.</summary>
    public const int Unknown = -1;

    private readonly ConcurrentDictionary<(int Above, Int128 Code), int> _numbers = new();
    private readonly List<(int Above, Int128 Code)> _nodes = [];
    private readonly IReadOnlyList<PartitionColumn> _columns;
    private readonly int _most;
    private int _partitions;

    /// <param name="spec">The spec; its columns are in the schema, and its transforms are known.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="most">So many partitions at most.</param>
    public PartitionNumbers(PartitionSpec spec, IcebergSchema schema, int most)
    {
        Sources = [.. spec.Fields.Select(f => schema.Fields.First(c => c.Id == f.SourceId).Name)];
        _columns =
        [
            .. spec.Fields.Select(f => new PartitionColumn(
                PartitionTransform.Parse(f.Transform)!,
                (PrimitiveType)schema.Find(f.SourceId)!.Type
            )),
        ];
        _most = most;
    }

    /// <summary>The columns that the fields are made from, in their order: the arguments of the functions.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Whether there were more partitions than may be; the statement has failed then.</summary>
    public bool HasTooMany => _partitions > _most;

    /// <summary>The number of each row's partition; new ones get the next.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public void Number(ReadOnlySpan<DuckDbVector> arguments, Span<int> numbers) => Run(arguments, numbers, adds: true);

    /// <summary>The number of each row's partition, or <see cref="Unknown"/> when none was met before.</summary>
    public void Find(ReadOnlySpan<DuckDbVector> arguments, Span<int> numbers) => Run(arguments, numbers, adds: false);

    /// <summary>The partition that has a number.</summary>
    public FilePartition Partition(int number)
    {
        var values = new object?[_columns.Count];
        lock (_nodes)
        {
            for (var i = values.Length - 1; i >= 0; i--)
            {
                var (above, code) = _nodes[number];
                (values[i], number) = (_columns[i].Value(code), above);
            }
        }
        return new FilePartition(null, values);
    }

    private void Run(ReadOnlySpan<DuckDbVector> arguments, Span<int> numbers, bool adds)
    {
        var rented = ArrayPool<Int128>.Shared.Rent(numbers.Length);
        var codes = rented.AsSpan(0, numbers.Length);
        numbers.Fill(Unknown);
        for (var level = 0; level < _columns.Count; level++)
        {
            _columns[level].Read(arguments[level], codes, adds);
            var (last, number) = ((Above: int.MinValue, Code: (Int128)0), Unknown);
            for (var row = 0; row < codes.Length; row++)
            {
                if (level > 0 && numbers[row] == Unknown)
                    continue;
                var key = (numbers[row], codes[row]);
                if (key != last)
                    (last, number) = (key, Next(key, adds, isLast: level == _columns.Count - 1));
                numbers[row] = number;
            }
        }
        ArrayPool<Int128>.Shared.Return(rented);
    }

    private int Next((int Above, Int128 Code) key, bool adds, bool isLast)
    {
        if (_numbers.TryGetValue(key, out var known))
            return known;
        if (!adds)
            return Unknown;
        lock (_nodes)
        {
            if (_numbers.TryGetValue(key, out known))
                return known;
            if (isLast && ++_partitions > _most)
                throw new InvalidOperationException("There are too many partitions");
            _nodes.Add(key);
            return _numbers[key] = _nodes.Count - 1;
        }
    }
}
