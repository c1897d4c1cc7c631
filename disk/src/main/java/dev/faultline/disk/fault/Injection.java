package dev.faultline.disk.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call meets. The file system does it in this order: wait, hang, rot; then, where a sync
 * fails, what becomes of its data; then fail or go on, with the bytes granted.
 *
 * @param delayNanos how long it waits first
 * @param hangs whether it waits for the rules to be taken away
 * @param rot bits of the file that turn before the call, counted from the file's first bit
 * @param unwritten what a sync could not write out; null where all went well
 * @param errno with which error it fails; null where it goes on
 * @param length how many bytes it may move
 * @param flips bits of the file that turn in what it reads, counted from the file's first bit
 * @param isLost whether a write goes nowhere
 * @param byBytes how far from its place a write goes
 * @param isStale whether the device keeps what it had
 * @param kills whether the process that makes the call is killed
 * @param crash how the machine crashes at the call; null where it does not
 */
public record Injection(
    long delayNanos,
    boolean hangs,
    List<Long> rot,
    @Nullable Unwritten unwritten,
    @Nullable Errno errno,
    long length,
    List<Long> flips,
    boolean isLost,
    long byBytes,
    boolean isStale,
    boolean kills,
    Effect.@Nullable Crashing crash) {

  /**
   * Data that a sync could not write out.
   *
   * @param aftermath what becomes of it
   * @param offsets which bytes
   */
  public record Unwritten(Aftermath aftermath, Ranges offsets) {}

  /** Nothing happens to a call. */
  public static Injection none(long length) {
    return new Injection(
        0, false, List.of(), null, null, length, List.of(), false, 0, false, false, null);
  }

  /** Copies the lists. */
  public Injection {
    rot = List.copyOf(rot);
    flips = List.copyOf(flips);
  }
}
