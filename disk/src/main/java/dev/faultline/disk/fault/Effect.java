package dev.faultline.disk.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The effect of a rule on a call, or on the file system after it. */
public sealed interface Effect {
  /** The call fails, and does nothing. */
  record Fail(Errno errno) implements Effect {}

  /**
   * The call fails with a random error out of a range of numbers; numbers that Linux does not use
   * are skipped.
   */
  record FailAny(int fromNumber, int toNumber) implements Effect {}

  /**
   * A read or write moves fewer bytes than asked for, but at least one.
   *
   * @param bytes the maximum number; 0 if the share is used
   * @param share the share of the requested bytes
   */
  record Short(long bytes, double share) implements Effect {}

  /** The call is delayed. */
  record Delay(DelayTime time) implements Effect {}

  /** The call hangs until the rules are removed or the file system is closed. */
  record Hang() implements Effect {}

  /** A read returns the content with some bits flipped; the stored content stays unchanged. */
  record FlipOnRead(int bits) implements Effect {}

  /** Before the call, some bits of the file's content are flipped, in memory and on the device. */
  record FlipAtRest(int bits) implements Effect {}

  /** A lost write: it succeeds, but the next read returns the old content. */
  record Lost() implements Effect {}

  /** A misdirected write: it succeeds, but its bytes go to another offset of the file. */
  record Misdirected(long byBytes) implements Effect {}

  /**
   * A write succeeds, and reads return it, but the device keeps the old bytes: after a crash those
   * are back, even if the file was synced.
   */
  record Stale() implements Effect {}

  /**
   * The sectors of 512 bytes that the call touches, within the rule's offsets, become unreadable:
   * EIO until they are overwritten as a whole.
   */
  record Latent() implements Effect {}

  /**
   * The files of the rule's paths may grow by this many bytes in total; truncation gives bytes
   * back.
   *
   * @param atSync whether writes succeed and the sync fails, as with delayed allocation
   */
  record Quota(long bytes, Errno errno, boolean atSync) implements Effect {}

  /** From this call on, every change fails with EROFS. */
  record ReadOnly() implements Effect {}

  /** From this call on, all calls fail with EIO, as XFS does when it shuts down. */
  record Shutdown() implements Effect {}

  /** The calling process is killed, and the call is made; only on a mount. */
  record Kill() implements Effect {}

  /** The machine crashes at the call; only on a mount. */
  sealed interface Crashing extends Effect {}

  /**
   * The machine crashes before or after the call, and all data that may be lost is lost.
   *
   * @param before whether the call is not made
   */
  record Crash(boolean before) implements Crashing {}

  /**
   * The machine crashes during a write, of which some parts are durable; all other data that may be
   * lost is lost.
   *
   * @param parts into how many parts of equal length the write is split; 0 if the sizes are used
   * @param sizes the lengths of the parts
   * @param keep which of them are durable, from 1
   */
  record Torn(int parts, List<Long> sizes, List<Integer> keep) implements Crashing {
    /** Copies the lists. */
    public Torn {
      sizes = List.copyOf(sizes);
      keep = List.copyOf(keep);
    }
  }

  /**
   * The machine crashes after the last of some writes to one file without a sync in between: the
   * selected ones are durable; all other data that may be lost is lost.
   *
   * @param group the how-manieth of such groups of writes, from 1
   * @param keep the how-manieth writes of the group are durable, from 1
   */
  record TornGroup(long group, List<Integer> keep) implements Crashing {
    /** Copies the list. */
    public TornGroup {
      keep = List.copyOf(keep);
    }
  }

  /**
   * A sync fails to write the file's data within the rule's offsets.
   *
   * @param aftermath what happens to that data; null for the behaviour of the profile's file system
   */
  record SyncFailure(Errno errno, @Nullable Aftermath aftermath) implements Effect {}
}
