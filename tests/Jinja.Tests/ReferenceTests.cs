namespace Penstock.Jinja.Tests;

public class ReferenceTests
{
    [Theory]
    [InlineData("cases.json", 158)]
    [InlineData("reference.json", 400)]
    public void Templates_give_what_Jinja2_gives(string name, int atLeast)
    {
        var file = ReferenceFile.Read(name);

        Assert.True(file.Cases.Count >= atLeast, $"{file.Cases.Count} cases");
        var wrong = file.Cases.Select(file.Check).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong)}");
    }
}
