// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Anchors of access logs: a log can grow, never change
interface IAuditAnchors {
    event Anchored(bytes32 indexed log, uint64 size, bytes32 root, bytes32 previousRoot);
    event AnchoringAddressNamed(bytes32 indexed log, address anchoring, bytes32 indexed author);

    error NotTheAnchoringAddress(bytes32 log, address caller);
    error AnchorMustGrow(bytes32 log, uint64 size);
    /// @notice The previous root given is not the one anchored last.
    error AnchorBroken(bytes32 log, bytes32 previousRoot);

    /// @notice Names the one address that anchors a log; it takes the place of the one before. By active regulators only.
    function nameAnchoringAddress(bytes32 log, address anchoring) external;

    /// @notice Anchors a log's tree. By its anchoring address, which need not be an entity's.
    /// @param size The number of leaves, larger than that of the anchor before.
    /// @param root The RFC 9162 root over these leaves.
    /// @param previousRoot The root anchored before; zero at first.
    function anchor(bytes32 log, uint64 size, bytes32 root, bytes32 previousRoot) external;

    function latestAnchor(bytes32 log) external view returns (uint64 size, bytes32 root);
}
