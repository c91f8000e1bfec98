using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// Which content a save is based on. The Studio sends no ETag, but it sends back <c>id</c> and <c>createdAt</c> of what it
/// loaded,
/// and the store changes <c>createdAt</c> with each save. A save conflicts when these two name content of this definition that
/// has
/// been replaced since. It does not conflict when
/// <list type="bullet">
/// <item>they name nothing that this store ever handed out (a file, a definition from elsewhere): the last save wins, as in
/// Elsa;</item>
/// <item>the content is what is stored already: a retry of a save that had arrived;</item>
/// <item>all saves since then came from the same page: its auto-saves overtake their own answers.</item>
/// </list>
/// </summary>
internal static class SaveBase
{
    public static bool IsStale(JsonObject document, SaveRequest request, DefinitionRow latest, DefinitionRow? loaded)
    {
        if (!request.ChecksBase || loaded is null || ReadCreatedAt(document) is not { } at)
            return false;
        var isOurs = at >= loaded.CreatedAt && at <= loaded.Info.SavedAt;
        if (!isOurs)
            return false;
        var isFresh = loaded.Info.Id == latest.Info.Id && at == latest.Info.SavedAt;
        var isOwn = request.Editor is not null && request.Editor == latest.Editor && at >= latest.EditorBase;
        return !isFresh && !isOwn;
    }

    private static DateTimeOffset? ReadCreatedAt(JsonObject document) =>
        DateTimeOffset.TryParse(
            document.Text("createdAt"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;
}
