package dev.faultline.disk.litmus;

import static dev.faultline.disk.Profile.ALL_UNSYNCED_LOST;
import static dev.faultline.disk.Profile.BTRFS;
import static dev.faultline.disk.Profile.LYING_DISK;
import static dev.faultline.disk.Profile.POSIX_MINIMAL;
import static dev.faultline.disk.litmus.Litmuses.LIES;
import static dev.faultline.disk.litmus.Litmuses.NAMES_APART;
import static dev.faultline.disk.litmus.Litmuses.whenDone;

import java.util.List;

/**
 * The workloads of the new bugs that CrashMonkey found (Mohan et al., OSDI 2018). The bugs are
 * mended; what a profile still allows here is what POSIX allows.
 */
final class CrashMonkeyLitmuses {
  private CrashMonkeyLitmuses() {}

  static List<Litmus> all() {
    return List.of(
        whenDone(
            "CrashMonkey 1: a file is lost that was renamed into a synced directory",
            "C 1",
            "mkdir A; create A/bar; fsync A/bar; mkdir B; create B/bar; rename B/bar A/bar; create"
                + " A/foo; fsync A/foo; fsync A",
            steps -> {},
            steps ->
                steps
                    .mkdir("A")
                    .create("A/bar")
                    .fsync("A/bar")
                    .mkdir("B")
                    .create("B/bar")
                    .rename("B/bar", "A/bar")
                    .create("A/foo")
                    .fsync("A/foo")
                    .fsync("A"),
            found -> found.has("A/foo") && !found.has("A/bar"),
            LIES),
        whenDone(
            "CrashMonkey 2: a synced file is in two places",
            "C 2",
            "mkdir A A/C; rename A/C B; create B/bar; fsync B/bar; rename B/bar A/bar; rename A B;"
                + " fsync B/bar",
            steps -> {},
            steps ->
                steps
                    .mkdir("A")
                    .mkdir("A/C")
                    .rename("A/C", "B")
                    .create("B/bar")
                    .fsync("B/bar")
                    .rename("B/bar", "A/bar")
                    .rename("A", "B")
                    .fsync("B/bar"),
            found -> found.has("A/bar") && found.has("B/bar"),
            List.of(POSIX_MINIMAL, LYING_DISK)),
        whenDone(
            "CrashMonkey 3: a synced directory is lost",
            "C 3, generic/498",
            "mkdir A B A/C; create B/foo; fsync B/foo; link B/foo A/C/foo; fsync A",
            steps -> {},
            steps ->
                steps
                    .mkdir("A")
                    .mkdir("B")
                    .mkdir("A/C")
                    .create("B/foo")
                    .fsync("B/foo")
                    .link("B/foo", "A/C/foo")
                    .fsync("A"),
            found -> !found.has("A"),
            List.of(POSIX_MINIMAL, LYING_DISK)),
        whenDone(
            "CrashMonkey 4: a renamed, synced directory is lost",
            "C 4",
            "mkdir A; sync; rename A B; create B/foo; fsync B/foo; fsync B",
            steps -> {},
            steps ->
                steps.mkdir("A").sync().rename("A", "B").create("B/foo").fsync("B/foo").fsync("B"),
            found -> !found.has("B"),
            NAMES_APART),
        whenDone(
            "CrashMonkey 5: a second name is lost after fsync through it",
            "C 5",
            "mkdir A B; create A/foo; link A/foo B/foo; fsync A/foo; fsync B/foo",
            steps -> {},
            steps ->
                steps
                    .mkdir("A")
                    .mkdir("B")
                    .create("A/foo")
                    .link("A/foo", "B/foo")
                    .fsync("A/foo")
                    .fsync("B/foo"),
            found -> !found.has("B/foo"),
            List.of(ALL_UNSYNCED_LOST, BTRFS, POSIX_MINIMAL, LYING_DISK)),
        whenDone(
            "CrashMonkey 6: an entry of a synced directory is lost",
            "C 6",
            "mkdir t/A; create t/foo t/A/foo; fsync t/A/foo; fsync t; t was there",
            steps -> steps.mkdir("t"),
            steps ->
                steps.mkdir("t/A").create("t/foo").create("t/A/foo").fsync("t/A/foo").fsync("t"),
            found -> !found.has("t/foo"),
            LIES),
        whenDone(
            "CrashMonkey 7: a second name is lost after fsync of the file",
            "C 7",
            "create foo; mkdir A; link foo A/bar; fsync foo",
            steps -> {},
            steps -> steps.create("foo").mkdir("A").link("foo", "A/bar").fsync("foo"),
            found -> !found.has("A/bar"),
            List.of(ALL_UNSYNCED_LOST, BTRFS, POSIX_MINIMAL, LYING_DISK)),
        whenDone(
            "a new directory is lost that holds only a second name of the synced file",
            "as C 7",
            "create foo; mkdir A; link foo A/bar; fsync foo",
            steps -> {},
            steps -> steps.create("foo").mkdir("A").link("foo", "A/bar").fsync("foo"),
            found -> !found.has("A"),
            List.of(ALL_UNSYNCED_LOST, BTRFS, POSIX_MINIMAL, LYING_DISK)));
  }
}
