using System.Security.Cryptography;
using System.Text;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>
/// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) for one user, 15,000 iterations as MongoDB has them.
/// </summary>
internal sealed class ScramServer
{
    private const int Iterations = 15_000;
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(28);
    private readonly byte[] _storedKey;
    private readonly byte[] _serverKey;
    private readonly string _user;

    public ScramServer(string user, string password)
    {
        _user = user;
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            _salt,
            Iterations,
            HashAlgorithmName.SHA256,
            32
        );
        _storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        _serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
    }

    public Conversation Start(byte[] payload) => new(this, Encoding.UTF8.GetString(payload));

    /// <summary>One login.</summary>
    internal sealed class Conversation
    {
        private readonly ScramServer _server;
        private readonly string _clientFirst;
        private readonly bool _knownUser;
        private readonly string _nonce;

        public Conversation(ScramServer server, string first)
        {
            _server = server;
            _clientFirst = first[(first.IndexOf(',', first.IndexOf(',', StringComparison.Ordinal) + 1) + 1)..];
            var user = Field(_clientFirst, 'n')
                .Replace("=2C", ",", StringComparison.Ordinal)
                .Replace("=3D", "=", StringComparison.Ordinal);
            _knownUser = user == server._user;
            _nonce = Field(_clientFirst, 'r') + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        }

        public string ServerFirst => $"r={_nonce},s={Convert.ToBase64String(_server._salt)},i={Iterations}";

        public bool IsProven { get; private set; }

        /// <summary>Whether the client wants to be done with the server's signature, without an empty round.</summary>
        public bool SkipsEmptyExchange { get; set; }

        /// <summary>Checks the client's proof and gives the server's signature.</summary>
        public string Finish(byte[] payload)
        {
            var final = Encoding.UTF8.GetString(payload);
            var proofAt = final.LastIndexOf(",p=", StringComparison.Ordinal);
            if (proofAt < 0 || Field(final, 'r') != _nonce)
                throw Failed();
            var message = Encoding.UTF8.GetBytes($"{_clientFirst},{ServerFirst},{final[..proofAt]}");
            var key = HMACSHA256.HashData(_server._storedKey, message);
            var proof = Convert.FromBase64String(final[(proofAt + 3)..]);
            if (proof.Length != key.Length)
                throw Failed();
            for (var i = 0; i < key.Length; i++)
                key[i] ^= proof[i];
            if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(key), _server._storedKey) || !_knownUser)
                throw Failed();
            IsProven = true;
            return $"v={Convert.ToBase64String(HMACSHA256.HashData(_server._serverKey, message))}";
        }

        private static string Field(string message, char name) =>
            message.Split(',').FirstOrDefault(p => p.StartsWith($"{name}=", StringComparison.Ordinal))?[2..]
            ?? throw Failed();

        private static MongoCommandException Failed() => new(18, "AuthenticationFailed", "Authentication failed.");
    }
}
