package dev.faultline.disk.litmus;

import static dev.faultline.disk.Profile.ALL_UNSYNCED_LOST;
import static dev.faultline.disk.Profile.BTRFS;
import static dev.faultline.disk.litmus.Litmuses.ALL_BUT_KILL;
import static dev.faultline.disk.litmus.Litmuses.LIES;
import static dev.faultline.disk.litmus.Litmuses.NAMES_APART;
import static dev.faultline.disk.litmus.Litmuses.NOWHERE;
import static dev.faultline.disk.litmus.Litmuses.anyTime;
import static dev.faultline.disk.litmus.Litmuses.whenDone;

import dev.faultline.disk.Profile;
import java.util.List;

/** What a sync keeps, and what it does not. */
final class SyncLitmuses {
  private static final List<Profile> OTHER_NAMES =
      List.of(ALL_UNSYNCED_LOST, BTRFS, Profile.POSIX_MINIMAL, Profile.LYING_DISK);

  private static final List<Profile> NAMES_AND_METADATA_JOURNALS =
      List.of(
          ALL_UNSYNCED_LOST,
          Profile.XFS,
          Profile.EXT4_ORDERED,
          Profile.EXT4_WRITEBACK,
          BTRFS,
          Profile.POSIX_MINIMAL,
          Profile.LYING_DISK);

  private SyncLitmuses() {}

  static List<Litmus> all() {
    return List.of(
        whenDone(
            "an overwrite without a sync is lost",
            "all",
            "write f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.write("f", 0, 512, 'b'),
            found -> found.isExactly("f", 512, 'a'),
            ALL_BUT_KILL),
        whenDone(
            "an overwrite is lost after fsync",
            "POSIX",
            "write f; fsync f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.write("f", 0, 512, 'b').fsync("f"),
            found -> !found.isExactly("f", 512, 'b'),
            LIES),
        whenDone(
            "an append is lost after fdatasync",
            "POSIX",
            "append f; fdatasync f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.append("f", 5000, 'b').fdatasync("f"),
            found -> !found.holds("f", 512, 5512, 'b'),
            LIES),
        whenDone(
            "something is lost after sync",
            "POSIX",
            "create f; append f; sync",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b').sync(),
            found -> !found.isExactly("f", 512, 'b'),
            LIES),
        whenDone(
            "something is lost after a barrier that is obeyed",
            "definition",
            "create f; append f; barrier",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b').barrier(),
            found -> !found.isExactly("f", 512, 'b'),
            NOWHERE),
        whenDone(
            "a new file has no name after fsync",
            "rocksdb 8903",
            "create f; append f; fsync f",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b').fsync("f"),
            found -> !found.isExactly("f", 512, 'b'),
            List.of(Profile.POSIX_MINIMAL, Profile.LYING_DISK)),
        whenDone(
            "a new file in a new directory has no name after fsync of the file (implied directory"
                + " fsync)",
            "F",
            "mkdir d; create d/f; fsync d/f",
            steps -> {},
            steps -> steps.mkdir("d").create("d/f").fsync("d/f"),
            found -> !found.has("d/f"),
            NAMES_APART),
        whenDone(
            "a new file has no name after fsync of file and directory",
            "POSIX",
            "create f; fsync f; fsync .",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b').fsync("f").fsync(""),
            found -> !found.isExactly("f", 512, 'b'),
            LIES),
        whenDone(
            "a file has its name, but not its bytes, after fsync of the directory alone",
            "POSIX",
            "create f; append f; fsync .",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b').fsync(""),
            found -> found.has("f") && !found.isExactly("f", 512, 'b'),
            List.of(
                ALL_UNSYNCED_LOST,
                Profile.EXT4_ORDERED,
                Profile.EXT4_WRITEBACK,
                Profile.XFS,
                BTRFS,
                Profile.POSIX_MINIMAL,
                Profile.LYING_DISK)),
        whenDone(
            "a rename is lost without fsync of the directory",
            "all",
            "fsync t; rename t f",
            steps -> steps.create("t"),
            steps -> steps.fsync("t").rename("t", "f"),
            found -> !found.has("f"),
            ALL_BUT_KILL),
        whenDone(
            "a rename is lost after fsync of the directory",
            "POSIX",
            "rename t f; fsync .",
            steps -> steps.create("t"),
            steps -> steps.rename("t", "f").fsync(""),
            found -> !found.has("f"),
            LIES),
        whenDone(
            "a removed file is back without fsync of the directory",
            "all",
            "unlink f",
            steps -> steps.create("f"),
            steps -> steps.unlink("f"),
            found -> found.has("f"),
            ALL_BUT_KILL),
        whenDone(
            "what was appended after a truncation is lost after fsync of another file",
            "POSIX",
            "truncate f 0; append f; append g; fsync g",
            steps -> steps.create("f").append("f", 512, 'a').create("g"),
            steps -> steps.truncate("f", 0).append("f", 512, 'b').append("g", 512, 'c').fsync("g"),
            found -> !found.isExactly("f", 512, 'b'),
            NAMES_AND_METADATA_JOURNALS),
        whenDone(
            "another file's name is lost after fsync of the file made after it",
            "journal",
            "create f; create g; fsync g",
            steps -> {},
            steps -> steps.create("f").create("g").fsync("g"),
            found -> !found.has("f"),
            OTHER_NAMES),
        whenDone(
            "another file's name is lost after fsync of the file made before it",
            "journal",
            "create f; create g; fsync f",
            steps -> {},
            steps -> steps.create("f").create("g").fsync("f"),
            found -> !found.has("g"),
            List.of(
                ALL_UNSYNCED_LOST, Profile.XFS, BTRFS, Profile.POSIX_MINIMAL, Profile.LYING_DISK)),
        whenDone(
            "another file's name is lost after fdatasync of an overwritten file",
            "journal",
            "create f; write g; fdatasync g",
            steps -> steps.create("g").append("g", 512, 'a'),
            steps -> steps.create("f").write("g", 0, 512, 'b').fdatasync("g"),
            found -> !found.has("f"),
            List.of(
                ALL_UNSYNCED_LOST,
                Profile.XFS,
                Profile.EXT4_ORDERED,
                Profile.EXT4_WRITEBACK,
                BTRFS,
                Profile.POSIX_MINIMAL,
                Profile.LYING_DISK)),
        whenDone(
            "another file's name is lost after fdatasync of a file whose permissions were set",
            "POSIX",
            "create f; chmod g; fdatasync g",
            steps -> steps.create("g").append("g", 512, 'a'),
            steps -> steps.create("f").chmod("g", 0600).fdatasync("g"),
            found -> !found.has("f"),
            ALL_BUT_KILL),
        anyTime(
            "what was truncated away is back",
            "all",
            "append f; truncate f 0; create g; fsync g",
            steps -> steps.create("f"),
            steps -> steps.append("f", 512, 'b').truncate("f", 0).create("g").fsync("g"),
            found -> found.has("g") && found.size("f") > 0,
            List.of(BTRFS, Profile.POSIX_MINIMAL, Profile.LYING_DISK)));
  }
}
