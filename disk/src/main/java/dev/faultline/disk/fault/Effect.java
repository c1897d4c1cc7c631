package dev.faultline.disk.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule does to a call, or to the file system after it. */
public sealed interface Effect {
  /** The call fails, and does nothing. */
  record Fail(Errno errno) implements Effect {}

  /**
   * The call fails with one error out of a range of numbers, by chance; numbers that Linux does not
   * use are left out.
   */
  record FailAny(int fromNumber, int toNumber) implements Effect {}

  /**
   * A read or write moves fewer bytes than asked for, but at least one.
   *
   * @param bytes how many at most; 0 where the share counts
   * @param share which share of them
   */
  record Short(long bytes, double share) implements Effect {}

  /** The call waits, and then goes on. */
  record Delay(DelayTime time) implements Effect {}

  /** The call waits until the rules are taken away or the file system is closed. */
  record Hang() implements Effect {}

  /** A read returns what is there, with some bits turned; what is there stays. */
  record FlipOnRead(int bits) implements Effect {}

  /** Before the call, some bits of the file's content turn, in memory and on the device. */
  record FlipAtRest(int bits) implements Effect {}

  /** A write succeeds, and its bytes go nowhere: the next read shows what was there before. */
  record Lost() implements Effect {}

  /** A write succeeds, and its bytes go to another place of the file. */
  record Misdirected(long byBytes) implements Effect {}

  /**
   * A write succeeds, and reads show it; but the device keeps what it had, which is what is there
   * after a crash, whatever was synced.
   */
  record Stale() implements Effect {}

  /**
   * The sectors of 512 bytes that the call touches, within the rule's offsets, cannot be read any
   * more: EIO until they are written as a whole.
   */
  record Latent() implements Effect {}

  /**
   * The files of the rule's paths may grow by so many bytes in all; what is truncated counts back.
   *
   * @param atSync whether writes succeed and the sync fails, as with delayed allocation
   */
  record Quota(long bytes, Errno errno, boolean atSync) implements Effect {}

  /** From this call on, whatever changes something fails with EROFS. */
  record ReadOnly() implements Effect {}

  /** From this call on, all calls fail with EIO, as XFS does when it shuts down. */
  record Shutdown() implements Effect {}

  /** The process that makes the call is killed, and the call is made; only a mount does that. */
  record Kill() implements Effect {}

  /** The machine crashes at the call; only a mount does that. */
  sealed interface Crashing extends Effect {}

  /**
   * The machine crashes before or behind the call, and all is lost that may be.
   *
   * @param before whether the call is not made
   */
  record Crash(boolean before) implements Crashing {}

  /**
   * The machine crashes in a write, of which some parts are durable; all else is lost that may be.
   *
   * @param parts into how many parts of one length the write falls; 0 where the sizes count
   * @param sizes how long the parts are
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
   * The machine crashes behind the last of some writes to one file that no sync is between: these
   * are durable; all else is lost that may be.
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
   * A sync cannot write out the file's data within the rule's offsets.
   *
   * @param aftermath what becomes of it; null for what the file system in question does
   */
  record SyncFailure(Errno errno, @Nullable Aftermath aftermath) implements Effect {}
}
