using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Api.Identity;

/// <summary>What concerns whoever is signed in.</summary>
public static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder v1)
    {
        var me = v1.MapGroup("/me").WithTags("Identity");
        me.MapGet("", ReadAsync)
            .WithMetadata(new OpenTo(Suspended: true))
            .WithSummary("Who am I").WithDescription("The entity that the token was given to. Open to suspended entities too.")
            .Answers(StatusCodes.Status200OK, new Me("PHY-7K3M9QX2TD4-C", "physician", "Dra. Ana Lima", "active"));
        me.MapPut("/password", ChangePasswordAsync)
            .WithMetadata(new OpenTo(TemporaryPassword: true))
            .WithSummary("Change the password")
            .WithDescription("Ends all tokens, this request's too. The one thing that a temporary password opens.")
            .WithExample(new PasswordChange("7K3M9-QX2TD-4CVB1-N8H5P-W0E6R", "a long sentence is a good password"))
            .Answers(StatusCodes.Status204NoContent, "")
            .Problems(Problems.PasswordWrong);
    }

    static async Task<Me> ReadAsync(Actor actor, Caller caller, LedgerStore store, Vault vault, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var profile = await db.Payloads.SingleOrDefaultAsync(row => row.Id == actor.Entity && row.Kind == PayloadKinds.Profile, cancellation);
        var subject = await vault.SubjectAsync(actor.Entity, cancellation);
        var name = profile is null ? null : (string?)subject?.OpenPayload(profile)["name"];
        return new Me(actor.Identifier, Core.Regulation.EntityClasses.NameOf(actor.Class), name, caller.Suspended ? "suspended" : "active");
    }

    static async Task<IResult> ChangePasswordAsync(PasswordChange body, Actor actor, Credentials credentials, HttpContext context)
    {
        await credentials.ChangeAsync(
            actor, body.CurrentPassword!, body.NewPassword!, context.Connection.RemoteIpAddress, context.RequestAborted);
        return TypedResults.NoContent();
    }
}

/// <param name="Name">Null where the profile was erased.</param>
public sealed record Me(string Identifier, string Class, string? Name, string Status);

public sealed record PasswordChange(string? CurrentPassword, string? NewPassword)
{
    public override string ToString() => nameof(PasswordChange);

    sealed class Rules : AbstractValidator<PasswordChange>
    {
        public Rules()
        {
            RuleFor(body => body.CurrentPassword).NotEmpty().MaximumLength(4 * Passwords.MaxLength);
            RuleFor(body => body.NewPassword).NotEmpty().MaximumLength(4 * Passwords.MaxLength);
        }
    }
}
