using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp;

/// <summary>
/// Finds the port in the replies to EPSV (RFC 2428: <c>(|||6446|)</c>) and PASV (RFC 959: <c>h1,h2,h3,h4,p1,p2</c>, whose host
/// part is ignored).
/// </summary>
internal static partial class FtpPassive
{
    public static int? ParseExtended(FtpReply reply) =>
        reply.Code == 229 && Extended().Match(reply.Text) is { Success: true } m
            ? Port(m.Groups["port"].Value, "0")
            : null;

    public static int? Parse(FtpReply reply) =>
        reply.Code == 227 && Plain().Match(reply.Text) is { Success: true } m
            ? Port(m.Groups["low"].Value, m.Groups["high"].Value)
            : null;

    private static int? Port(string low, string high)
    {
        var port = int.Parse(low, CultureInfo.InvariantCulture) + (256 * int.Parse(high, CultureInfo.InvariantCulture));
        return port is > 0 and <= 65535 ? port : null;
    }

    [GeneratedRegex(@"\((.)\1\1(?<port>\d{1,5})\1\)")]
    private static partial Regex Extended();

    [GeneratedRegex(@"\d{1,3},\d{1,3},\d{1,3},\d{1,3},(?<high>\d{1,3}),(?<low>\d{1,3})")]
    private static partial Regex Plain();
}
