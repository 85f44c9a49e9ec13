// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The one door for batches of operations that entities signed
interface IOperationRelay {
    /// @dev EIP-712 type, domain ("HealthLedger", "1", chain id, this contract):
    /// Operation(bytes32 entity,bytes32 requestId,address ledger,uint64 gas,bytes call). An empty call gives the request id up:
    /// it is spent and executed as Given up, without calling any ledger.
    struct Operation {
        bytes32 entity;
        bytes32 requestId;
        address ledger;
        uint64 gas;
        bytes call;
        bytes signature;
    }

    enum Outcome {
        None,
        Succeeded,
        Refused,
        GivenUp
    }

    enum SkipReason {
        None,
        SignatureInvalid,
        SpeakerNotCurrent,
        AlreadySpent,
        GasOverCap,
        LedgerUnknown,
        OutOfGas
    }

    /// @dev revertData holds at most 256 bytes; empty unless refused.
    event Executed(bytes32 indexed entity, bytes32 indexed requestId, Outcome outcome, bytes revertData);
    event Skipped(bytes32 indexed entity, bytes32 indexed requestId, SkipReason reason);

    error NotARelayer(address caller);
    error TooLittleGas(uint256 index);

    function execute(Operation[] calldata operations) external;
    function isSpent(bytes32 entity, bytes32 requestId) external view returns (bool spent);
    function registry() external view returns (address ledger);
    function care() external view returns (address ledger);
}
