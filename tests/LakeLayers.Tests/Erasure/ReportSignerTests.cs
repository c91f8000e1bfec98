using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

public class ReportSignerTests
{
    private static readonly PrivacySecrets Secrets = new(() => new string('k', 32));

    private static JsonObject Report { get; } =
        ErasureReport.Of(
            new ErasureResult(
                Guid.Empty,
                "abc",
                "me",
                DateTimeOffset.UnixEpoch,
                new SubjectFindings([new FoundTable(new TableName("raw", "a"), "id", 2, 3, [4, 5])], [], 1, 0, 0)
            )
            {
                Warehouse = new Dictionary<string, long> { ["warehouse.fact"] = 7 },
            }
        );

    [Fact]
    public void A_signed_report_can_be_checked_in_any_shape_and_a_changed_one_fails()
    {
        using var signer = ReportSigner.Open(Secrets);
        var signed = signer.Sign(Report);
        Assert.True(ReportSigner.Verify(signed.ToJsonString(), signer.PublicKey));
        Assert.True(
            ReportSigner.Verify(
                signed.ToJsonString(new JsonSerializerOptions { WriteIndented = true }),
                signer.PublicKey
            )
        );

        var text = signed.ToJsonString();
        foreach (
            var (from, to) in new[]
            {
                ("\"rows\":2", "\"rows\":3"),
                ("\"by\":\"me\"", "\"by\":\"mE\""),
                ("raw.a", "raw.b"),
                ("\"rows\":7", "\"rows\":0"),
            }
        )
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            Assert.False(ReportSigner.Verify(text.Replace(from, to, StringComparison.Ordinal), signer.PublicKey));
        }
    }

    [Fact]
    public void The_derived_key_is_the_same_each_time_and_another_for_another_secret()
    {
        using var one = ReportSigner.Open(Secrets);
        using var same = ReportSigner.Open(new PrivacySecrets(() => new string('k', 32)));
        using var other = ReportSigner.Open(new PrivacySecrets(() => new string('l', 32)));
        Assert.Equal(one.PublicKey, same.PublicKey);
        Assert.NotEqual(one.PublicKey, other.PublicKey);
        Assert.False(ReportSigner.Verify(other.Sign(Report).ToJsonString(), one.PublicKey));
    }

    [Fact]
    public void A_configured_key_signs_instead()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = ReportSigner.Open(new PrivacySecrets(() => null, key.ExportECPrivateKeyPem));
        Assert.True(ReportSigner.Verify(signer.Sign(Report).ToJsonString(), key.ExportSubjectPublicKeyInfoPem()));

        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        foreach (var pem in new[] { "none", larger.ExportECPrivateKeyPem() })
            Assert.Contains(
                "P-256",
                Assert.Throws<UsageException>(() => ReportSigner.Open(new PrivacySecrets(() => null, () => pem))).What,
                StringComparison.Ordinal
            );
        Assert.Throws<UsageException>(() => ReportSigner.Open(PrivacySecrets.None));
        Assert.Throws<UsageException>(() => ReportSigner.Verify("{}", key.ExportSubjectPublicKeyInfoPem()));
    }
}
