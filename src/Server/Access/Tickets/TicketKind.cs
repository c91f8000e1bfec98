namespace Penstock.Server.Access.Tickets;

/// <summary>What a ticket is for.</summary>
internal enum TicketKind
{
    /// <summary>A person's browser session, in a cookie.</summary>
    Session,

    /// <summary>A program's bearer token.</summary>
    Access,

    /// <summary>What a program gets a new pair of tokens for, once.</summary>
    Refresh,
}
