using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Signs reports with ECDSA on P-256 over SHA-256 (FIPS 186-5), by the configured key or one that is derived from
/// <c>privacy.key</c>. The
/// signature is over the report's JSON without blanks, so that it may be printed in any shape.
/// </summary>
public sealed class ReportSigner : IDisposable
{
    private readonly ECDsa _key;

    private ReportSigner(ECDsa key) => _key = key;

    /// <summary>The public key in PEM form, for those who check reports.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The configured key, or the derived one.</summary>
    /// <exception cref="UsageException">Neither is there, or the key is none.</exception>
    public static ReportSigner Open(PrivacySecrets secrets)
    {
        if (secrets.SigningKey is not { } pem)
            return new ReportSigner(Derived(secrets.Require("the signature of reports")));
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256)
                return new ReportSigner(key);
        }
        catch (ArgumentException)
        {
            // Said below, without the text of the key.
        }
        key.Dispose();
        throw new UsageException(
            "The key for signatures is no private key on P-256 in PEM form",
            "privacy.signingKey",
            "openssl ecparam -name prime256v1 -genkey -noout -out signing.pem"
        );
    }

    /// <summary>A report with its signature.</summary>
    public JsonObject Sign(JsonNode report)
    {
        var signature = _key.SignData(Bytes(report), HashAlgorithmName.SHA256);
        return new JsonObject
        {
            ["report"] = report.DeepClone(),
            ["signature"] = new JsonObject
            {
                ["algorithm"] = "ES256",
                ["publicKey"] = PublicKey,
                ["value"] = Convert.ToBase64String(signature),
            },
        };
    }

    /// <summary>Whether a signed report is as it was signed, by the holder of a key.</summary>
    /// <param name="signed">What <see cref="Sign"/> gave, as text.</param>
    /// <param name="publicKey">The key in PEM form; the one in the report proves nothing.</param>
    /// <exception cref="UsageException">It is no signed report, or the key is none.</exception>
    public static bool Verify(string signed, string publicKey)
    {
        try
        {
            var json = JsonNode.Parse(signed)!;
            using var key = ECDsa.Create();
            key.ImportFromPem(publicKey);
            return key.VerifyData(
                Bytes(json["report"]!),
                Convert.FromBase64String(json["signature"]!["value"]!.GetValue<string>()),
                HashAlgorithmName.SHA256
            );
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or NullReferenceException
            )
        {
            throw new UsageException(
                "Not a signed report, or not a public key",
                string.Create(CultureInfo.InvariantCulture, $"{signed.Length} characters"),
                "penstock forget public-key > key.pem; penstock forget verify report.json --key key.pem",
                e
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static byte[] Bytes(JsonNode report) =>
        Encoding.UTF8.GetBytes(report.ToJsonString(JsonSerializerOptions.Default));

    // A number below the order of the group, and not zero, from more bits than it has (FIPS 186-5, A.2.1).
    private static ECDsa Derived(PrivacyKey key)
    {
        var order = BigInteger.Parse(
            "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );
        var number =
            (new BigInteger(key.Derive("signature", 48), isUnsigned: true, isBigEndian: true) % (order - 1)) + 1;
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return ECDsa.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = [.. new byte[32 - bytes.Length], .. bytes] }
        );
    }
}
