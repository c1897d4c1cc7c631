package dev.faultline.disk.litmus;

import static dev.faultline.disk.Profile.EXT4_WRITEBACK;
import static dev.faultline.disk.litmus.Litmuses.DATA_OUT_OF_ORDER;
import static dev.faultline.disk.litmus.Litmuses.LOOSE;
import static dev.faultline.disk.litmus.Litmuses.UNORDERED_METADATA;
import static dev.faultline.disk.litmus.Litmuses.anyTime;

import dev.faultline.disk.Profile;
import java.util.List;

/**
 * What may overtake what: the lower half of [P]'s table 1, and [F]'s replace and create by rename.
 */
final class OrderLitmuses {
  private static final List<Profile> WRITEBACK_AND_LOOSE =
      List.of(EXT4_WRITEBACK, Profile.POSIX_MINIMAL, Profile.LYING_DISK);

  private OrderLitmuses() {}

  static List<Litmus> all() {
    return List.of(
        anyTime(
            "a second overwrite is there without the first, same file",
            "P F",
            "write f block 0; write f block 1",
            steps -> steps.create("f").append("f", 8192, 'a'),
            steps -> steps.write("f", 0, 512, 'b').write("f", 4096, 512, 'c'),
            found -> found.holds("f", 0, 512, 'a') && found.holds("f", 4096, 4608, 'c'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "a second overwrite is there without the first, two files",
            "P F",
            "write f; write g",
            steps -> steps.create("f").append("f", 512, 'a').create("g").append("g", 512, 'a'),
            steps -> steps.write("f", 0, 512, 'b').write("g", 0, 512, 'c'),
            found -> found.holds("f", 0, 512, 'a') && found.holds("g", 0, 512, 'c'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "the second of two overwrites of one sector is there without the first",
            "page cache",
            "write f at 0; write f at 100",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.write("f", 0, 100, 'b').write("f", 100, 100, 'c'),
            found -> found.holds("f", 0, 100, 'a') && found.holds("f", 100, 200, 'c'),
            Litmuses.NOWHERE),
        anyTime(
            "a directory operation overtakes an overwrite",
            "P",
            "write f; mkdir d",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.write("f", 0, 512, 'b').mkdir("d"),
            found -> found.has("d") && found.holds("f", 0, 512, 'a'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "a directory operation overtakes an append",
            "P",
            "append f; mkdir d",
            steps -> steps.create("f"),
            steps -> steps.append("f", 4096, 'b').mkdir("d"),
            found -> found.has("d") && found.size("f") == 0,
            DATA_OUT_OF_ORDER),
        anyTime(
            "a directory operation overtakes an append after a truncation",
            "P",
            "truncate f 0; append f; mkdir d",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.truncate("f", 0).append("f", 4096, 'b').mkdir("d"),
            found -> found.has("d") && !found.isExactly("f", 4096, 'b'),
            WRITEBACK_AND_LOOSE),
        anyTime(
            "a directory operation overtakes an append and its rename",
            "P F",
            "create t; append t; rename t f; mkdir d",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.create("t").append("t", 4096, 'b').rename("t", "f").mkdir("d"),
            found -> found.has("d") && !found.isExactly("f", 4096, 'b'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "a directory operation overtakes another",
            "P",
            "mkdir c; mkdir d",
            steps -> {},
            steps -> steps.mkdir("c").mkdir("d"),
            found -> found.has("d") && !found.has("c"),
            UNORDERED_METADATA),
        anyTime(
            "an append overtakes a directory operation",
            "P",
            "mkdir d; append f",
            steps -> steps.create("f"),
            steps -> steps.mkdir("d").append("f", 4096, 'b'),
            found -> found.size("f") == 4096 && !found.has("d"),
            UNORDERED_METADATA),
        anyTime(
            "an overwrite overtakes a directory operation",
            "P finds none; written back at any time",
            "mkdir d; write f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.mkdir("d").write("f", 0, 512, 'b'),
            found -> found.holds("f", 0, 512, 'b') && !found.has("d"),
            DATA_OUT_OF_ORDER),
        anyTime(
            "replace by rename without fsync: neither old nor new",
            "F ARVR",
            "create t; append t; rename t f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.create("t").append("t", 8192, 'b').rename("t", "f"),
            found -> !found.isExactly("f", 512, 'a') && !found.isExactly("f", 8192, 'b'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "create by rename without fsync: there, but not whole",
            "F ACVR",
            "create t; append t; rename t f",
            steps -> {},
            steps -> steps.create("t").append("t", 8192, 'b').rename("t", "f"),
            found -> found.has("f") && !found.isExactly("f", 8192, 'b'),
            DATA_OUT_OF_ORDER),
        anyTime(
            "replace by rename after fsync of the new file: neither old nor new",
            "P F",
            "create t; append t; fsync t; rename t f",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.create("t").append("t", 8192, 'b').fsync("t").rename("t", "f"),
            found -> !found.isExactly("f", 512, 'a') && !found.isExactly("f", 8192, 'b'),
            LOOSE));
  }
}
