package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.sim.workload.Request;
import java.util.TreeSet;

/**
 * An operation that a replica carries out for a client: first it asks a quorum, then it tells one.
 */
final class Operation {
  final Address client;
  final Request<?> asked;
  final RegisterOp operation;
  final TreeSet<String> answered = new TreeSet<>();
  Message request;
  Stamp stamp = Stamp.ZERO;
  Object value = QuorumRegister.INITIAL;

  Operation(Address client, Request<?> asked, RegisterOp operation, Message request) {
    this.client = client;
    this.asked = asked;
    this.operation = operation;
    this.request = request;
  }

  /** Takes in what a replica holds. */
  void saw(Stamp seen, Object held) {
    if (seen.compareTo(stamp) > 0) {
      stamp = seen;
      value = held;
    }
  }

  /** Goes on to the second phase. */
  void tell(Message.Hold hold) {
    stamp = hold.stamp();
    value = hold.value();
    request = hold;
    answered.clear();
  }
}
