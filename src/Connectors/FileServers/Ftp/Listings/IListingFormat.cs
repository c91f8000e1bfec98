namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// One of the forms in which servers write a listing. Their lines are so different that a line fits one at most.
/// </summary>
internal interface IListingFormat
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, one character a byte.</param>
    /// <param name="now">To find the year of dates without one.</param>
    /// <param name="entry">What it says; null for a heading, a total, the folder itself or its parent.</param>
    /// <returns>Whether the line was understood.</returns>
    bool TryRead(string line, DateTimeOffset now, out ListedEntry? entry);
}
