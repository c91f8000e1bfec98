using static Microsoft.Playwright.Assertions;

namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The workflow that comes with the product, in the editor.</summary>
[Collection(StudioCollection.Name)]
public sealed class ShippedWorkflowTests(StudioSite site)
{
    private sealed class Box
    {
        public string Name { get; set; } = "";

        public double Left { get; set; }

        public double Top { get; set; }

        public double Right { get; set; }

        public double Bottom { get; set; }

        public bool Overlaps(Box other) =>
            Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }

    [Fact]
    public async Task The_boxes_of_customer_is_king_and_the_names_of_their_outcomes_do_not_overlap()
    {
        await using var visit = await site.VisitAsync("erin");
        var designer = new Designer(visit);
        await designer.OpenAsync("customer-is-king");
        await Expect(designer.Connections).ToHaveCountAsync(9);

        // A node's rectangle holds the names of its outcomes too.
        var boxes = await visit.Page.EvaluateAsync<Box[]>(
            """
            () => [...document.querySelectorAll('.x6-node')].map(node => {
                const r = node.getBoundingClientRect();
                return { name: node.textContent.trim(), left: r.left, top: r.top, right: r.right, bottom: r.bottom };
            })
            """
        );
        Assert.Equal(9, boxes.Length);
        Assert.DoesNotContain(
            boxes.SelectMany((a, i) => boxes.Skip(i + 1).Where(b => a.Overlaps(b)).Select(b => $"{a.Name} | {b.Name}")),
            _ => true
        );
        await designer.FitAsync();
        await visit.PictureAsync("customer-is-king", isForTutorial: true);
        await visit.LeaveAsync();
    }
}
