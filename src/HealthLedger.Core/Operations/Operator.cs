namespace HealthLedger.Core.Operations;

/// <summary>The person at an organization's counter: a name, and a council's register where there is one (`CRF-SP 54321`).</summary>
public sealed record OperatorBody(string? Name, string? Register) : Confidential;

/// <summary>A body that may say who of the organization acts; the patient's access log shows it.</summary>
public interface IOperated
{
    OperatorBody? Operator { get; }
}
