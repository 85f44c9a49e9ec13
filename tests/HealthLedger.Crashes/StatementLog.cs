using System.Data.Common;
using System.Diagnostics;

namespace HealthLedger.Crashes;

/// <summary>Hears each statement that EF sends to a database in this process.</summary>
/// <param name="heard">Told the database and the statement's text, parameters by their names.</param>
public sealed class StatementLog(Action<string, string> heard) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting") return;
        // By reflection: this is brought into a process that has an EF of its own.
        var command = (DbCommand)value.Value!.GetType().GetProperty("Command")!.GetValue(value.Value)!;
        heard(command.Connection!.DataSource, command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
