namespace Penstock.Workflows.Activities.Composition;

/// <summary>How far a bulk dispatch is; bounded, whatever the number of items.</summary>
internal sealed record BulkProgress
{
    /// <summary>The bookmark that the children resume.</summary>
    public Guid Bookmark { get; set; }

    /// <summary>The place of the item that is dispatched next.</summary>
    public int Next { get; set; }

    /// <summary>Children that ended well.</summary>
    public int Completed { get; set; }

    /// <summary>Children that faulted or were cancelled.</summary>
    public int Faulted { get; set; }

    /// <summary>The places of the items whose children have not ended.</summary>
    public List<int> Open { get; set; } = [];

    /// <summary>The places of items whose children faulted, the first thousand.</summary>
    public List<int> FaultedItems { get; set; } = [];
}
