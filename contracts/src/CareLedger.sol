// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC2771Context } from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import { Consultations } from "./care/Consultations.sol";
import { Records } from "./care/Records.sol";
import { ICareLedger } from "./interfaces/ICareLedger.sol";

/// @title CareLedger
contract CareLedger is ICareLedger, Consultations {
    /// @param relay The one forwarder that is trusted to say who speaks.
    /// @param registry The ledger that knows entities and consents.
    constructor(address relay, address registry) ERC2771Context(relay) Records(registry) { }
}
