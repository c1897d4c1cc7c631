package dev.faultline.disk.litmus;

import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * The sequences of CuttleFS's tests, and who is told: [R] in docs/disk.md. The second half of the
 * definition of a profile.
 */
public final class FailedSyncs {
  private static final String OVERWRITE =
      "write x over block 1, whose write-out fails once; fsync; fsync";
  private static final String APPEND =
      "append x, whose write-out fails once; fsync; append y; fsync";

  private FailedSyncs() {}

  /** All, in the order of the table. */
  public static List<FailedSync> all() {
    return List.of(
        new FailedSync(
            OVERWRITE,
            "the syncs return",
            disk -> overwrite(disk).returned(2),
            by("EIO, 0", "0, EIO", "EIO, 0")),
        new FailedSync(
            OVERWRITE, "reads return", disk -> overwrite(disk).read(), by("axc", "axc", "abc")),
        new FailedSync(
            OVERWRITE,
            "a crash leaves",
            disk -> overwrite(disk).afterCrash(),
            unlessOnlyTheProcessDies(by("abc", "abc", "abc"), "axc", "abc")),
        new FailedSync(
            APPEND,
            "the calls return",
            disk -> append(disk).returned(4),
            by("0, EIO, 0, 0", "0, 0, 0, EIO", "0, EIO, 0, 0")),
        new FailedSync(
            APPEND, "reads return", disk -> append(disk).read(), by("abcxy", "abcxy", "abc.y")),
        new FailedSync(
            APPEND,
            "a crash leaves",
            disk -> append(disk).afterCrash(),
            unlessOnlyTheProcessDies(
                by("abc?y", "abc? or abc?y", "abc.y"),
                "abcxy",
                "abc or abc. or abc.. or abc.y or abc? or abc?. or abc?? or abc?y")),
        new FailedSync(
            "two have the file open; one writes, its fsync fails; fsync by the other, by the one,"
                + " by the other",
            "the four syncs return",
            FailedSyncs::twoAreTold,
            by("EIO, EIO, 0, 0", "0, EIO, EIO, 0", "EIO, EIO, 0, 0")),
        new FailedSync(
            "one writes, its fsync fails, fsync; a second opens the file, fsync",
            "the three syncs return",
            FailedSyncs::laterOpenerAfterTold,
            by("EIO, 0, 0", "0, EIO, 0", "EIO, 0, 0")),
        new FailedSync(
            "write, close; the write-out fails with nobody there; open, fsync; open again, fsync",
            "the two syncs return",
            FailedSyncs::nobodyOpen,
            profile -> "EIO, 0"),
        new FailedSync(
            "write with O_SYNC, whose write-out fails once; write again",
            "the writes return",
            FailedSyncs::synchronous,
            by("EIO, 0", "0, EIO", "EIO, 0")),
        new FailedSync(
            "write x over block 1, fsync, five times; the first, second and fourth write-out fail"
                + " (xxwxw)",
            "the syncs return",
            FailedSyncs::pattern,
            by("EIO, EIO, 0, EIO, 0", "0, EIO, 0, 0, EIO", "EIO, EIO, 0, EIO, 0")),
        new FailedSync(
            "write w, x and y over the blocks; only the write-out of block 1 fails; fsync;"
                + " fsync",
            "a crash leaves",
            FailedSyncs::oneBlock,
            unlessOnlyTheProcessDies(by("wby", "wby", "abc"), "wxy", "abc or aby or wbc or wby")));
  }

  private static FailingDisk overwrite(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure offset=4096..8191 nth=1");
    disk.seek(one, 1);
    disk.write(one, "x");
    disk.fsync(one);
    disk.fsync(one);
    return disk;
  }

  private static FailingDisk append(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure nth=1");
    disk.seek(one, 3);
    disk.write(one, "x");
    disk.fsync(one);
    disk.write(one, "y");
    disk.fsync(one);
    return disk;
  }

  private static String twoAreTold(FailingDisk disk) throws IOException {
    int one = disk.open();
    int other = disk.open();
    disk.faults("sync-failure nth=1");
    disk.write(one, "x");
    disk.fsync(one);
    disk.fsync(other);
    disk.fsync(one);
    disk.fsync(other);
    return disk.returned(4);
  }

  private static String laterOpenerAfterTold(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure nth=1");
    disk.write(one, "x");
    disk.fsync(one);
    disk.fsync(one);
    disk.fsync(disk.open());
    return disk.returned(3);
  }

  private static String nobodyOpen(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure writeback nth=1");
    disk.write(one, "x");
    disk.close(one);
    disk.fsync(disk.open());
    disk.fsync(disk.open());
    return disk.returned(2);
  }

  private static String synchronous(FailingDisk disk) throws IOException {
    int one = disk.open(StandardOpenOption.SYNC);
    disk.faults("sync-failure nth=1");
    disk.write(one, "x");
    disk.write(one, "y");
    return disk.returned(2);
  }

  private static String pattern(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure offset=4096..8191 nth=1,2,4");
    StringBuilder returned = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      disk.seek(one, 1);
      disk.write(one, "x");
      disk.fsync(one);
      returned.append(i == 0 ? "" : ", ").append(disk.returned(1));
    }
    return returned.toString();
  }

  private static String oneBlock(FailingDisk disk) throws IOException {
    int one = disk.open();
    disk.faults("sync-failure offset=4096..8191 nth=1");
    disk.write(one, "wxy");
    disk.fsync(one);
    disk.fsync(one);
    return disk.afterCrash();
  }

  /** By the names in CuttleFS's tables, and not by what the model says of its profiles. */
  private static Function<Profile, String> by(String clean, String late, String reverted) {
    return profile ->
        switch (profile.name()) {
          case "ext4-data-journal" -> late;
          case "btrfs" -> reverted;
          default -> clean;
        };
  }

  private static Function<Profile, String> unlessOnlyTheProcessDies(
      Function<Profile, String> otherwise, String memory, String nothingSynced) {
    return profile ->
        profile == Profile.PROCESS_KILL
            ? memory
            : profile == Profile.LYING_DISK ? nothingSynced : otherwise.apply(profile);
  }
}
