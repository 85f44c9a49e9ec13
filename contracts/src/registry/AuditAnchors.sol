// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass } from "../interfaces/IEntities.sol";
import { IAuditAnchors } from "../interfaces/IAuditAnchors.sol";
import { Entities } from "./Entities.sol";

/// @title AuditAnchors
abstract contract AuditAnchors is Entities, IAuditAnchors {
    struct Log {
        address anchoring;
        uint64 size;
        bytes32 root;
    }

    mapping(bytes32 log => Log) private _logs;

    /// @inheritdoc IAuditAnchors
    function nameAnchoringAddress(bytes32 log, address anchoring) external {
        bytes32 author = _speakingAs(EntityClass.Regulator);
        _logs[log].anchoring = anchoring;
        emit AnchoringAddressNamed(log, anchoring, author);
    }

    /// @inheritdoc IAuditAnchors
    function anchor(bytes32 log, uint64 size, bytes32 root, bytes32 previousRoot) external {
        Log storage known = _logs[log];
        if (_msgSender() != known.anchoring) revert NotTheAnchoringAddress(log, _msgSender());
        if (size <= known.size) revert AnchorMustGrow(log, size);
        if (previousRoot != known.root) revert AnchorBroken(log, previousRoot);

        known.size = size;
        known.root = root;
        emit Anchored(log, size, root, previousRoot);
    }

    /// @inheritdoc IAuditAnchors
    function latestAnchor(bytes32 log) external view returns (uint64 size, bytes32 root) {
        return (_logs[log].size, _logs[log].root);
    }
}
