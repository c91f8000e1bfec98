namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>Dates in relaxed form: ISO-8601 in UTC within the years 1970 to 9999, milliseconds as a number outside.</summary>
internal static class JsonDates
{
    private const long EndOf9999 = 253_402_300_799_999;

    public static void Write(LineBuffer output, long milliseconds)
    {
        if (milliseconds is < 0 or > EndOf9999)
        {
            output.Add("{\"$date\":{\"$numberLong\":\""u8);
            JsonNumbers.Write(output, milliseconds);
            output.Add("\"}}"u8);
            return;
        }
        output.Add("{\"$date\":\""u8);
        var time = DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        var room = output.Room(28);
        var (year, month, day) = time;
        Two(room, year / 100);
        Two(room[2..], year % 100);
        room[4] = (byte)'-';
        Two(room[5..], month);
        room[7] = (byte)'-';
        Two(room[8..], day);
        room[10] = (byte)'T';
        Two(room[11..], time.Hour);
        room[13] = (byte)':';
        Two(room[14..], time.Minute);
        room[16] = (byte)':';
        Two(room[17..], time.Second);
        output.Advance(19);
        if (time.Millisecond is var fraction and not 0)
        {
            room[19] = (byte)'.';
            room[20] = (byte)('0' + (fraction / 100));
            Two(room[21..], fraction % 100);
            output.Advance(4);
        }
        output.Add("Z\"}"u8);
    }

    private static void Two(Span<byte> room, int value)
    {
        room[1] = (byte)('0' + (value % 10));
        room[0] = (byte)('0' + (value / 10));
    }
}
