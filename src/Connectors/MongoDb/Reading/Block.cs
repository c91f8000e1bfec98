namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>Whole lines on their way from the reader to the writer.</summary>
/// <param name="Bytes">From the shared pool; whoever is done with them returns them.</param>
/// <param name="Length">How many of the bytes count.</param>
/// <param name="End">What is known of the object when this is its last block.</param>
internal sealed record Block(byte[] Bytes, int Length, ObjectFacts? End);
