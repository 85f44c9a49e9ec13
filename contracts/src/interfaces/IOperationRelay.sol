// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The one door for batches of operations that entities signed
/// @notice Whoever relays can delay an operation, never forge, change or repeat it. Only Executed decides an operation; Skipped says
/// that nothing was spent: look at the spent ids.
interface IOperationRelay {
    /// @dev EIP-712 type, domain ("HealthLedger", "1", chain id, this contract):
    /// Operation(bytes32 entity,bytes32 requestId,address ledger,uint64 gas,bytes call). An empty call gives the request id up:
    /// it is spent and executed as GivenUp, without calling any ledger, whichever is named.
    /// @param requestId Unique for the entity, in any order; executes at most once, over key rotations too.
    /// @param gas What the call gets, exactly.
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

    /// @dev OutOfGas: the call failed without revert data. A call that no ledger can decode does so as well.
    enum SkipReason {
        None,
        SignatureInvalid,
        SpeakerNotCurrent,
        AlreadySpent,
        GasOverCap,
        LedgerUnknown,
        OutOfGas
    }

    /// @notice The operation is decided and its id spent.
    /// @param revertData Why it was refused, at most 256 bytes of it; empty unless refused.
    event Executed(bytes32 indexed entity, bytes32 indexed requestId, Outcome outcome, bytes revertData);
    /// @notice The operation came to nothing here, and may come again.
    event Skipped(bytes32 indexed entity, bytes32 indexed requestId, SkipReason reason);

    error NotARelayer(address caller);
    /// @notice The batch carries too little gas for this operation: it reverts as a whole and spends nothing.
    error TooLittleGas(uint256 index);

    /// @notice Executes signed operations one by one, each on its own: what one of them comes to does not touch the others.
    /// By listed relayers only.
    function execute(Operation[] calldata operations) external;

    function isSpent(bytes32 entity, bytes32 requestId) external view returns (bool spent);

    function registry() external view returns (address ledger);

    function care() external view returns (address ledger);

    /// @notice Which release of the three contracts this is: a gateway speaks to its own alone.
    function revision() external view returns (uint256 number);
}
