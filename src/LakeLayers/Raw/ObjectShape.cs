namespace Penstock.LakeLayers.Raw;

/// <summary>What an object's documents look like.</summary>
/// <param name="Shape">Their shape.</param>
/// <param name="HasFaults">Whether lines were seen that cannot be taken; these are not in the shape.</param>
internal sealed record ObjectShape(FieldShape Shape, bool HasFaults);
