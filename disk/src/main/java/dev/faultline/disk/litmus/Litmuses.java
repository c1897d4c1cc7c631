package dev.faultline.disk.litmus;

import static dev.faultline.disk.Profile.ALL_UNSYNCED_LOST;
import static dev.faultline.disk.Profile.BTRFS;
import static dev.faultline.disk.Profile.EXT4_DATA_JOURNAL;
import static dev.faultline.disk.Profile.EXT4_ORDERED;
import static dev.faultline.disk.Profile.EXT4_WRITEBACK;
import static dev.faultline.disk.Profile.LYING_DISK;
import static dev.faultline.disk.Profile.POSIX_MINIMAL;
import static dev.faultline.disk.Profile.PROCESS_KILL;
import static dev.faultline.disk.Profile.XFS;

import dev.faultline.disk.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The suite: properties of writes and of directories, what syncs keep, and CrashMonkey's workloads.
 */
public final class Litmuses {
  private Litmuses() {}

  /** All, in the order of the table. */
  public static List<Litmus> all() {
    List<Litmus> all = new ArrayList<>();
    all.addAll(WriteLitmuses.all());
    all.addAll(OrderLitmuses.all());
    all.addAll(SyncLitmuses.all());
    all.addAll(CrashMonkeyLitmuses.all());
    return List.copyOf(all);
  }

  static final List<Profile> NOWHERE = List.of();

  /** Where any data may be lost and the rest kept. */
  static final List<Profile> LOOSE = List.of(POSIX_MINIMAL, LYING_DISK);

  /** All but the journal that has the data, too, and those with one state only. */
  static final List<Profile> DATA_OUT_OF_ORDER =
      List.of(EXT4_ORDERED, EXT4_WRITEBACK, XFS, BTRFS, POSIX_MINIMAL, LYING_DISK);

  /** All under which something may be lost. */
  static final List<Profile> ALL_BUT_KILL =
      Profile.all().stream().filter(profile -> profile != PROCESS_KILL).toList();

  static final List<Profile> STALE = List.of(EXT4_WRITEBACK, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> TEARING =
      List.of(EXT4_ORDERED, EXT4_WRITEBACK, XFS, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> SEVERAL_BLOCKS =
      List.of(
          EXT4_ORDERED, EXT4_WRITEBACK, EXT4_DATA_JOURNAL, XFS, BTRFS, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> TAIL =
      List.of(EXT4_ORDERED, EXT4_WRITEBACK, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> UNORDERED_METADATA = List.of(BTRFS, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> NAMES_APART = List.of(ALL_UNSYNCED_LOST, POSIX_MINIMAL, LYING_DISK);
  static final List<Profile> LIES = List.of(LYING_DISK);

  static Litmus anyTime(
      String name,
      String source,
      String calls,
      Consumer<Steps> before,
      Consumer<Steps> steps,
      Predicate<Found> outcome,
      List<Profile> happens) {
    return new Litmus(name, source, calls, before, steps, false, outcome, happens);
  }

  static Litmus whenDone(
      String name,
      String source,
      String calls,
      Consumer<Steps> before,
      Consumer<Steps> steps,
      Predicate<Found> outcome,
      List<Profile> happens) {
    return new Litmus(name, source, calls, before, steps, true, outcome, happens);
  }
}
