// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC2771Context } from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import { EntityClass } from "./interfaces/IEntities.sol";
import { IRegistryLedger } from "./interfaces/IRegistryLedger.sol";
import { AuditAnchors } from "./registry/AuditAnchors.sol";
import { Consents } from "./registry/Consents.sol";
import { Speakers } from "./registry/Speakers.sol";
import { Studies } from "./registry/Studies.sol";

/// @title RegistryLedger
contract RegistryLedger is Speakers, Consents, AuditAnchors, Studies, IRegistryLedger {
    /// @param relay The one forwarder that is trusted to say who speaks.
    /// @param regulator The first regulator, its own author; the others come from it.
    /// @param speaker The first regulator's address.
    /// @param commitment The commitment to the first regulator's profile.
    /// @param relayer The first relayer.
    /// @param replacementDelay How many seconds a lost key's owner has to say that it is not lost.
    constructor(address relay, bytes32 regulator, address speaker, bytes32 commitment, address relayer, uint64 replacementDelay)
        ERC2771Context(relay)
        Speakers(replacementDelay)
    {
        _register(regulator, EntityClass.Regulator, speaker, commitment, regulator);
        _listRelayer(relayer, true, regulator);
    }
}
