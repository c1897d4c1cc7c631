package dev.faultline.group.raft;

import java.nio.ByteBuffer;

/** A minimal machine for tests and examples: a number that commands add to. */
public final class CounterMachine implements Machine {
  private long value;

  /** Zero. */
  public CounterMachine() {}

  /** The command that adds a number; its answer is the sum. */
  public static byte[] add(long delta) {
    return ByteBuffer.allocate(Long.BYTES).putLong(0, delta).array();
  }

  /** Decodes the number in an answer. */
  public static long value(byte[] answer) {
    return ByteBuffer.wrap(answer).getLong();
  }

  @Override
  public byte[] apply(byte[] command) {
    value += value(command);
    return add(value);
  }

  /** Every query returns the number. */
  @Override
  public byte[] query(byte[] question) {
    return add(value);
  }

  @Override
  public byte[] save() {
    return add(value);
  }

  @Override
  public void load(byte[] state) {
    value = value(state);
  }
}
