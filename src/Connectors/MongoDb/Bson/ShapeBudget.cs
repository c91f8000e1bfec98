namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// How many different fields a shape may hold. Documents that use ids as field names would make it grow with the data; then the
/// shape stays incomplete and says so.
/// </summary>
internal sealed class ShapeBudget(int fields)
{
    private int _left = fields;

    public bool IsSpent { get; private set; }

    public bool TrySpend()
    {
        if (_left-- > 0)
            return true;
        IsSpent = true;
        return false;
    }
}
