using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>An object that the catalogue or a caller names is not in the store.</summary>
public sealed class ObjectNotFoundException(string key, string address, Exception? inner = null)
    : PenstockException("No such object", $"{key} in {address}", "Nothing was changed", "penstock doctor", inner);
