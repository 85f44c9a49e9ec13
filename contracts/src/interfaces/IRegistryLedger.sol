// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAuditAnchors } from "./IAuditAnchors.sol";
import { IConsents } from "./IConsents.sol";
import { IEntities } from "./IEntities.sol";

/// @title Who exists, who may do what, and what was seen
interface IRegistryLedger is IEntities, IConsents, IAuditAnchors { }
