using System.Globalization;

namespace Penstock.Sandbox.Retail;

/// <summary>
/// The generator's state. Exact totals come from drawing without replacement: each decision is taken with the chance
/// "still due / places still left" (Knuth's algorithm S), so every quota is used up at the end, whatever the seed.
/// </summary>
internal sealed class InvoiceWriter
{
    private const int LargestInvoice = 1_114;
    private static readonly int[] Quantities =
    [
        1,
        1,
        1,
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        3,
        3,
        4,
        4,
        6,
        6,
        6,
        8,
        10,
        12,
        12,
        12,
        16,
        24,
        24,
        48,
    ];
    private static readonly string[] Remarks =
    [
        "damages",
        "?",
        "check",
        "lost",
        "found",
        "thrown away",
        "wrongly marked",
        "Amazon",
    ];
    private static readonly string[] ImpossibleDates = ["2011-02-30 10:00:00", "13/32/2011 9:15", "unknown"];

    private readonly RetailItems _items;
    private readonly RetailCustomers _customers;
    private readonly RetailCalendar _calendar = new();
    private readonly Quota[] _left;
    private readonly long[] _lastInvoiceOfItem;
    private readonly (int Customer, int Item, int Quantity)[] _recent = new (int, int, int)[64];
    private readonly long _invoices;
    private readonly long _salesRows;
    private readonly int _breaches;
    private SplitMix _random;
    private int _knownItems,
        _knownCustomers,
        _breached,
        _recentCount;
    private long _duplicatesLeft,
        _variantsLeft,
        _laterLinesLeft,
        _invoice,
        _salesDone;

    private InvoiceKind _kind;
    private long _linesLeft;
    private bool _first;
    private int _usedItems,
        _day,
        _customer;
    private string _number = "",
        _date = "",
        _country = "";
    private bool _cleanIsVariant;
    private RetailRow _clean;

    public InvoiceWriter(RetailPlan plan, ulong seed)
    {
        _items = new RetailItems(plan.Items, seed);
        _customers = new RetailCustomers(plan.Customers, seed);
        _lastInvoiceOfItem = new long[plan.Items];
        _left = [plan.Sales, plan.Anonymous, plan.Cancellations, plan.WriteOffs, plan.Adjustments];
        (_invoices, _salesRows, _breaches) = (plan.Invoices, plan.Sales.Rows, plan.Breaches);
        _laterLinesLeft = plan.Sales.Rows - plan.Sales.Invoices;
        _duplicatesLeft = Math.Min(plan.Duplicates, _laterLinesLeft);
        // One line in a hundred has the item of the line before in another quantity: the same key, no duplicate.
        _variantsLeft = Math.Min(plan.Sales.Rows / 100, _laterLinesLeft - _duplicatesLeft);
        _random = new SplitMix(SplitMix.Mix(seed));
    }

    /// <summary>The line that <see cref="NextLine"/> made.</summary>
    public RetailRow Current { get; private set; }

    public bool NextInvoice()
    {
        if (_invoice == _invoices)
            return false;
        // The first is a sale: nothing can be given back before.
        _kind = _invoice == 0 ? InvoiceKind.Sale : DrawKind();
        _linesLeft = _left[(int)_kind].TakeInvoice(ref _random, Math.Min(LargestInvoice, _lastInvoiceOfItem.Length));
        var (time, day) = _calendar.At(_invoices == 1 ? 0 : _invoice / (double)(_invoices - 1));
        (_day, _first, _usedItems) = (day, true, 0);
        _date = RetailCalendar.Format(time, american: _random.Below(3) == 0);
        _number = string.Create(
            CultureInfo.InvariantCulture,
            $"{(_kind == InvoiceKind.Cancellation ? "C" : "")}{536_365 + _invoice}"
        );
        _customer = _kind switch
        {
            InvoiceKind.Sale => DrawCustomer(),
            InvoiceKind.Cancellation => _recent[_random.Below(Math.Min(_recentCount, _recent.Length))].Customer,
            _ => -1,
        };
        _country =
            _customer >= 0 ? _customers.Country(_customer, _day)
            : _random.Below(20) == 0 ? "EIRE"
            : RetailCustomers.Countries[0];
        _invoice++;
        return true;
    }

    public bool NextLine()
    {
        if (_linesLeft == 0)
            return false;
        _linesLeft--;
        Current = _kind switch
        {
            InvoiceKind.Sale => Sale(),
            InvoiceKind.Anonymous => Line(TakeItem(), Quantity(), _random.Below(20) == 0 ? 2 : 1),
            InvoiceKind.Cancellation => Cancellation(),
            InvoiceKind.WriteOff => Line(TakeItem(), _random.Below(5) < 3 ? -Quantity() : Quantity(), 0) with
            {
                Description = null,
            },
            _ => Line(TakeItem(), -Quantity(), 0) with { Description = Remarks[_random.Below(Remarks.Length)] },
        };
        _first = false;
        return true;
    }

    private RetailRow Sale()
    {
        _salesDone++;
        if (_first)
            return Keep(NewLine(), isVariant: false);

        var place = _random.Unit() * _laterLinesLeft--;
        if (place < _duplicatesLeft)
        {
            _duplicatesLeft--;
            return _clean;
        }
        if (place < _duplicatesLeft + _variantsLeft)
        {
            _variantsLeft--;
            if (!_cleanIsVariant)
                return Keep(_clean with { Quantity = _clean.Quantity + 1 }, isVariant: true);
        }
        var line = NewLine();
        var breachDue = _breached < _breaches && _salesDone >= (_breached + 1) * _salesRows / (_breaches + 1);
        return breachDue ? Breach(line) : Keep(line, isVariant: false);
    }

    /// <summary>What later duplicates and variants of this invoice repeat; never a breach, whose number is fixed.</summary>
    private RetailRow Keep(RetailRow line, bool isVariant)
    {
        (_clean, _cleanIsVariant) = (line, isVariant);
        return line;
    }

    private RetailRow NewLine()
    {
        // Items come into the shop early in the year more than late, and all of them before it ends.
        var normalLeft = _salesRows - _salesDone + 1 - _duplicatesLeft - _variantsLeft;
        var due = _lastInvoiceOfItem.Length - _knownItems;
        var isNewItem = due > 0 && (_knownItems == 0 || _random.Unit() * normalLeft < 6.0 * due);
        var item = isNewItem ? Use(_knownItems++) : TakeItem();
        var quantity = Quantity();
        _recent[_recentCount++ & (_recent.Length - 1)] = (_customer, item, quantity);
        return Line(item, quantity, 1);
    }

    private RetailRow Cancellation()
    {
        var sold = _recent[_random.Below(Math.Min(_recentCount, _recent.Length))];
        var given = sold.Customer == _customer && _lastInvoiceOfItem[sold.Item] != _invoice;
        return given
            ? Line(Use(sold.Item), -1 - _random.Below(sold.Quantity), 1)
            : Line(TakeItem(), -1 - _random.Below(6), 1);
    }

    private RetailRow Breach(RetailRow line) =>
        (_breached++ % 3) switch
        {
            0 => line with { InvoiceDate = ImpossibleDates[_breached / 3 % ImpossibleDates.Length] },
            1 => line with { UnitPrice = -line.UnitPrice },
            _ => line with { Country = "" },
        };

    private RetailRow Line(int item, int quantity, int priceTimes) =>
        new(
            _number,
            _items.Code(item),
            _items.Description(item, _day),
            quantity,
            _date,
            _items.Price(item, _day) * priceTimes,
            _customer >= 0 ? _customers.Id(_customer) : null,
            _country
        );

    private InvoiceKind DrawKind()
    {
        var place = (long)(_random.Unit() * (_invoices - _invoice));
        var kind = 0;
        while (place >= _left[kind].Invoices)
            place -= _left[kind++].Invoices;
        return (InvoiceKind)kind;
    }

    private int DrawCustomer()
    {
        // This invoice has been taken from the quota already.
        var salesLeft = _left[(int)InvoiceKind.Sale].Invoices + 1;
        var due = _customers.Count - _knownCustomers;
        if (due > 0 && (_knownCustomers == 0 || _random.Unit() * salesLeft < 2.0 * due))
            return _knownCustomers++;
        return Popular(_knownCustomers);
    }

    /// <summary>An item that is not on this invoice yet; a new one when all known ones are.</summary>
    private int TakeItem()
    {
        if (_usedItems >= _knownItems)
            return Use(_knownItems++);
        var item = Popular(_knownItems);
        while (_lastInvoiceOfItem[item] == _invoice)
            item = item + 1 == _knownItems ? 0 : item + 1;
        return Use(item);
    }

    private int Use(int item)
    {
        _lastInvoiceOfItem[item] = _invoice;
        _usedItems++;
        return item;
    }

    private int Popular(int known)
    {
        var u = _random.Unit();
        return (int)(u * u * known);
    }

    private int Quantity() => Quantities[_random.Below(Quantities.Length)];
}
