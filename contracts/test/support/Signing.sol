// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { vm } from "./Vm.sol";

/// @title What a wallet does, written once more and apart from the contracts
library Signing {
    function signed(IOperationRelay.Operation memory operation, address relay, uint256 key)
        internal
        view
        returns (IOperationRelay.Operation memory)
    {
        operation.signature = _sign(key, operationDigest(operation, relay));
        return operation;
    }

    function possession(bytes32 entity, uint256 key, address registry) internal view returns (bytes memory) {
        bytes32 content = keccak256(abi.encode(keccak256("KeyPossession(bytes32 entity,address speaker)"), entity, vm.addr(key)));
        return _sign(key, _digest(content, registry));
    }

    function operationDigest(IOperationRelay.Operation memory operation, address relay) internal view returns (bytes32) {
        bytes32 content = keccak256(
            abi.encode(
                keccak256("Operation(bytes32 entity,bytes32 requestId,address ledger,uint64 gas,bytes call)"),
                operation.entity,
                operation.requestId,
                operation.ledger,
                operation.gas,
                keccak256(operation.call)
            )
        );
        return _digest(content, relay);
    }

    function _digest(bytes32 content, address verifier) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("HealthLedger"),
                keccak256("1"),
                block.chainid,
                verifier
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
