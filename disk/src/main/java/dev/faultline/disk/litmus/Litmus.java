package dev.faultline.disk.litmus;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A sequence of calls, and an outcome of a crash.
 *
 * @param name the outcome in words
 * @param source where it comes from, with the letters of docs/disk.md
 * @param calls the calls in short, for a reader
 * @param before what is durable when it begins
 * @param steps the calls
 * @param whenDone whether the crash comes after all calls returned, and not at any time
 * @param outcome what is looked for
 * @param happens the profiles under which it must be able to happen; under all others it cannot
 */
public record Litmus(
    String name,
    String source,
    String calls,
    Consumer<Steps> before,
    Consumer<Steps> steps,
    boolean whenDone,
    Predicate<Found> outcome,
    List<Profile> happens) {

  /** Whether a crash can leave the outcome under a profile: tries every legal state. */
  public boolean canHappen(Profile profile, Device device) {
    Disk prepared = new Disk(Image.empty(), Caller.counting(), entry -> {});
    before.accept(new Steps(prepared));
    Image start = prepared.live().copy();

    List<Entry> history = new ArrayList<>();
    steps.accept(new Steps(new Disk(start, Caller.counting(), history::add)));

    Unsynced unsynced = new Unsynced(start, profile, unitFor(history, device));
    for (int i = 0; i < history.size(); i++) {
      unsynced.accept(history.get(i));
      if (!whenDone && Entry.isBoundary(history, i) && happensNow(unsynced)) {
        return true;
      }
    }
    return happensNow(unsynced);
  }

  /** Sectors of several blocks would have too many states, and these tests ask about blocks. */
  private static Device unitFor(List<Entry> history, Device device) {
    long written =
        history.stream()
            .mapToLong(entry -> entry instanceof MicroOp.Write write ? write.bytes().length : 0)
            .sum();
    return written > 4096 && device.atomicBytes() < 4096 ? device.withAtomicBytes(4096) : device;
  }

  private boolean happensNow(Unsynced unsynced) {
    return !new CrashStates(unsynced).forEach(state -> !outcome.test(new Found(state.image())));
  }
}
