package dev.faultline.sim.setup;

import org.jspecify.annotations.Nullable;

/**
 * What a node may do to its own messages while the adversary makes it arbitrary: send another in
 * place of one (a changed one, or one that it sent earlier, to any node), or none. Each message to
 * each receiver is a decision of its own, so the receivers of a broadcast may each get a different
 * message (equivocation; Lamport, Shostak, Pease 1982). The node's own state stays correct.
 *
 * @param corruptor makes changed copies of messages; without one only {@code byte[]} are changed
 */
public record Lies(@Nullable Corruptor corruptor) {
  /** Silence and old messages, and changed bytes. */
  public static final Lies PLAIN = new Lies(null);

  /** Also sends what {@code corruptor} makes of a message. */
  public static Lies with(Corruptor corruptor) {
    return new Lies(corruptor);
  }
}
