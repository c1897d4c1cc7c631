package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import java.util.TreeSet;

/**
 * An operation that a replica carries out for a client: first it asks a quorum, then it tells one.
 */
final class Operation {
  final Address client;
  final int number;
  final RegisterOp operation;
  final TreeSet<String> answered = new TreeSet<>();
  Message request;
  Stamp stamp = Stamp.ZERO;
  Object value = QuorumRegister.INITIAL;

  Operation(Address client, int number, RegisterOp operation, Message request) {
    this.client = client;
    this.number = number;
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
