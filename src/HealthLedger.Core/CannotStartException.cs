namespace HealthLedger.Core;

/// <summary>Why the gateway does not start, in one sentence that says what to do: printed as it is, without a stack trace.</summary>
public sealed class CannotStartException(string sentence, Exception? cause = null) : Exception(sentence, cause);
