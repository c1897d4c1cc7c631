package dev.faultline.sim;

/**
 * The rolling hash of everything that happens in a world, in order. Two runs with equal hashes took
 * the same decisions and saw the same events; a difference is a leak of nondeterminism.
 */
final class TraceHash {
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

  private long state = 0x6A09E667F3BCC909L;

  /** Adds one number. */
  void add(long value) {
    state = Long.rotateLeft(state ^ value, 29) * MULTIPLIER;
  }

  /** Adds an event's time and two more numbers at the price of one. */
  void add(long time, long meta, long extra) {
    state = Long.rotateLeft(state ^ time, 29) * MULTIPLIER + (meta ^ Long.rotateLeft(extra, 32));
  }

  void add(String text) {
    add(KeyedHash.ofText(text));
  }

  void add(byte[] bytes) {
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = (hash ^ b) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    add(hash);
  }

  /**
   * Adds what has a value of its own: bytes, text, numbers. Objects of the program's own may differ
   * in nothing but their identity, so they are left out.
   */
  void addScalar(Object value) {
    switch (value) {
      case byte[] bytes -> add(bytes);
      case String text -> add(text);
      case Long number -> add(number);
      case Integer number -> add(number);
      case Short number -> add(number);
      case Byte number -> add(number);
      case Double number -> add(Double.doubleToLongBits(number));
      case Float number -> add(Float.floatToIntBits(number));
      case Boolean truth -> add(truth ? 1 : 2);
      case Character character -> add((long) character);
      case Enum<?> constant -> add(constant.name());
      default -> {}
    }
  }

  long value() {
    return KeyedHash.mix(state);
  }
}
