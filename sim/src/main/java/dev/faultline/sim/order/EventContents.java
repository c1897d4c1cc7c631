package dev.faultline.sim.order;

import dev.faultline.sim.base.KeyedHash;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers events by what they bring, in the order in which they came up. A table of its own, for a
 * search looks here at every event: open addressing, without boxes.
 */
final class EventContents {
  /**
   * What an event brings, by content; the delay where it is a timer's.
   *
   * @param opaque the number of what was not looked into in all of its parts; −1 for nothing
   * @param key in a set of messages that of its delivery
   */
  record Known(long meta, long delay, long said, int opaque, int number, long key) {}

  private @Nullable Known[] slots = new Known[64];
  private int size;

  /** By their numbers. */
  private @Nullable Known[] numbered = new Known[32];

  /** What is known of such an event, or null when none came up. */
  @Nullable Known find(long meta, long delay, long said, int opaque) {
    return slots[slot(meta, delay, said, opaque)];
  }

  /** Adds an event of which nothing is known. */
  Known add(long meta, long delay, long said, int opaque, long key) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    Known added = new Known(meta, delay, said, opaque, size++, key);
    slots[slot(meta, delay, said, opaque)] = added;
    if (added.number == numbered.length) {
      numbered = Arrays.copyOf(numbered, 2 * numbered.length);
    }
    numbered[added.number] = added;
    return added;
  }

  /** What has that number. */
  Known numbered(int number) {
    return Objects.requireNonNull(numbered[number]);
  }

  private int slot(long meta, long delay, long said, int opaque) {
    int mask = slots.length - 1;
    int at = (int) KeyedHash.mix(said ^ (meta * 31 + opaque) * 31 + delay) & mask;
    Known known = slots[at];
    while (known != null
        && (known.said != said
            || known.meta != meta
            || known.delay != delay
            || known.opaque != opaque)) {
      at = at + 1 & mask;
      known = slots[at];
    }
    return at;
  }

  private void grow() {
    @Nullable Known[] old = slots;
    slots = new Known[2 * old.length];
    for (Known known : old) {
      if (known != null) {
        slots[slot(known.meta, known.delay, known.said, known.opaque)] = known;
      }
    }
  }
}
