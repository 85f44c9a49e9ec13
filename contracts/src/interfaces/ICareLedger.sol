// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAppointments } from "./IAppointments.sol";
import { IConsultations } from "./IConsultations.sol";
import { IExams } from "./IExams.sol";
import { IMedicines } from "./IMedicines.sol";

/// @title What was arranged, found, examined, prescribed and dispensed
/// @notice Every write asks in this order: who is speaking; does the thing exist; whose is it and is there consent; its state. What the
/// registry refuses on the way (SpeakerUnknown, EntityNotActive, NoConsent) is passed on as it is.
interface ICareLedger is IConsultations, IAppointments, IExams, IMedicines { }
