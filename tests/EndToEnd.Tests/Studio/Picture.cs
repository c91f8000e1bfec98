using Microsoft.Playwright;
using Penstock.Testing;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>Screenshots.</summary>
internal static class Picture
{
    private static readonly bool Renews = Environment.GetEnvironmentVariable("PENSTOCK_UPDATE_PICTURES") == "1";

    public static async Task TakeAsync(IPage page, string file, bool isForTutorial, int height)
    {
        var png = await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = file,
                Animations = ScreenshotAnimations.Disabled,
                Caret = ScreenshotCaret.Hide,
                Clip = new Clip { Width = 1360, Height = height },
            }
        );
        if (!isForTutorial || !Renews)
            return;
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "images"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, Path.GetFileName(file)), png);
    }
}
