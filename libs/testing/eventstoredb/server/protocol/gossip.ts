import { randomUUID } from 'node:crypto';

import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import { answerOnce } from './answer-once.js';
import type { Calls } from './calls.js';

const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
const TICKS_PER_MS = 10_000;

/**
 * A cluster of one node, this one; and of another, which leads, while this one is no longer leader. What clients ask who look
 * for a cluster.
 */
export function handleGossip(port: number, calls: Calls, faults: FaultSwitchboard) {
  const [self, other] = [randomUUID(), randomUUID()];
  return answerOnce(() => {
    calls.assertAvailable();
    const { notLeader } = faults.current;
    const members =
      notLeader === undefined
        ? [toMember(self, LEADER, '127.0.0.1', port)]
        : [
            toMember(self, FOLLOWER, '127.0.0.1', port),
            toMember(other, LEADER, notLeader.leader.host, notLeader.leader.port),
          ];
    return new gossip.ClusterInfo().setMembersList(members);
  });
}

function toMember(
  id: string,
  state: gossip.MemberInfo.VNodeState,
  address: string,
  port: number,
): gossip.MemberInfo {
  return new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString(id))
    .setTimeStamp(String(Date.now() * TICKS_PER_MS))
    .setState(state)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(address).setPort(port));
}
