package dev.faultline.sim.content;

import dev.faultline.sim.base.KeyedHash;
import org.jspecify.annotations.Nullable;

/**
 * The rolling hash of everything that happens in a world, in order. Two runs with equal hashes took
 * the same decisions and saw the same events; a difference is a leak of nondeterminism.
 */
public final class TraceHash {
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

  private final Contents contents = Contents.forTraces();
  private long state = 0x6A09E667F3BCC909L;

  /** Adds one number. */
  public void add(long value) {
    state = Long.rotateLeft(state ^ value, 29) * MULTIPLIER;
  }

  /** Adds an event's time and two more numbers at the price of one. */
  public void add(long time, long meta, long extra) {
    state = Long.rotateLeft(state ^ time, 29) * MULTIPLIER + (meta ^ Long.rotateLeft(extra, 32));
  }

  public void add(String text) {
    add(KeyedHash.ofText(text));
  }

  /** Adds what a value says, as far as {@link Contents} can see it. */
  public void addContents(@Nullable Object value) {
    add(contents.of(value));
  }

  public Contents contents() {
    return contents;
  }

  public long value() {
    return KeyedHash.mix(state);
  }
}
