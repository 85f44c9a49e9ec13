// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAuditAnchors } from "./IAuditAnchors.sol";
import { IConsents } from "./IConsents.sol";
import { IEntities } from "./IEntities.sol";
import { IStudies } from "./IStudies.sol";

/// @title Who exists, who may do what, what was seen, and what is studied
interface IRegistryLedger is IEntities, IConsents, IAuditAnchors, IStudies { }
