package dev.faultline.guard.call;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * What all attempts of one call have in common, so that their server can tell a further attempt
 * from a further call: see {@link ReplyTable}.
 *
 * <p>128 random bits, so that clients need not agree on anything. Immutable.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IdempotencyKey(long high, long low) {
  /** Bytes of the encoded form. */
  public static final int BYTES = 2 * Long.BYTES;

  /**
   * A key that no other call has.
   *
   * @param random 64 random bits a call; of a good generator that is seeded by chance, or keys of
   *     two clients collide
   */
  public static IdempotencyKey draw(LongSupplier random) {
    return new IdempotencyKey(random.getAsLong(), random.getAsLong());
  }

  /**
   * Writes {@link #BYTES} bytes, big-endian.
   *
   * @throws java.nio.BufferOverflowException if there is no room for them
   */
  public void put(ByteBuffer target) {
    target.putLong(high).putLong(low);
  }

  /**
   * Reads what {@link #put} wrote.
   *
   * @throws IllegalArgumentException if there are fewer than {@link #BYTES} bytes, of which none is
   *     read then
   */
  public static IdempotencyKey get(ByteBuffer source) {
    if (source.remaining() < BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are left, expected the %d of an idempotency key"
              .formatted(source.remaining(), BYTES));
    }
    return new IdempotencyKey(source.getLong(), source.getLong());
  }

  /** Defined, so that a world that keeps keys in a map is the same in every JVM. */
  @Override
  public int hashCode() {
    return Long.hashCode(high ^ 31 * low);
  }

  /** 32 hexadecimal digits, as for a header. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
