using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.ObjectStores;

public class ObjectStoreFactoryTests
{
    [Fact]
    public void An_address_opens_its_kind_of_store()
    {
        using var folder = new TestFolder();
        var s3 = new S3StoreOptions("", "key", "secret", folder["scratch"])
        {
            Endpoint = new Uri("http://127.0.0.1:1"),
        };

        Assert.Equal("s3://lake", ObjectStoreFactory.Open("s3://lake", s3).Address);
        Assert.Equal("s3://lake/a/b", ObjectStoreFactory.Open("s3://lake/a/b/", s3).Address);
        Assert.Equal($"file://{folder["x"]}", ObjectStoreFactory.Open($"file://{folder["x"]}").Address);
        Assert.Equal($"file://{folder["x"]}", ObjectStoreFactory.Open($"file:{folder["x"]}").Address);
        Assert.IsType<LocalDiskObjectStore>(ObjectStoreFactory.Open(folder["y"]));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("ftp://host/folder")]
    [InlineData("s3:///a")]
    public void An_address_of_no_store_is_refused(string address)
    {
        using var folder = new TestFolder();
        Assert.Throws<UsageException>(() =>
            ObjectStoreFactory.Open(address, new S3StoreOptions("", "key", "secret", folder["scratch"]))
        );
    }

    [Fact]
    public void S3_without_its_options_is_refused() =>
        Assert.Throws<UsageException>(() => ObjectStoreFactory.Open("s3://lake"));
}
