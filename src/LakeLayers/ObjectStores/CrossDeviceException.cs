namespace Penstock.LakeLayers.ObjectStores;

/// <summary>A rename would leave the file system; the bytes must be copied.</summary>
internal sealed class CrossDeviceException(string message) : IOException(message);
