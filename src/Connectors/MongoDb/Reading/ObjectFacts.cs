using System.Text.Json.Nodes;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>What the reader knows of one object when its last document is written.</summary>
/// <param name="Documents">How many lines.</param>
/// <param name="JsonBytes">Size before compression.</param>
/// <param name="InvalidUtf8Documents">Documents in which bytes were replaced.</param>
/// <param name="After">The place before its first document; null at the beginning, or where there are no places.</param>
/// <param name="Through">The place of its last document; null where there are no places.</param>
/// <param name="Shape">See <see cref="Bson.ShapeJson"/>.</param>
internal sealed record ObjectFacts(
    long Documents,
    long JsonBytes,
    long InvalidUtf8Documents,
    Position? After,
    Position? Through,
    JsonObject Shape
);
