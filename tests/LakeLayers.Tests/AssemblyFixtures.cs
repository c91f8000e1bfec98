using Penstock.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
