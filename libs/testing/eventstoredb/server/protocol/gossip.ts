import { randomUUID } from 'node:crypto';

import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';

import { answerOnce } from './answer-once.js';
import type { Calls } from './calls.js';

const { LEADER } = gossip.MemberInfo.VNodeState;
const TICKS_PER_MS = 10_000;

/** A cluster of one node, this one. What clients ask who are given more than one address. */
export function handleGossip(port: number, calls: Calls) {
  const instanceId = new shared.UUID().setString(randomUUID());
  const endPoint = new gossip.EndPoint().setAddress('127.0.0.1').setPort(port);
  return answerOnce(() => {
    calls.assertAvailable();
    const member = new gossip.MemberInfo()
      .setInstanceId(instanceId)
      .setTimeStamp(String(Date.now() * TICKS_PER_MS))
      .setState(LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(endPoint);
    return new gossip.ClusterInfo().setMembersList([member]);
  });
}
